import { HoldfastError } from '@holdfast/errors';
import pg from 'pg';
import { type Migration, shippedMigrations } from '../migrations/files.ts';
import { copyIn } from './copy-in.ts';
import {
  type AdministratorSignIn,
  type DumpedTable,
  type DumpHead,
  quoted,
  withAdministrator,
} from './dump.ts';

/** The setting that says that this installation was restored and nobody has accepted it yet. */
export const RESTORED_SETTING = 'restored';

/** One table's rows, as `Dump.rows` gave them. */
export interface TableRows {
  readonly table: DumpedTable;
  readonly rows: AsyncIterable<Uint8Array>;
}

/**
 * The migrations that were applied when the dump was made: a database has to be set up with exactly them before the dump
 * is loaded.
 *
 * @throws HoldfastError `BACKUP_NEWER`, `DATABASE_MIGRATION_CHANGED`
 */
export function migrationsOf(
  { migrations }: Pick<DumpHead, 'migrations'>,
  shipped: readonly Migration[] = shippedMigrations(),
): readonly Migration[] {
  if (migrations.length > shipped.length) {
    throw new HoldfastError(
      'BACKUP_NEWER',
      `The backup is at migration ${migrations.length}, this program knows ${shipped.length}. Use the newer program.`,
      { backup: migrations.length, program: shipped.length },
    );
  }
  return migrations.map((applied, i) => {
    const { number, name, hash } = shipped[i];
    if (applied.number === number && applied.hash === hash.toString('hex')) return shipped[i];
    throw new HoldfastError(
      'DATABASE_MIGRATION_CHANGED',
      `Migration ${number} (${name}) was applied in another form than this program has. Use the program that made the backup.`,
      { number, name },
    );
  });
}

/**
 * Loads a dump into a database that was set up with its migrations and holds nothing yet, in one transaction. What can't
 * be known after a restore is made safe: nonces go on above any that may have been used meanwhile, and the installation
 * is marked as restored, so that it starts frozen.
 *
 * @param tables in the order of `head.tables`
 * @throws HoldfastError `DATABASE_UNAVAILABLE`, `DATABASE_FAILED`, and what the source throws
 */
export async function loadDump(
  signIn: AdministratorSignIn,
  head: DumpHead,
  tables: AsyncIterable<TableRows>,
): Promise<void> {
  await withAdministrator(signIn, async (client) => {
    await client.query('BEGIN');
    await client.query('SET LOCAL ROLE holdfast_owner');
    await client.query('SET LOCAL search_path = holdfast, pg_temp');
    for (const { name } of head.tables) await makeEmpty(client, name);
    for await (const { table, rows } of tables) {
      await copyIn(client, `COPY ${quoted(table)} FROM STDIN`, rows);
    }
    for (const { name, last, called } of head.sequences) {
      await client.query('SELECT setval($1::regclass, $2, $3)', [
        `holdfast.${pg.escapeIdentifier(name)}`,
        last,
        called,
      ]);
    }
    await raiseNonces(client, head.takenAt);
    await markRestored(client, head);
    for (const { name } of head.tables) {
      await client.query(`ALTER TABLE ${pg.escapeIdentifier(name)} ENABLE TRIGGER USER`);
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
  });
}

/** Migrations put rows into some tables; the dump has its own. Triggers are off until everything is there. */
async function makeEmpty(client: pg.Client, table: string): Promise<void> {
  const name = pg.escapeIdentifier(table);
  await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  await client.query(`DELETE FROM ${name}`);
}

/**
 * Nonces that were used after the dump are unknown. Where they follow the clock, the clock is ahead of them by now; where
 * they count up from a floor above it, a key sends less than 1,000 requests a second.
 */
async function raiseNonces(client: pg.Client, takenAt: string): Promise<void> {
  await client.query(
    `UPDATE nonces SET last = least(last + 10000
       + greatest(0, ceil(extract(epoch FROM clock_timestamp() - $1::timestamptz) * 1000)), 18446744073709551614)`,
    [takenAt],
  );
}

async function markRestored(client: pg.Client, { takenAt, auditSize }: DumpHead): Promise<void> {
  await client.query(
    `INSERT INTO settings (name, value)
     SELECT $1, convert_to(jsonb_build_object('takenAt', $2::text, 'auditSize', $3::text,
       'restoredAt', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text, 'UTF8')
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, revision = settings.revision + 1`,
    [RESTORED_SETTING, takenAt, auditSize],
  );
}
