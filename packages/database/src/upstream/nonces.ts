import { HoldfastError } from '@holdfast/errors';
import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';

/** A real key: number of the exchange key, and its version. */
export interface RealKeyId {
  readonly exchangeKey: number;
  readonly version: number;
}

/** Nonces `first` … `first + count − 1`, for one replica alone. */
export interface NonceLease {
  readonly first: bigint;
  readonly count: number;
  /** Length of the lease from the call on; nothing may be sent with the key after it without a new one. */
  readonly leaseMs: number;
  /** Another replica waits for its turn; its holder ends the lease when nothing is under way. */
  readonly wanted: boolean;
}

/**
 * Hands out nonces that are greater than any before, stored before they are returned, and makes this replica the only
 * sender of the key until the lease ends. `leaseMs` must be longer than a request can last, so that nothing of the
 * former sender is under way when the next one begins.
 *
 * @param clock Now, in the exchange's unit for nonces. A clock that was set back does not make nonces smaller.
 * @throws HoldfastError `NONCE_LEASED` while another replica is the sender; facts hold its name and until when.
 * @throws HoldfastError `DATABASE_KEY_UNKNOWN` for a key that doesn't exist or is retired.
 * @example
 * const { first } = await leaseNonce(db, key, 'gateway-1', { clock: BigInt(Date.now()), count: 1, leaseMs: 60_000 });
 */
export async function leaseNonce(
  db: Database,
  key: RealKeyId,
  replica: string,
  { clock, count, leaseMs }: { readonly clock: bigint; readonly count: number; readonly leaseMs: number },
): Promise<NonceLease> {
  const { rows } = await db.pool
    .query<{ first: string | null; leased_until: Date; holder: string; wanted: boolean }>({
      name: 'lease_nonces',
      text: 'SELECT * FROM holdfast.lease_nonces($1,$2,$3,$4,$5,$6)',
      values: [key.exchangeKey, key.version, replica, clock.toString(), count, leaseMs],
    })
    .catch(failed);
  const [row] = rows;
  if (row.first === null) {
    throw new HoldfastError(
      'NONCE_LEASED',
      `The replica ${row.holder} sends with this real key until ${row.leased_until.toISOString()}. Send the request there, or wait.`,
      { holder: row.holder, until: row.leased_until.toISOString() },
    );
  }
  return { first: BigInt(row.first), count, leaseMs, wanted: row.wanted };
}

/** Ends this replica's lease early; only when nothing that it sent is under way. */
export async function endNonceLease(db: Database, key: RealKeyId, replica: string): Promise<void> {
  await db.pool
    .query('SELECT holdfast.end_nonce_lease($1,$2,$3)', [key.exchangeKey, key.version, replica])
    .catch(failed);
}
