import ccxt from 'ccxt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { kraken } from './exchanges/kraken.ts';
import { ccxtOf, clientOf, startTrial, TRADER, type Trial } from './trial.ts';

let trial: Trial;
let gateways: RunningGateway[];

beforeAll(async () => {
  trial = await startTrial();
  await trial.join('slow', kraken, 'hmac');
  gateways = [];
  for (const name of ['gateway-1', 'gateway-2', 'gateway-3']) gateways.push(await trial.start(name, true));
});
afterAll(() => trial.stop());

const refresh = () => Promise.all(gateways.map((gateway) => gateway.refresh()));

test('Binance gets no more orders than it takes, of three replicas together, and cancellations all the same', async () => {
  const credentials = await trial.issue(
    'hasty',
    TRADER.replace('max_daily_usd: 1500', 'max_daily_usd: 1500000').replace(
      'max_order_usd: 1000',
      'max_order_usd: 100',
    ),
  );
  await refresh();
  const clients = gateways.map(({ port }) => clientOf(port, credentials));
  const errors: unknown[] = [];
  const ids: string[] = [];
  await Promise.all(
    Array.from({ length: 120 }, (_, i) =>
      clients[i % 3].createOrder('BTC/USDT', 'limit', 'buy', 0.001, 49_900 - i).then(
        ({ id }) => ids.push(String(id)),
        (error: unknown) => errors.push(error),
      ),
    ),
  );
  // 100 in ten seconds, of which a tenth is kept; a replica may have a few in hand that nobody asks it for.
  expect(ids.length).toBeGreaterThan(80);
  expect(ids.length).toBeLessThanOrEqual(90);
  for (const error of errors) {
    expect(error).toBeInstanceOf(ccxt.DDoSProtection);
    expect(String(error)).toContain('upstream budget');
  }
  expect(trial.exchange.orders).toHaveLength(ids.length);
  await Promise.all(ids.map((id, i) => clients[i % 3].cancelOrder(id, 'BTC/USDT')));
}, 20_000);

test('what was refused by the budget is in the audit log, and reserved nothing', async () => {
  const { rows } = await trial.database.admin.pool.query<{ refused: string; used: string }>(
    `SELECT count(*)::text AS refused, (SELECT max(notional)::text FROM holdfast.daily_usage) AS used
     FROM holdfast.audit_entries WHERE kind = 'request' AND convert_from(canonical, 'UTF8') LIKE '%upstream budget%'`,
  );
  expect(Number(rows[0].refused)).toBeGreaterThanOrEqual(30);
  expect(Number(rows[0].used)).toBeLessThan(91 * 50);
});

test('Kraken’s counter is filled by reads', async () => {
  const policy = TRADER.replace('BTCUSDT', kraken.symbol);
  const credentials = await trial.issue('careful', policy, 'slow');
  await refresh();
  const clients = gateways.map(({ port }) => ccxtOf('kraken', port, credentials));
  for (const client of clients) await client.loadMarkets();
  let served = 0;
  for (let n = 0; n < 20; n++)
    await clients[0].fetchBalance().then(
      () => served++,
      (error: unknown) => expect(String(error)).toContain('upstream budget'),
    );
  // 15, of which two are kept; a few have come back by then.
  expect(served).toBeGreaterThanOrEqual(13);
  expect(served).toBeLessThanOrEqual(15);
}, 20_000);
