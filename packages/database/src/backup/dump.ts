import pg from 'pg';
import type { DatabaseAddress } from '../address.ts';
import { failed } from '../database-error.ts';
import { ProvenClient } from '../proven-client.ts';
import { copyOut } from './copy-out.ts';

/** Who may read or write everything: the administrator of the server. */
export interface AdministratorSignIn {
  readonly address: DatabaseAddress;
  readonly user: string;
  readonly password: string;
}

/** A table and the columns that a dump has of it. */
export interface DumpedTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** What a dump says of itself; all of it plain JSON. */
export interface DumpHead {
  /** Applied migrations in order: number, name and SHA-256 in hex. */
  readonly migrations: readonly { readonly number: number; readonly name: string; readonly hash: string }[];
  /** In an order in which each table comes after those that it refers to. */
  readonly tables: readonly DumpedTable[];
  readonly sequences: readonly { readonly name: string; readonly last: string; readonly called: boolean }[];
  /** The database's clock, ISO 8601. */
  readonly takenAt: string;
  /** Audit entries that have a place in the tree. */
  readonly auditSize: string;
}

/** One state of the whole database, however long it takes to read. */
export interface Dump {
  readonly head: DumpHead;
  /** A setting of the installation at that state. */
  setting(name: string): Promise<Buffer | null>;
  /** Rows in PostgreSQL's text form, a line each; one table at a time. */
  rows(table: DumpedTable): AsyncIterable<Buffer>;
}

/**
 * Made anew on restoring, by migrating; and hand-overs: a restored one could be fetched a second time, because the log that
 * knows of the first is older too; and how much of the delay of a deletion has passed: who restores gets all of it again.
 */
const LEFT_OUT_TABLES = ['migrations', 'handovers', 'deletion_delays'];
/** `table.column`: a restore stores its own transaction, see migration 0002. */
const LEFT_OUT_COLUMNS = ['audit_entries.transaction'];

/**
 * Reads the whole schema in one read-only transaction, so that all tables are of one moment while the gateway goes on.
 *
 * @throws HoldfastError `DATABASE_UNAVAILABLE`, `DATABASE_FAILED`
 * @example
 * await withDump(administrator, async ({ head, rows }) => {
 *   for (const table of head.tables) for await (const lines of rows(table)) await write(lines);
 * });
 */
export async function withDump<T>(signIn: AdministratorSignIn, work: (dump: Dump) => Promise<T>): Promise<T> {
  return withAdministrator(signIn, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query('SET LOCAL ROLE holdfast_owner');
    await client.query('SET LOCAL search_path = holdfast, pg_temp');
    const head = await readHead(client);
    const result = await work({
      head,
      setting: async (name) => {
        const { rows } = await client.query<{ value: Buffer }>('SELECT value FROM settings WHERE name = $1', [
          name,
        ]);
        return rows[0]?.value ?? null;
      },
      rows: (table) => copyOut(client, `COPY ${quoted(table)} TO STDOUT`),
    });
    await client.query('COMMIT');
    return result;
  });
}

/** `"table" ("column", …)`. */
export function quoted({ name, columns }: DumpedTable): string {
  return `${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`;
}

/** A connection of the administrator's for as long as the work lasts. */
export async function withAdministrator<T>(
  { address, user, password }: AdministratorSignIn,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new (address.tls === null ? ProvenClient : pg.Client)({
    host: address.host,
    port: address.port,
    database: address.database,
    user,
    password,
    ssl:
      address.tls === null
        ? false
        : { rejectUnauthorized: true, ...(address.tls.ca && { ca: address.tls.ca }) },
    options: '-c search_path=pg_catalog,pg_temp',
    application_name: 'holdfast backup',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: 5000,
  });
  // A connection that breaks fails the statement under way, which says so.
  client.on('error', () => undefined);
  await client.connect().catch(failed);
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof pg.DatabaseError || isConnectionError(error)) failed(error);
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && /^Connection terminated/.test(error.message);
}

async function readHead(client: pg.Client): Promise<DumpHead> {
  const { rows: migrations } = await client.query<{ number: number; name: string; hash: Buffer }>(
    'SELECT number, name, hash FROM migrations ORDER BY number',
  );
  const { rows: columns } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (
       WHERE a.attgenerated = '' AND c.relname || '.' || a.attname <> ALL ($2)), '{}') AS columns
     FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'holdfast'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> ALL ($1)
     GROUP BY c.relname ORDER BY c.relname`,
    [LEFT_OUT_TABLES, LEFT_OUT_COLUMNS],
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT DISTINCT f.relname AS "from", t.relname AS "to" FROM pg_catalog.pg_constraint k
     JOIN pg_catalog.pg_class f ON f.oid = k.conrelid JOIN pg_catalog.pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND f.relnamespace = 'holdfast'::regnamespace AND f.oid <> t.oid`,
  );
  const { rows: sequences } = await client.query<DumpHead['sequences'][number]>(
    `SELECT c.relname AS name, s.last_value::text AS last, s.is_called AS called
     FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.pg_get_sequence_data(c.oid) s
     WHERE c.relnamespace = 'holdfast'::regnamespace AND c.relkind = 'S' ORDER BY c.relname`,
  );
  const { rows: facts } = await client.query<{ taken_at: Date; size: string }>(
    `SELECT clock_timestamp() AS taken_at,
       coalesce((SELECT max(leaf_index) + 1 FROM audit_leaves), 0)::text AS size`,
  );
  return {
    migrations: migrations.map(({ number, name, hash }) => ({ number, name, hash: hash.toString('hex') })),
    tables: inOrder(columns, references),
    sequences,
    takenAt: facts[0].taken_at.toISOString(),
    auditSize: facts[0].size,
  };
}

/** Sorted so that what is referred to comes first. */
function inOrder(
  tables: readonly DumpedTable[],
  references: readonly { readonly from: string; readonly to: string }[],
): DumpedTable[] {
  const placed = new Set<DumpedTable>();
  const visit = (table: DumpedTable): void => {
    if (placed.has(table)) return;
    for (const { to } of references.filter(({ from }) => from === table.name)) {
      const before = tables.find(({ name }) => name === to);
      if (before !== undefined) visit(before);
    }
    placed.add(table);
  };
  for (const table of tables) visit(table);
  return [...placed];
}
