import { setTimeout } from 'node:timers/promises';
import {
  connect,
  type Database,
  type DatabaseAddress,
  parseDatabaseUrl,
  type RolePasswords,
} from '@holdfast/database';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import type { LoadedConfig } from './config-file.ts';
import { readRoles, rolesFile } from './database-roles.ts';
import { greetingOf, placeOf } from './gateway-socket.ts';

/** The gateway's database, for as long as a command needs it. */
export interface OpenDatabase {
  readonly address: DatabaseAddress;
  readonly passwords: RolePasswords;
  /** As the role of the operator's commands. */
  readonly operator: Database;
  /** Resolves when an embedded database that was started here ends, whoever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the database: the one that configuration or DATABASE_URL names, otherwise the embedded one, which a gateway of this
 * data home runs already, or which is started. One that another command has started ends with that command, so it is
 * waited for.
 *
 * @param use `own`: the embedded database must live as long as the caller, so it is never another process's
 * @throws HoldfastError DATABASE_IN_USE, DATABASE_URL_INVALID, DATABASE_FILES_UNUSABLE and others of the database
 */
export async function openDatabase(
  { config, home, databaseUrl }: LoadedConfig,
  use: 'shared' | 'own' = 'shared',
): Promise<OpenDatabase> {
  const url = databaseUrl ?? (config.database === 'embedded' ? null : config.database);
  if (url !== null) return openNamed(url, home);
  const until = performance.now() + (use === 'own' ? OWN_WAIT_MS : SHARED_WAIT_MS);
  for (;;) {
    const late = performance.now() > until;
    const found = await attachOrStart(home, use, late);
    if (found !== null) return found;
    await setTimeout(RETRY_MS);
  }
}

/** How long a command that has the database is waited for; then a shared one is used all the same. */
const OWN_WAIT_MS = 30_000;
const SHARED_WAIT_MS = 10_000;
const RETRY_MS = 100;

/** Null: another command has it. */
async function attachOrStart(
  home: string,
  use: 'shared' | 'own',
  late: boolean,
): Promise<OpenDatabase | null> {
  const { attachEmbedded, startEmbedded } = await import('@holdfast/database/embedded');
  const running = attachEmbedded({ home });
  if (running !== null) {
    const database = opened(running.address, running.passwords, async () => undefined);
    if (await answers(database)) {
      if (use === 'shared' && (late || (await gatewayRuns(home)))) return database;
      await database.close();
      if (!late) return null;
    } else {
      // A lock file that a killed server left behind.
      await database.close();
    }
  }
  try {
    const started = await startEmbedded({ home });
    return opened(started.address, started.passwords, started.stop, started.ended);
  } catch (error) {
    if (!late && isHoldfastError(error) && error.code === 'DATABASE_IN_USE') return null;
    throw error;
  }
}

async function gatewayRuns(home: string): Promise<boolean> {
  const place = placeOf(home);
  return place !== null && (await greetingOf(place)) !== null;
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

/** The embedded database ended, and whoever has started it ends with it. */
export function databaseLost(whose: string): HoldfastError {
  return new HoldfastError(
    'DATABASE_ENDED',
    `The database of the ${whose} ended unexpectedly. Nothing that was confirmed is lost; start the ${whose} again.`,
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
  ended: Promise<void> = new Promise(() => undefined),
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
    ended,
    close: async () => {
      await operator.close();
      await stop();
    },
  };
}
