import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Migration, readMigrations, shippedMigrations } from '../src/migrations/files.ts';
import { migrate } from '../src/migrations/migrate.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let client: pg.Client;
let number = 0;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test?.stop());
beforeEach(async () => {
  const database = `migrations_${number++}`;
  await test.admin.pool.query(`CREATE DATABASE ${database}`);
  client = await open(database);
  await client.query('CREATE SCHEMA holdfast AUTHORIZATION holdfast_owner');
});
afterEach(() => client.end());

const all = shippedMigrations();

async function open(database: string): Promise<pg.Client> {
  const { address, passwords } = test.embedded;
  const opened = new pg.Client({
    host: address.host,
    port: address.port,
    database,
    user: 'holdfast_admin',
    password: passwords.holdfast_admin,
  });
  await opened.connect();
  return opened;
}

/** Tables, columns, constraints, functions, triggers and grants, as text. */
async function schema(): Promise<unknown[]> {
  const { rows } = await client.query(`
    SELECT format('column %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod)) AS what
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'holdfast'::regnamespace AND attnum > 0
    UNION ALL SELECT format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = 'holdfast'::regnamespace
    UNION ALL SELECT format('function %s %s %s', proname, prosrc, proacl) FROM pg_proc WHERE pronamespace = 'holdfast'::regnamespace
    UNION ALL SELECT format('relation %s %s %s', relname, relkind, relacl) FROM pg_class WHERE relnamespace = 'holdfast'::regnamespace
    ORDER BY 1`);
  return rows;
}

const later: Migration = {
  ...all[0],
  number: all.length + 1,
  name: 'later',
  sql: 'CREATE TABLE later (a int)',
};

describe('the shipped migrations', () => {
  it('bring an empty database to the newest version, once', async () => {
    expect(await migrate(client, all)).toEqual(all.map((m) => m.number));
    expect(await migrate(client, all)).toEqual([]);
  });

  it.each(all.slice(0, -1).map((m) => [m.number]))(
    'lead from version %i to the same schema as from nothing',
    async (from) => {
      await migrate(client, all.slice(0, from));
      expect(await migrate(client, all)).toEqual(all.slice(from).map((m) => m.number));
      const stepwise = await schema();
      await client.query('DROP SCHEMA holdfast CASCADE; CREATE SCHEMA holdfast AUTHORIZATION holdfast_owner');
      await migrate(client, all);
      expect(stepwise).toEqual(await schema());
      expect(stepwise.length).toBeGreaterThan(100);
    },
  );

  it('make everything the owner’s', async () => {
    await migrate(client, all);
    const { rows } = await client.query(`
      SELECT relname FROM pg_class WHERE relnamespace = 'holdfast'::regnamespace AND relowner <> 'holdfast_owner'::regrole
      UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'holdfast'::regnamespace AND proowner <> 'holdfast_owner'::regrole`);
    expect(rows).toEqual([]);
  });
});

describe('a database that was migrated', () => {
  beforeEach(async () => {
    await migrate(client, all);
  });

  it('by a newer program is refused', async () => {
    await migrate(client, [...all, later]);
    await expect(migrate(client, all)).rejects.toMatchObject({
      code: 'DATABASE_NEWER',
      facts: { database: all.length + 1, program: all.length },
    });
  });

  it('with another text of a migration is refused, even one changed blank', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-migrations-'));
    try {
      for (const { number: n, name, sql } of all) {
        writeFileSync(join(folder, `${String(n).padStart(4, '0')}-${name}.sql`), n === 2 ? `${sql} ` : sql);
      }
      await expect(migrate(client, readMigrations(pathToFileURL(`${folder}/`)))).rejects.toMatchObject({
        code: 'DATABASE_MIGRATION_CHANGED',
        facts: { number: 2, name: 'audit' },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('and lost the record of a migration is refused', async () => {
    await client.query('DELETE FROM holdfast.migrations WHERE number = 2');
    await expect(migrate(client, all)).rejects.toMatchObject({ code: 'DATABASE_MIGRATION_CHANGED' });
  });

  it('keeps its old state when a migration fails half way', async () => {
    const broken = { ...later, sql: 'CREATE TABLE half (a int); SELECT 1 / 0' };
    await expect(migrate(client, [...all, broken])).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    expect((await client.query(`SELECT to_regclass('holdfast.half') AS half`)).rows).toEqual([
      { half: null },
    ]);
    expect(await migrate(client, [...all, later])).toEqual([later.number]);
  });
});

it('two programs that migrate at once apply each migration once', async () => {
  const other = await open(client.database ?? '');
  try {
    const applied = await Promise.all([migrate(client, all), migrate(other, all)]);
    expect(applied.map((numbers) => numbers.length).sort()).toEqual([0, all.length]);
  } finally {
    await other.end();
  }
});

it.each([
  [['0001-a.sql', '0003-b.sql'], '0003-b.sql'],
  [['0001-a.sql', '0001-b.sql'], '0001-b.sql'],
  [['0001-a.sql', 'notes.txt'], 'notes.txt'],
  [['0002-a.sql'], '0002-a.sql'],
])('files %j are not migrations', (names, wrong) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-migrations-'));
  try {
    for (const name of names) writeFileSync(join(folder, name), 'SELECT 1');
    expect(() => readMigrations(pathToFileURL(`${folder}/`))).toThrow(wrong);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
