import { connect, type Database, type DatabaseAddress } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { LoadedConfig } from './config-file.ts';

/** The gateway's database, for as long as a command needs it. */
export interface OpenDatabase {
  readonly address: DatabaseAddress;
  readonly passwords: { readonly holdfast_gateway: string; readonly holdfast_operator: string };
  /** As the role of the operator's commands. */
  readonly operator: Database;
  close(): Promise<void>;
}

/**
 * Opens the embedded database: the one that a gateway of this data home runs already, or else one of its own.
 *
 * @throws HoldfastError DATABASE_IN_USE and others of the database
 */
export async function openDatabase({ config, home }: LoadedConfig): Promise<OpenDatabase> {
  if (config.database !== 'embedded') {
    throw new HoldfastError('CONFIG_INVALID', 'database: only "embedded" can be used so far.', {
      key: 'database',
    });
  }
  const { attachEmbedded, startEmbedded } = await import('@holdfast/database/embedded');
  const running = attachEmbedded({ home });
  if (running !== null) {
    const database = opened(running.address, running.passwords, async () => undefined);
    if (await answers(database)) return database;
    // A lock file that a killed server left behind.
    await database.close();
  }
  const started = await startEmbedded({ home });
  return opened(started.address, started.passwords, started.stop);
}

async function answers({ operator }: OpenDatabase): Promise<boolean> {
  try {
    await operator.pool.query('SELECT 1');
    return true;
  } catch {
    return false;
  }
}

function opened(
  address: DatabaseAddress,
  passwords: OpenDatabase['passwords'],
  stop: () => Promise<void>,
): OpenDatabase {
  const operator = connect({
    address,
    user: 'holdfast_operator',
    password: passwords.holdfast_operator,
    connections: 2,
  });
  return {
    address,
    passwords,
    operator,
    close: async () => {
      await operator.close();
      await stop();
    },
  };
}
