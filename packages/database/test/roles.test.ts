import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Database, decideBatch, type Role, setUpDatabase } from '../src/index.ts';
import { addKey, order, type TestKey } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

const ROLES = ['holdfast_gateway', 'holdfast_server', 'holdfast_operator'] as const;
let test: TestDatabase;
let as: Record<Role, Database>;
let key: TestKey;
beforeAll(async () => {
  test = await startTestDatabase();
  as = {
    holdfast_gateway: test.as('holdfast_gateway'),
    holdfast_server: test.as('holdfast_server'),
    holdfast_operator: test.as('holdfast_operator'),
  };
  key = await addKey(test.admin);
  await decideBatch(as.holdfast_gateway, 'gateway-1', [order(key)]);
});
afterAll(() => test?.stop());

/** Denied for want of a right: not for anything else that might be wrong with the statement. */
const DENIED = { code: '42501' };

const AUDIT = ['audit_entries', 'audit_leaves', 'audit_checkpoints'];
/** The trader's: none of the gateway's business, nor of the operator's. */
const TRADER = [
  'trading_accounts',
  'portfolios',
  'portfolio_accounts',
  'portfolio_holdings',
  'portfolio_flows',
  'rebalances',
  'rebalance_orders',
  'fills',
  'portfolio_marks',
  'portfolio_events',
];
const TABLES = [
  ...AUDIT,
  ...TRADER,
  ...[
    'control',
    'settings',
    'operators',
    'exchange_keys',
    'exchange_key_versions',
    'exchange_key_sources',
    'policies',
    'virtual_keys',
    'handovers',
    'deletion_delays',
    'key_reminders',
    'freezes',
  ],
  ...[
    'replay_keys',
    'daily_usage',
    'sends',
    'symbol_usage',
    'own_orders',
    'send_turns',
    'nonces',
    'upstream_budget',
    'budgets',
    'budget_uses',
    'gate',
    'audit_sequencer',
    'authentication_attempts',
    'migrations',
  ],
];

describe.each(ROLES)('%s', (role) => {
  it('knows every table there is', async () => {
    const { rows } = await test.admin.pool.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'holdfast'`,
    );
    expect(rows.map((row) => row.tablename).sort()).toEqual(TABLES.toSorted());
  });

  it.each(TABLES)('can neither delete from nor truncate %s', async (table) => {
    await expect(as[role].pool.query(`DELETE FROM ${table}`)).rejects.toMatchObject(DENIED);
    await expect(as[role].pool.query(`TRUNCATE ${table}`)).rejects.toMatchObject(DENIED);
  });

  it.each(AUDIT)('can’t update %s', async (table) => {
    const { rows } = await test.admin.pool.query(
      `SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = '' ORDER BY attnum`,
      [table],
    );
    for (const { attname } of rows) {
      await expect(as[role].pool.query(`UPDATE ${table} SET ${attname} = ${attname}`)).rejects.toMatchObject(
        DENIED,
      );
    }
  });

  it.each([
    'audit_entries',
    'audit_leaves',
    'sends',
    'daily_usage',
    'replay_keys',
    'freezes',
    'control',
    'nonces',
    'authentication_attempts',
  ])('can’t insert into %s past the functions', async (table) => {
    await expect(as[role].pool.query(`INSERT INTO ${table} DEFAULT VALUES`)).rejects.toMatchObject(DENIED);
  });

  it.each([
    'CREATE TABLE holdfast.mine (a int)',
    'CREATE TABLE public.mine (a int)',
    'CREATE TEMP TABLE virtual_keys (a int)',
    'CREATE SCHEMA mine',
    'CREATE FUNCTION holdfast.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'ALTER TABLE audit_entries DISABLE TRIGGER insert_only',
    'ALTER TABLE sends SET UNLOGGED',
    'DROP TRIGGER order_change ON virtual_keys',
    'DROP TABLE sends',
    'SET ROLE holdfast_owner',
    'SET SESSION AUTHORIZATION holdfast_admin',
    'ALTER ROLE holdfast_server SUPERUSER',
    'CREATE ROLE mine',
    'SET session_replication_role = replica',
    'ALTER SYSTEM SET fsync = off',
    'SET fsync = off',
    'DO $$ BEGIN LOCK TABLE gate IN ACCESS EXCLUSIVE MODE; END $$',
    'DO $$ BEGIN LOCK TABLE gate IN ROW EXCLUSIVE MODE; END $$',
    'SELECT FROM send_turns FOR UPDATE',
    'SELECT FROM audit_sequencer FOR UPDATE',
    'UPDATE authentication_attempts SET failures = 0, locked_until = NULL',
    'UPDATE operators SET failures = 0',
    `COPY virtual_keys TO PROGRAM 'cat'`,
    `COPY virtual_keys FROM '/etc/passwd'`,
    `SELECT pg_read_file('/etc/passwd')`,
    `SELECT lo_import('/etc/passwd')`,
    `SELECT nextval('audit_entries_id_seq')`,
    `SELECT setval('audit_entries_id_seq', 1)`,
    'SELECT next_epoch()',
    'SELECT demand_durability()',
    `SELECT set_freeze(false, null, null, 'x', 'x', 'x', '{}')`,
    'SELECT rolpassword FROM pg_authid',
  ])('is denied: %s', async (statement) => {
    const error = await as[role].pool.query(statement).then(
      () => null,
      (thrown: { code?: string }) => thrown,
    );
    // 55P02: fsync can only be set by the server's administrator, at its start or reload.
    expect(['42501', '55P02']).toContain(error?.code);
  });

  it('can’t pass on what it may do', async () => {
    // PostgreSQL only warns when there is nothing to grant.
    await as[role].pool
      .query('GRANT SELECT ON exchange_key_versions TO holdfast_server')
      .catch(() => undefined);
    await expect(
      as.holdfast_server.pool.query('SELECT sealed_secret FROM exchange_key_versions'),
    ).rejects.toMatchObject(DENIED);
  });

  it('has no way into the other databases of the server', async () => {
    const { address, passwords } = test.embedded;
    await test.admin.pool.query('CREATE DATABASE another').catch(() => undefined);
    await test.admin.pool.query('REVOKE ALL ON DATABASE another FROM PUBLIC');
    const other = connect({
      address: { ...address, database: 'another' },
      user: role,
      password: passwords[role],
    });
    await expect(other.pool.query('SELECT 1')).rejects.toMatchObject(DENIED);
    await other.close();
  });

  it('can’t make a pinned function use its own operators or tables', async () => {
    const client = await as[role].pool.connect();
    try {
      await client.query('SET search_path = pg_temp, public');
      const call = client.query(`SELECT * FROM holdfast.append_leaves(1)`);
      if (role === 'holdfast_server') await expect(call).rejects.toMatchObject(DENIED);
      else expect((await call).rows.length).toBeLessThanOrEqual(1);
    } finally {
      client.release(true);
    }
  });
});

describe('the server', () => {
  it.each([
    'SELECT * FROM exchange_key_versions',
    'SELECT sealed_secret FROM exchange_key_versions',
    'SELECT sealed_key_id FROM exchange_key_versions',
    'SELECT sealed_passphrase FROM exchange_key_versions',
    'SELECT fingerprint FROM exchange_key_versions',
    'SELECT row_mac FROM exchange_key_versions',
    'SELECT exchange_key_versions FROM exchange_key_versions',
    'SELECT count(*) FROM exchange_key_versions WHERE sealed_secret IS NOT NULL',
    'SELECT to_jsonb(v) FROM exchange_key_versions v',
    'COPY exchange_key_versions TO STDOUT',
    'SELECT sealed_verifier FROM virtual_keys',
    'SELECT sealed_passphrase FROM virtual_keys',
    'SELECT * FROM virtual_keys',
    'SELECT verifier FROM operators',
    'SELECT name FROM operators',
    'SELECT * FROM settings',
    'SELECT * FROM nonces',
    'SELECT * FROM replay_keys',
    `UPDATE virtual_keys SET state = 'active'`,
    `INSERT INTO policies (hash, canonical, created_by) VALUES ('', '', '')`,
    `INSERT INTO audit_checkpoints DEFAULT VALUES`,
    `SELECT freeze_now(null, null, 'x', 'x', 'x', '{}')`,
    `SELECT thaw(null, null, 'x', 'x', 'x', '{}')`,
    `SELECT revoke_virtual_key('x', 1, null, 'x', '{}')`,
    `SELECT record_entry('x', 'summary', '{}')`,
    'SELECT * FROM append_leaves(1)',
    `SELECT * FROM lease_nonces(1, 1, 'x', 1, 1, 1000)`,
    'SELECT forget_replays(1)',
    'SELECT source FROM exchange_key_sources',
  ])('is denied: %s', async (statement) => {
    await expect(as.holdfast_server.pool.query(statement)).rejects.toMatchObject(DENIED);
  });

  it('can’t decide', async () => {
    await expect(decideBatch(as.holdfast_server, 'gateway-1', [order(key)])).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
      facts: { sqlstate: '42501' },
    });
  });

  it('reads what it shows', async () => {
    const { pool } = as.holdfast_server;
    expect((await pool.query('SELECT id, name, state, policy FROM virtual_keys')).rowCount).toBe(1);
    expect(
      (await pool.query('SELECT version, state, may_withdraw FROM exchange_key_versions')).rowCount,
    ).toBe(1);
    expect((await pool.query('SELECT * FROM audit_entries')).rowCount).toBeGreaterThan(0);
  });
});

describe('the trader', () => {
  it.each(TRADER)('alone reads and writes %s', async (table) => {
    expect((await as.holdfast_server.pool.query(`SELECT * FROM ${table}`)).rowCount).toBe(0);
    for (const role of ['holdfast_gateway', 'holdfast_operator'] as const) {
      for (const statement of [`SELECT * FROM ${table}`, `INSERT INTO ${table} DEFAULT VALUES`]) {
        await expect(as[role].pool.query(statement)).rejects.toMatchObject(DENIED);
      }
    }
  });

  // What was sent, filled and put in stays as it was written.
  it.each([
    'UPDATE fills SET amount = 1',
    'UPDATE portfolio_flows SET usd = 1',
    'UPDATE portfolio_marks SET value_usd = 1',
    `UPDATE portfolio_events SET message = ''`,
    `UPDATE rebalances SET plan = '{}'`,
    `UPDATE rebalances SET targets = '{}'`,
    'UPDATE rebalance_orders SET amount = 1',
    'UPDATE rebalance_orders SET client_order_id = client_order_id',
    'UPDATE rebalance_orders SET dead_at = now()',
    `UPDATE portfolios SET definition = '{}'`,
    `UPDATE trading_accounts SET exchange = 'other'`,
  ])('is denied: %s', async (statement) => {
    await expect(as.holdfast_server.pool.query(statement)).rejects.toMatchObject(DENIED);
  });

  it('has the queue to itself', async () => {
    await as.holdfast_server.pool.query('CREATE TABLE jobs.mine (a int)');
    for (const role of ['holdfast_gateway', 'holdfast_operator'] as const) {
      await expect(as[role].pool.query('SELECT * FROM jobs.mine')).rejects.toMatchObject(DENIED);
    }
    await as.holdfast_server.pool.query('DROP TABLE jobs.mine');
  });
});

describe('the gateway', () => {
  it.each([
    `UPDATE virtual_keys SET state = 'active', revision = revision + 1`,
    'UPDATE virtual_keys SET policy = policy',
    `UPDATE exchange_key_versions SET state = 'active', revision = revision + 1`,
    'UPDATE daily_usage SET notional = 0',
    'UPDATE symbol_usage SET notional = 0',
    `UPDATE own_orders SET owner = 'thief'`,
    'UPDATE sends SET notional = 0',
    'UPDATE freezes SET frozen = false',
    'UPDATE control SET epoch = 0',
    'UPDATE nonces SET last = 0',
    'UPDATE upstream_budget SET closed_until = NULL',
    'UPDATE budgets SET counter = 0',
    'UPDATE budget_uses SET used = 0',
    'UPDATE policies SET canonical = canonical',
    `INSERT INTO policies (hash, canonical, created_by) VALUES ('', '', '')`,
    'SELECT source FROM exchange_key_sources',
    `SELECT thaw(null, null, 'x', 'x', 'x', '{}')`,
  ])('is denied: %s', async (statement) => {
    await expect(as.holdfast_gateway.pool.query(statement)).rejects.toMatchObject(DENIED);
  });

  it('reads sealed secrets and adds checkpoints', async () => {
    const { pool } = as.holdfast_gateway;
    expect((await pool.query('SELECT sealed_secret FROM exchange_key_versions')).rowCount).toBe(1);
    await pool.query(
      `INSERT INTO audit_checkpoints (tree_size, root_hash, note, replica) VALUES (0, $1, 'x', 'gateway-1')`,
      [randomBytes(32)],
    );
  });

  it('can’t write an entry that looks like a decision', async () => {
    await expect(
      as.holdfast_gateway.pool.query(`SELECT record_entry('gateway-1', 'request', '{}')`),
    ).rejects.toMatchObject({ code: '23514' });
  });
});

describe('the operator', () => {
  it.each([
    'UPDATE virtual_keys SET id = id, revision = revision + 1',
    'UPDATE virtual_keys SET exchange = exchange, revision = revision + 1',
    `UPDATE exchange_keys SET target = 'real'`,
    'UPDATE exchange_keys SET exchange = exchange',
    'UPDATE policies SET canonical = canonical',
    'UPDATE freezes SET frozen = false',
    'UPDATE operators SET name = name',
    `UPDATE exchange_key_sources SET source = 'vault:secret/other'`,
    `SELECT * FROM lease_nonces(1, 1, 'x', 1, 1, 1000)`,
    'SELECT forget_replays(1)',
  ])('is denied: %s', async (statement) => {
    await expect(as.holdfast_operator.pool.query(statement)).rejects.toMatchObject(DENIED);
  });

  it('can’t decide', async () => {
    await expect(decideBatch(as.holdfast_operator, 'gateway-1', [order(key)])).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
    });
  });
});

describe('the owner', () => {
  it('can’t sign in', async () => {
    const owner = connect({ address: test.embedded.address, user: 'holdfast_owner', password: 'x' });
    await expect(owner.pool.query('SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await owner.close();
  });

  it('is stopped from rewriting the log by accident', async () => {
    const client = await test.admin.pool.connect();
    try {
      await client.query('SET ROLE holdfast_owner');
      for (const statement of [
        'UPDATE audit_entries SET canonical = canonical',
        'DELETE FROM audit_entries',
        'TRUNCATE audit_entries',
        'DELETE FROM virtual_keys',
        'DELETE FROM policies',
      ]) {
        await expect(client.query(statement)).rejects.toThrow('is never done');
      }
    } finally {
      client.release(true);
    }
  });
});

it('PUBLIC has no grant in the database', async () => {
  const { rows } = await test.admin.pool.query(`
    SELECT relname AS what FROM pg_class c, aclexplode(relacl) a WHERE relnamespace = 'holdfast'::regnamespace AND a.grantee = 0
    UNION ALL SELECT proname FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
      WHERE pronamespace = 'holdfast'::regnamespace AND a.grantee = 0
    UNION ALL SELECT nspname FROM pg_namespace n, aclexplode(nspacl) a
      WHERE nspname IN ('holdfast', 'public') AND a.grantee = 0
    UNION ALL SELECT datname FROM pg_database d, aclexplode(coalesce(datacl, acldefault('d', datdba))) a
      WHERE datname = current_database() AND a.grantee = 0`);
  expect(rows).toEqual([]);
});

it('every function with its owner’s rights has a pinned search path', async () => {
  const { rows } = await test.admin.pool.query(`
    SELECT proname FROM pg_proc WHERE pronamespace = 'holdfast'::regnamespace AND prosecdef
      AND NOT 'search_path=holdfast, pg_temp' = ANY (coalesce(proconfig, '{}'))`);
  expect(rows).toEqual([]);
});

it('every table and function of weight says what it is for', async () => {
  const { rows } = await test.admin.pool.query(`
    SELECT relname FROM pg_class WHERE relnamespace = 'holdfast'::regnamespace AND relkind = 'r'
      AND relname <> 'migrations' AND obj_description(oid, 'pg_class') IS NULL`);
  expect(rows).toEqual([]);
});

it.each(['ALTER ROLE holdfast_server CREATEROLE', 'GRANT pg_read_all_data TO holdfast_server'])(
  'set-up refuses a role with more rights: %s',
  async (statement) => {
    const { holdfast_admin, ...rolePasswords } = test.embedded.passwords;
    const setUp = () =>
      setUpDatabase({
        address: test.embedded.address,
        user: 'holdfast_admin',
        password: holdfast_admin,
        rolePasswords,
      });
    await test.admin.pool.query(statement);
    await expect(setUp()).rejects.toMatchObject({ code: 'DATABASE_ROLES_UNSAFE' });
    await test.admin.pool.query('ALTER ROLE holdfast_server NOCREATEROLE');
    await test.admin.pool.query('REVOKE pg_read_all_data FROM holdfast_server');
    expect(await setUp()).toEqual([]);
  },
);
