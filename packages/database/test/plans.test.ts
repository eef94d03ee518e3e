import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  adoptOrders,
  appendLeaves,
  type Database,
  databaseTime,
  decideBatch,
  findOrders,
  recordOutcomes,
} from '../src/index.ts';
import { addExchangeKey, addKey, content, order } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test?.stop());

const STEPS = 200;

/**
 * Rows and index entries that statements read so far, in all tables of the schema. A session keeps its statistics to
 * itself for up to a minute, so each that did something, with its one connection, is told to hand them over.
 */
async function rowsRead(sessions: readonly Database[]): Promise<number> {
  for (const { pool } of sessions) await pool.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await test.admin.pool.query(`
    SELECT (SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables WHERE schemaname = 'holdfast')
      + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE schemaname = 'holdfast') AS read`);
  return Number(rows[0].read);
}

it('reads a bounded number of rows a request, with plans that were made while the tables were empty', async () => {
  await test.admin.pool.query(`ALTER SYSTEM SET autovacuum = off`);
  await test.admin.pool.query('SELECT pg_reload_conf()');
  const gateway = test.as('holdfast_gateway', 1);
  const account = await addExchangeKey(test.admin);
  const step = async () => {
    const key = await addKey(test.admin, { exchangeKey: account });
    const openOrders = { count: 0, asOf: await databaseTime(gateway), limit: 100 };
    const id = `client:${key.id}`;
    const values = { quantity: '1', quoteQuantity: null, price: '10', trigger: null };
    const placed = {
      ...values,
      ids: [id],
      symbol: 'BTCUSDT',
      side: 'buy',
      type: 'limit',
      keepDays: 90,
    } as const;
    const shares = [{ symbol: 'BTCUSDT', notionalUsd: '10', mostUsd: '100' }];
    const [{ entry, accepted }] = await decideBatch(gateway, 'gateway-1', [
      order(key, { openOrders, told: { orders: [placed], shares } }),
    ]);
    expect(accepted).toBe(true);
    await recordOutcomes(gateway, 'gateway-1', [{ request: entry, outcome: 'accepted', entry: content(1) }]);
    const [found] = (await findOrders(gateway, account.number, [id])) ?? [];
    const amended = { amends: { ...found }, ids: [], before: values, after: values };
    const [{ entry: request, accepted: again }] = await decideBatch(gateway, 'gateway-1', [
      order(key, { openOrders, told: { orders: [amended], shares } }),
    ]);
    expect(again).toBe(true);
    await recordOutcomes(gateway, 'gateway-1', [{ request, outcome: 'rejected', entry: content(1) }]);
    await adoptOrders(gateway);
    await appendLeaves(gateway);
  };
  for (let i = 0; i < STEPS; i++) await step();
  const before = await rowsRead([gateway, test.admin]);
  for (let i = 0; i < STEPS; i++) await step();
  const perStep = ((await rowsRead([gateway, test.admin])) - before) / STEPS;
  // A plan that reads one of the tables whole would read hundreds.
  expect(perStep).toBeLessThan(80);
  expect(perStep).toBeGreaterThan(5);
});
