import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { clientOf, startTrial, TRADER, type Trial } from './trial.ts';

let trial: Trial;
let gateway: RunningGateway;
beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
});
afterAll(() => trial.stop());

test('an exchange that is no paper exchange moves no limit by telling a time, and its client hears of none', async () => {
  const credentials = await trial.issue('bot', TRADER);
  await gateway.refresh();
  const client = clientOf(gateway.port, credentials);
  const heard: (string | undefined)[] = [];
  const fetched = client.onRestResponse.bind(client);
  client.onRestResponse = (...given: Parameters<typeof fetched>) => {
    const headers: Record<string, string> = given[4];
    heard.push(Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-paper-time')?.[1]);
    return fetched(...given);
  };
  let time = Date.now();
  trial.exchange.respond = ({ path }) =>
    path === '/api/v3/order'
      ? {
          status: 200,
          body: { symbol: 'BTCUSDT', orderId: 1, status: 'NEW', clientOrderId: 'x' },
          headers: { 'x-paper-time': String(time) },
        }
      : { status: 200, body: {}, headers: { 'x-paper-time': String(time) } };
  await client.createOrder('BTC/USDT', 'limit', 'buy', 0.018, 50_000);
  for (let week = 0; week < 4; week++) {
    time += 7 * 86_400_000;
    await client.fetchTime();
    await expect(client.createOrder('BTC/USDT', 'limit', 'buy', 0.018, 50_000)).rejects.toThrow(
      /max_daily_usd/,
    );
  }
  expect(heard.length).toBeGreaterThan(5);
  expect(heard.every((value) => value === undefined)).toBe(true);
  const { rows } = await trial.database.admin.pool.query(
    'SELECT count(*)::int AS count FROM holdfast.sends WHERE simulated_at IS NOT NULL',
  );
  expect(rows).toEqual([{ count: 0 }]);
});
