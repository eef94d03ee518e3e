import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asDatabaseError,
  bumpEpoch,
  connect,
  type Database,
  decideBatch,
  freezeNow,
  parseDatabaseUrl,
  thaw,
  watchChanges,
} from '../src/index.ts';
import { scramVerifier } from '../src/scram-verifier.ts';
import { addKey, content, read } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let gateway: Database;
beforeAll(async () => {
  test = await startTestDatabase();
  gateway = test.as('holdfast_gateway');
});
afterAll(() => test?.stop());

const change = { reason: 'test', operator: 'ada', replica: 'gateway-1', entry: content(1) };

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}

it('fails the statement of a connection that breaks in somebody’s hands, and nothing else', async () => {
  const client = await gateway.pool.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let broken = false;
  client.once('end', () => {
    broken = true;
  });
  await test.admin.pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  await until(() => broken);
  const failure: unknown = await client.query('SELECT 1').catch(asDatabaseError);
  expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  client.release(true);
  expect((await gateway.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

it('tells failures of the database from others', async () => {
  const nobodyListens = connect({
    address: { ...test.embedded.address, host: '/nowhere' },
    user: 'holdfast_server',
    password: 'x',
  });
  const failure = await nobodyListens.kysely
    .selectFrom('policies')
    .select('hash')
    .execute()
    .catch(asDatabaseError);
  expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await nobodyListens.close();
  const refused = await gateway.kysely
    .selectFrom('nothing' as 'policies')
    .select('hash')
    .execute()
    .catch(asDatabaseError);
  expect(refused).toMatchObject({ code: 'DATABASE_FAILED' });
  const other = new TypeError('x is no function');
  expect(asDatabaseError(other)).toBe(other);
});

describe('a database address', () => {
  it('is read with its parts', () => {
    expect(
      parseDatabaseUrl('postgres://a%40b:p%3Aw@db.example:6000/hold%20fast?sslmode=verify-full'),
    ).toEqual({
      address: { host: 'db.example', port: 6000, database: 'hold fast', tls: { ca: null } },
      user: 'a@b',
      password: 'p:w',
    });
    expect(parseDatabaseUrl('postgresql:///holdfast?host=/run/postgresql').address).toEqual({
      host: '/run/postgresql',
      port: 5432,
      database: 'holdfast',
      tls: null,
    });
    expect(parseDatabaseUrl('postgres://[::1]/holdfast').address.host).toBe('::1');
  });

  it.each([
    'postgres://user:hunter2@db.example/holdfast',
    'postgres://user:hunter2@db.example/holdfast?sslmode=require',
    'postgres://user:hunter2@db.example/holdfast?sslmode=prefer',
    'postgres://user:hunter2@db.example/holdfast?sslmode=disable',
    'postgres://user:hunter2@127.0.0.1.example/holdfast',
    'postgres://user:hunter2@localhost.example/holdfast',
    'postgres://user:hunter2@localhost/holdfast?options=-c%20fsync%3Doff',
    'postgres://user:hunter2@localhost/holdfast?sslmode=verify-full&sslmode=disable',
    'postgres://user:hunter2@localhost/holdfast?sslrootcert=/nowhere',
    'postgres://user:hunter2@localhost/holdfast?sslmode=verify-full&sslrootcert=/nowhere',
    'postgres://user:hunter2@localhost/holdfast?host=/run/postgresql',
    'postgres:///holdfast?host=run/postgresql&password=hunter2',
    'postgres://user:hunter2@localhost',
    'postgres://user:hunter2@localhost/',
    'postgres://user:hunter2@localhost/a/b',
    'postgres://user:hunter2%zz@localhost/holdfast',
    'mysql://user:hunter2@localhost/holdfast',
    'hunter2',
    '',
  ])('is refused, and its password not repeated: %s', (url) => {
    let thrown: unknown = null;
    try {
      parseDatabaseUrl(url);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'DATABASE_URL_INVALID' });
    expect(JSON.stringify(thrown)).not.toContain('hunter2');
  });
});

it('a password is kept as PostgreSQL itself would keep it', async () => {
  const salt = Buffer.from('0123456789abcdef');
  const verifier = scramVerifier('pencil', salt);
  const salted = pbkdf2Sync('pencil', salt, 4096, 32, 'sha256');
  const stored = createHash('sha256')
    .update(createHmac('sha256', salted).update('Client Key').digest())
    .digest('base64');
  expect(verifier).toContain(`$${stored}:`);
  expect(() => scramVerifier('pencíl', salt)).toThrow(RangeError);
  expect(() => scramVerifier('', salt)).toThrow(RangeError);
});

it('nothing is taken from the environment', async () => {
  const saved = { ...process.env };
  Object.assign(process.env, {
    PGOPTIONS: '-c synchronous_commit=off',
    PGUSER: 'x',
    PGHOST: 'x',
    PGDATABASE: 'x',
    PGSSLMODE: 'require',
  });
  try {
    const { address, passwords } = test.embedded;
    const db = connect({ address, user: 'holdfast_gateway', password: passwords.holdfast_gateway });
    const { rows } = await db.pool.query(
      `SELECT current_user AS who, current_setting('synchronous_commit') AS commit, current_setting('search_path') AS path`,
    );
    expect(rows).toEqual([{ who: 'holdfast_gateway', commit: 'on', path: 'holdfast,pg_temp' }]);
    await db.close();
  } finally {
    process.env = saved;
  }
});

it('a server that is not there is said to be unavailable, without its address or password', async () => {
  const db = connect({
    address: { host: '/nowhere', port: 5432, database: 'holdfast', tls: null },
    user: 'holdfast_gateway',
    password: 'hunter2',
  });
  const failure = await decideBatch(db, 'gateway-1', [read({ id: 'a' })]).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(JSON.stringify(failure)).not.toMatch(/hunter2|nowhere/);
  await db.close();
});

it('the facts of a refused statement hold nothing of its values', async () => {
  const failure = await decideBatch(gateway, 'not a label', [read({ id: 'very-private' })]).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code: 'DATABASE_FAILED', facts: { sqlstate: '23514' } });
  expect(JSON.stringify(failure)).not.toContain('very-private');
});

describe('a watch', () => {
  it('hears of freezes and changed keys in well under 100 ms', async () => {
    const heard: string[] = [];
    const watch = watchChanges(gateway, { onChange: (what) => heard.push(what), onLost: () => undefined });
    await until(() => heard.includes('connected'));
    const began = performance.now();
    await freezeNow(gateway, { kind: 'everything' }, change);
    await until(() => heard.includes('freezes') && heard.includes('epoch'));
    expect(performance.now() - began).toBeLessThan(100);
    await thaw(test.as('holdfast_operator'), { kind: 'everything' }, change);
    await addKey(test.admin);
    await until(() => heard.includes('virtual_keys') && heard.includes('exchange_key_versions'));
    await watch.close();
    const count = heard.length;
    await bumpEpoch(gateway, change);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toHaveLength(count);
  });

  it('says when it is cut off, and connects again', async () => {
    const heard: string[] = [];
    let lost = 0;
    const watch = watchChanges(gateway, { onChange: (what) => heard.push(what), onLost: () => lost++ }, 20);
    await until(() => heard.length === 1);
    await test.admin.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'holdfast_gateway' AND query LIKE 'LISTEN%'`,
    );
    await until(() => heard.filter((what) => what === 'connected').length === 2);
    expect(lost).toBe(1);
    await watch.close();
  });
});
