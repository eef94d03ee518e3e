import { connect, type Database, type DatabaseAddress, parseDatabaseUrl } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { LoadedConfig } from './config-file.ts';
import { readRoles, rolesFile } from './database-roles.ts';

/** The gateway's database, for as long as a command needs it. */
export interface OpenDatabase {
  readonly address: DatabaseAddress;
  readonly passwords: { readonly holdfast_gateway: string; readonly holdfast_operator: string };
  /** As the role of the operator's commands. */
  readonly operator: Database;
  close(): Promise<void>;
}

/**
 * Opens the database: the one that configuration or DATABASE_URL names, otherwise the embedded one, which a gateway of this
 * data home runs already, or which is started.
 *
 * @throws HoldfastError DATABASE_IN_USE, DATABASE_URL_INVALID, DATABASE_FILES_UNUSABLE and others of the database
 */
export async function openDatabase({ config, home, databaseUrl }: LoadedConfig): Promise<OpenDatabase> {
  const url = databaseUrl ?? (config.database === 'embedded' ? null : config.database);
  if (url !== null) return openNamed(url, home);
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

async function openNamed(url: string, home: string): Promise<OpenDatabase> {
  const { address, user, password } = parseDatabaseUrl(url);
  if (user !== null || password !== null) {
    throw new HoldfastError(
      'DATABASE_URL_INVALID',
      'The address of the database can’t be used: it must name no user and no password. Holdfast signs in with roles of its own.',
    );
  }
  const passwords = readRoles(home);
  if (passwords === null) {
    throw new HoldfastError(
      'DATABASE_FILES_UNUSABLE',
      'Nobody has set the database up from here yet. Do it with "holdfast database setup", or copy database.json from the machine where it was done.',
      { file: rolesFile(home) },
    );
  }
  const database = opened(address, passwords, async () => undefined);
  try {
    await database.operator.pool.query('SELECT 1');
  } catch (error) {
    await database.close();
    throw unreachable(error);
  }
  return database;
}

/** What the server said, without the address, which people paste into bug reports. */
function unreachable(error: unknown): HoldfastError {
  const code = (error as { code?: unknown } | null)?.code;
  const why = typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? ` (${code})` : '';
  return new HoldfastError(
    'DATABASE_UNAVAILABLE',
    `The database can’t be reached or refuses Holdfast’s roles${why}. Is the address right, and was "holdfast database setup" run?`,
  );
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
