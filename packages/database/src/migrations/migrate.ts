import { HoldfastError } from '@holdfast/errors';
import type pg from 'pg';
import { failed } from '../database-error.ts';
import type { Migration } from './files.ts';

/** Any number; it keeps two programs from migrating one database at once. */
const LOCK = 7_205_759_403;

/**
 * Brings the schema to the newest version, all in one transaction: it is whole before and whole after. Forward only.
 * The client must be signed in as a role that may become `holdfast_owner`.
 *
 * @returns Numbers of the migrations that were applied now.
 * @throws HoldfastError `DATABASE_NEWER` for a database of a newer program, `DATABASE_MIGRATION_CHANGED` when an
 * applied migration is not the one that `migrations` holds.
 * @example
 * await migrate(client, shippedMigrations()); // [1, 2, 3]
 */
export async function migrate(client: pg.ClientBase, migrations: readonly Migration[]): Promise<number[]> {
  await client.query('BEGIN').catch(failed);
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('SET LOCAL ROLE holdfast_owner');
    await client.query('SET LOCAL search_path = holdfast, pg_temp');
    await client.query(`CREATE TABLE IF NOT EXISTS migrations (
      number integer PRIMARY KEY CHECK (number >= 1),
      name text NOT NULL,
      hash bytea NOT NULL CHECK (octet_length(hash) = 32),
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`);
    const { rows } = await client.query<Applied>('SELECT number, name, hash FROM migrations ORDER BY number');
    checkApplied(rows, migrations);
    const pending = migrations.slice(rows.length);
    for (const { number, name, sql, hash } of pending) {
      await client.query(sql);
      await client.query('INSERT INTO migrations (number, name, hash) VALUES ($1, $2, $3)', [
        number,
        name,
        hash,
      ]);
    }
    await client.query('COMMIT');
    return pending.map(({ number }) => number);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    return failed(error);
  }
}

type Applied = Pick<Migration, 'number' | 'name' | 'hash'>;

function checkApplied(applied: readonly Applied[], migrations: readonly Migration[]): void {
  applied.forEach((row, i) => {
    const shipped = migrations.find(({ number }) => number === row.number);
    if (row.number === i + 1 && shipped?.hash.equals(row.hash)) return;
    if (row.number === i + 1 && i >= migrations.length) {
      throw new HoldfastError(
        'DATABASE_NEWER',
        `The database is at migration ${applied.length}, this program knows ${migrations.length}. Use the newer program.`,
        { database: applied.length, program: migrations.length },
      );
    }
    throw new HoldfastError(
      'DATABASE_MIGRATION_CHANGED',
      `Migration ${row.number} (${row.name}) was applied in another form than this program has. Use the program that applied it, or restore a backup.`,
      { number: row.number, name: row.name },
    );
  });
}
