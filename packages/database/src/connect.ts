import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { DatabaseAddress } from './address.ts';
import { ProvenClient } from './proven-client.ts';
import type { Tables } from './tables.ts';

/** The roles that sign in. `holdfast_owner` owns the schema and can't. */
export type Role = 'holdfast_gateway' | 'holdfast_server' | 'holdfast_operator';

/** A pool of connections to one database as one role. */
export interface Database {
  /** For ordinary queries. */
  readonly kysely: Kysely<Tables>;
  /** For the prepared statements of this package. */
  readonly pool: pg.Pool;
  readonly address: DatabaseAddress;
  readonly user: string;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly address: DatabaseAddress;
  readonly user: Role | (string & {});
  readonly password: string;
  /** Most connections at once; 4 when left out. */
  readonly connections?: number | undefined;
}

/**
 * Opens a pool. Nothing is taken from the environment (`PGHOST`, `PGOPTIONS`, `.pgpass`), and the search path is
 * pinned. Connections are made when they are needed.
 *
 * @example
 * const db = connect({ address, user: 'holdfast_gateway', password });
 * await db.kysely.selectFrom('policies').select('hash').execute();
 * await db.close();
 */
export function connect({ address, user, password, connections = 4 }: ConnectOptions): Database {
  const pool = new pg.Pool({
    // TLS proves who the server is.
    ...(address.tls === null && { Client: ProvenClient as unknown as typeof pg.Client }),
    host: address.host,
    port: address.port,
    database: address.database,
    user,
    password,
    ssl:
      address.tls === null
        ? false
        : { rejectUnauthorized: true, ...(address.tls.ca && { ca: address.tls.ca }) },
    options: '-c search_path=holdfast,pg_temp',
    application_name: `holdfast ${user}`,
    client_encoding: 'UTF8',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    max: connections,
  });
  // A connection that breaks while idle leaves the pool; whoever asks next is told if there is no other.
  pool.on('error', () => undefined);
  // One that breaks in somebody's hands fails the statement under way, or the next: not the whole process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { kysely, pool, address, user, close: () => kysely.destroy() };
}
