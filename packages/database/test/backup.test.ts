import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdministratorSignIn, type DumpHead, withAdministrator, withDump } from '../src/backup/dump.ts';
import { loadDump, migrationsOf, type TableRows } from '../src/backup/load.ts';
import {
  appendLeaves,
  connect,
  type Database,
  decideBatch,
  freezeNow,
  leaseNonce,
  recordEntry,
  setUpDatabase,
} from '../src/index.ts';
import { type Migration, shippedMigrations } from '../src/migrations/files.ts';
import { addKey, content, order, type TestKey } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

const all = shippedMigrations();
let test: TestDatabase;
let key: TestKey;
let number = 0;

/** A dump that is kept in memory. */
interface Kept {
  readonly head: DumpHead;
  readonly rows: ReadonlyMap<string, Buffer>;
}
let kept: Kept;

beforeAll(async () => {
  test = await startTestDatabase();
  const operator = test.as('holdfast_operator');
  const gateway = test.as('holdfast_gateway');
  key = await addKey(operator);
  await addKey(operator);
  await decideBatch(gateway, 'gateway-1', [order(key), order(key), order(key)]);
  await leaseNonce(gateway, { exchangeKey: key.exchangeKey, version: 1 }, 'gateway-1', {
    clock: 5_000_000n,
    count: 1,
    leaseMs: 1000,
  });
  await freezeNow(
    operator,
    { kind: 'virtual-key', id: key.id },
    { reason: 'a\ttab, a \\ and a\nnewline', operator: 'ada', replica: 'command', entry: content({}) },
  );
  await appendLeaves(gateway, 100);
  await recordEntry(gateway, 'gateway-1', 'summary', content({ after: 'the last place' }));
  kept = await dump(signIn('holdfast'));
}, 60_000);
afterAll(() => test?.stop());

function signIn(database: string): AdministratorSignIn {
  const { address, passwords } = test.embedded;
  return { address: { ...address, database }, user: 'holdfast_admin', password: passwords.holdfast_admin };
}

async function dump(from: AdministratorSignIn): Promise<Kept> {
  return withDump(from, async ({ head, rows }) => {
    const read = new Map<string, Buffer>();
    for (const table of head.tables) read.set(table.name, Buffer.concat(await Array.fromAsync(rows(table))));
    return { head, rows: read };
  });
}

/** A database with the schema of so many migrations and nothing else. */
async function fresh(migrations: readonly Migration[] = all): Promise<AdministratorSignIn> {
  const database = `restored_${number++}`;
  await test.admin.pool.query(`CREATE DATABASE ${database}`);
  const { holdfast_admin: _, ...rolePasswords } = test.embedded.passwords;
  await setUpDatabase({ ...signIn(database), rolePasswords, migrations });
  return signIn(database);
}

async function* tablesOf({ head, rows }: Kept): AsyncGenerator<TableRows> {
  for (const table of head.tables) yield { table, rows: pieces(rows.get(table.name)!) };
}

/** Cut anywhere, as streams are. */
async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

async function query<T extends object>(at: AdministratorSignIn, sql: string): Promise<T[]> {
  return withAdministrator(at, async (client) => (await client.query<T>(sql)).rows);
}

async function as(role: 'holdfast_gateway' | 'holdfast_operator', at: AdministratorSignIn) {
  return connect({ address: at.address, user: role, password: test.embedded.passwords[role] });
}

async function using<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

describe('a dump', () => {
  it('has every table and sequence of the schema, and every column that is not computed', async () => {
    const tables = await query<{ name: string }>(
      signIn('holdfast'),
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'holdfast'::regnamespace AND relkind NOT IN ('i', 'S', 'v', 'c', 'I', 't')`,
    );
    // A hand-over that came back could be opened a second time.
    const leftOut = ['migrations', 'handovers', 'deletion_delays'];
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(leftOut));
    const expected = tables.map(({ name }) => name).filter((name) => !leftOut.includes(name));
    expect(kept.head.tables.map(({ name }) => name).sort()).toEqual(expected.sort());
    const sequences = await query(
      signIn('holdfast'),
      `SELECT 1 FROM pg_class WHERE relnamespace = 'holdfast'::regnamespace AND relkind = 'S'`,
    );
    expect(kept.head.sequences).toHaveLength(sequences.length);
    const entries = kept.head.tables.find(({ name }) => name === 'audit_entries');
    expect(entries?.columns).toContain('canonical');
    expect(entries?.columns).not.toContain('leaf_hash');
    expect(entries?.columns).not.toContain('transaction');
  });

  it('names tables after those that they refer to', async () => {
    const order = kept.head.tables.map(({ name }) => name);
    expect(order.indexOf('exchange_keys')).toBeLessThan(order.indexOf('exchange_key_versions'));
    expect(order.indexOf('policies')).toBeLessThan(order.indexOf('virtual_keys'));
    expect(order.indexOf('virtual_keys')).toBeLessThan(order.indexOf('freezes'));
  });

  it('is of one moment, however much is written meanwhile', async () => {
    const gateway = test.as('holdfast_gateway');
    let writing = true;
    const writer = (async () => {
      while (writing) {
        await recordEntry(gateway, 'gateway-1', 'summary', content({ pad: 'x'.repeat(20_000) }));
        await appendLeaves(gateway, 10);
      }
    })();
    for (let round = 0; round < 5; round++) {
      const { head, rows } = await dump(signIn('holdfast'));
      const lines = (table: string) => rows.get(table)!.toString('latin1').trim().split('\n').filter(Boolean);
      const ids = new Set(lines('audit_entries').map((line) => line.split('\t')[0]));
      expect(lines('audit_leaves')).toHaveLength(Number(head.auditSize));
      expect(lines('audit_leaves').every((line) => ids.has(line.split('\t')[1]))).toBe(true);
    }
    writing = false;
    await writer;
  });

  it('can be given up half way', async () => {
    const given = withDump(signIn('holdfast'), async ({ head, rows }) => {
      for (const table of head.tables) {
        for await (const _ of rows(table)) throw new Error('the disk is full');
      }
    });
    await expect(given).rejects.toThrow('the disk is full');
  });

  it('says what is wrong where nothing listens', async () => {
    const nowhere = {
      ...signIn('holdfast'),
      address: { ...test.embedded.address, host: '127.0.0.1', port: 1 },
    };
    await expect(dump(nowhere)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});

describe('a loaded dump', () => {
  it('has the rows that the dump had, what is made safe apart', async () => {
    const target = await fresh();
    await loadDump(target, kept.head, tablesOf(kept));
    const again = await dump(target);
    for (const [name, rows] of kept.rows) {
      if (name === 'nonces' || name === 'settings') continue;
      expect([name, again.rows.get(name)!.toString()]).toEqual([name, rows.toString()]);
    }
    expect(again.head.sequences).toEqual(kept.head.sequences);
    expect(again.head.auditSize).toBe(kept.head.auditSize);
    const hashes = (at: AdministratorSignIn) =>
      query<{ hash: Buffer }>(at, 'SELECT leaf_hash AS hash FROM holdfast.audit_entries ORDER BY id LIMIT 4');
    expect(await hashes(target)).toEqual(await hashes(signIn('holdfast')));
  });

  it('goes on where it was: numbers, places, freezes, limits, replays', async () => {
    const target = await fresh();
    await loadDump(target, kept.head, tablesOf(kept));
    await using(await as('holdfast_gateway', target), async (gateway) => {
      const [refused] = await decideBatch(gateway, 'gateway-2', [order(key)]);
      expect(refused).toMatchObject({ accepted: false, rule: 'frozen' });
      const before = Number(kept.head.auditSize);
      const leaves = await appendLeaves(gateway, 100);
      // The one that had no place yet, and the refusal.
      expect(leaves.map(({ index }) => Number(index))).toEqual([before, before + 1]);
    });
    const [{ sends }] = await query<{ sends: number }>(
      target,
      'SELECT count(*)::integer AS sends FROM holdfast.sends',
    );
    expect(sends).toBe(3);
  });

  it('has its guards again: nothing of the log can be changed or deleted', async () => {
    const target = await fresh();
    await loadDump(target, kept.head, tablesOf(kept));
    for (const sql of [
      `UPDATE holdfast.audit_entries SET rule = 'x'`,
      'DELETE FROM holdfast.audit_leaves',
      'DELETE FROM holdfast.virtual_keys',
      `UPDATE holdfast.virtual_keys SET revision = 7`,
    ]) {
      await expect(query(target, sql)).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    }
    const off = await query(
      target,
      `SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgenabled <> 'O'`,
    );
    expect(off).toEqual([]);
  });

  it('hands out no nonce that may have been used after the dump', async () => {
    const target = await fresh();
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
    await loadDump(target, { ...kept.head, takenAt: anHourAgo }, tablesOf(kept));
    await using(await as('holdfast_gateway', target), async (gateway) => {
      const { first } = await leaseNonce(gateway, { exchangeKey: key.exchangeKey, version: 1 }, 'gateway-1', {
        clock: 5_000_001n,
        count: 1,
        leaseMs: 1000,
      });
      expect(first).toBeGreaterThan(5_000_000n + 3_600_000n);
    });
  });

  it('is marked as restored', async () => {
    const target = await fresh();
    await loadDump(target, kept.head, tablesOf(kept));
    const [{ value }] = await query<{ value: Buffer }>(
      target,
      `SELECT value FROM holdfast.settings WHERE name = 'restored'`,
    );
    expect(JSON.parse(value.toString())).toMatchObject({ takenAt: kept.head.takenAt });
  });

  it('leaves nothing when its source breaks, or is not what it should be', async () => {
    const target = await fresh();
    async function* broken(): AsyncGenerator<TableRows> {
      for await (const { table, rows } of tablesOf(kept)) {
        yield { table, rows: table.name === 'audit_leaves' ? breaking() : rows };
      }
    }
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.from('0\t1\n');
      throw new RangeError('the file ended');
    }
    await expect(loadDump(target, kept.head, broken())).rejects.toThrow('the file ended');
    const nonsense = { ...kept, rows: new Map([...kept.rows, ['policies', Buffer.from('nonsense\n')]]) };
    await expect(loadDump(target, kept.head, tablesOf(nonsense))).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
    });
    const after = await dump(target);
    expect(after.rows.get('audit_entries')).toHaveLength(0);
    expect(after.rows.get('settings')).toHaveLength(0);
    await loadDump(target, kept.head, tablesOf(kept));
  });
});

describe('a dump of another version', () => {
  it('of an older schema is loaded into that, and then migrated', async () => {
    const old = await fresh(all.slice(0, 6));
    await withAdministrator(old, async (client) => {
      await client.query('SET search_path = holdfast');
      await client.query(
        `INSERT INTO exchange_keys (name, exchange, target, created_by) VALUES ('old', 'kraken', 'real', 'ada')`,
      );
      await client.query(`SELECT record_entry('gateway-1', 'summary', '{}')`);
    });
    const older = await dump(old);
    const migrations = migrationsOf(older.head);
    expect(migrations).toHaveLength(6);
    const target = await fresh(migrations);
    await loadDump(target, older.head, tablesOf(older));
    const { holdfast_admin: _, ...rolePasswords } = test.embedded.passwords;
    expect(await setUpDatabase({ ...target, rolePasswords })).toHaveLength(all.length - 6);
    expect(await query(target, 'SELECT name FROM holdfast.exchange_keys')).toEqual([{ name: 'old' }]);
    const now = await dump(target);
    expect(now.head.migrations).toEqual(kept.head.migrations);
  });

  it('of a newer program is refused', () => {
    const newer = [...kept.head.migrations, { number: all.length + 1, name: 'later', hash: 'ab'.repeat(32) }];
    expect(() => migrationsOf({ migrations: newer })).toThrow(
      expect.objectContaining({ code: 'BACKUP_NEWER' }),
    );
  });

  it('with another form of a migration is refused', () => {
    const hash = createHash('sha256').update('something else').digest('hex');
    const changed = kept.head.migrations.map((one) => (one.number === 3 ? { ...one, hash } : one));
    expect(() => migrationsOf({ migrations: changed })).toThrow(
      expect.objectContaining({ code: 'DATABASE_MIGRATION_CHANGED' }),
    );
  });
});
