import { HoldfastError } from '@holdfast/errors';
import type { OpenDatabase } from './open-database.ts';

/** Any number that nothing else in the database locks. */
const LOCK = 4_817_236_001;

/**
 * Does work that changes the vault file, while no other command does. What one reads the other may have replaced by the time it
 * writes, and a key that is lost with that opens nothing any more. PostgreSQL ends the lock with the connection, so a killed
 * command leaves none behind.
 *
 * @throws HoldfastError VAULT_REKEY_PENDING when another command has it, and what `work` throws
 */
export async function withVaultFile<T>({ operator }: OpenDatabase, work: () => Promise<T>): Promise<T> {
  const client = await operator.pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      LOCK,
    ]);
    if (rows[0]?.taken !== true) {
      throw new HoldfastError(
        'VAULT_REKEY_PENDING',
        'Another command is changing the vault file right now. Try again when it has ended.',
      );
    }
    return await work();
  } finally {
    // Not back into the pool: the lock ends with it.
    client.release(true);
  }
}
