import type { DatabaseAddress } from '../address.ts';
import { failed } from '../database-error.ts';
import type { Migration } from '../migrations/files.ts';
import { setUpDatabase } from '../migrations/set-up-database.ts';
import { ProvenClient } from '../proven-client.ts';
import { postgresAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster } from './cluster-files.ts';
import { type ClusterPasswords, readPasswords } from './passwords.ts';
import { startServer } from './server-process.ts';

/** A PostgreSQL of our own, with the schema in place. */
export interface EmbeddedDatabase {
  readonly address: DatabaseAddress;
  readonly passwords: ClusterPasswords;
  /** PostgreSQL's process id. */
  readonly pid: number;
  /** Resolves when PostgreSQL ends, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends sessions, writes everything and stops. */
  stop(): Promise<void>;
}

const DATABASE = 'holdfast';

/**
 * Starts a real PostgreSQL in `home/postgres`, made when it is not there, and brings roles and schema to this
 * program's version. It listens on a Unix socket in a folder of mode 0700 and ends with this process, however that
 * ends. As root it runs as the account `postgres`.
 *
 * @param migrations all that this program has when left out
 * @throws HoldfastError `DATABASE_IN_USE`, `DATABASE_FILES_UNUSABLE`, `DATABASE_START_FAILED`, and those of
 * `setUpDatabase`.
 * @example
 * const embedded = await startEmbedded({ home: '/var/lib/holdfast' });
 * const db = connect({
 *   address: embedded.address,
 *   user: 'holdfast_gateway',
 *   password: embedded.passwords.holdfast_gateway,
 * });
 */
export async function startEmbedded({
  home,
  migrations,
}: {
  readonly home: string;
  readonly migrations?: readonly Migration[];
}): Promise<EmbeddedDatabase> {
  const account = postgresAccount();
  const binaries = findBinaries(account);
  const files = await ensureCluster(home, binaries, account);
  const passwords = readPasswords(files.passwords);
  const server = await startServer(files, binaries, account);
  const address: DatabaseAddress = { host: server.host, port: server.port, database: DATABASE, tls: null };
  try {
    const { holdfast_admin, ...rolePasswords } = passwords;
    await createDatabase(address, holdfast_admin);
    await setUpDatabase({
      address,
      user: 'holdfast_admin',
      password: holdfast_admin,
      rolePasswords,
      ...(migrations && { migrations }),
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { address, passwords, pid: server.pid, ended: server.ended, stop: server.stop };
}

async function createDatabase(address: DatabaseAddress, password: string): Promise<void> {
  const { host, port } = address;
  const client = new ProvenClient({
    host,
    port,
    user: 'holdfast_admin',
    password,
    database: 'postgres',
    ssl: false,
  });
  // A connection that breaks fails the statement under way, which says so.
  client.on('error', () => undefined);
  await client.connect().catch(failed);
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    failed(error);
  } finally {
    await client.end();
  }
}
