import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbedded } from '../../../database/src/embedded/index.ts';
import { connect } from '../../../database/src/index.ts';
import { setFrozen } from '../../src/administration/virtual-keys.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest, sendRaw } from './raw-client.ts';

const UNLIMITED = TRADER.replace('max_daily_usd: 1500', 'max_daily_usd: 100000000').replace(
  '{per_second: 100, burst: 200}',
  '{per_second: 10000, burst: 10000}',
);

let trial: Trial;
let replicas: RunningGateway[];
let key: { apiKey: string; secret: string };
let stopped: boolean;
let sent: number;

beforeEach(async () => {
  trial = await startTrial();
  key = await trial.issue('busy', UNLIMITED);
  replicas = [await trial.start('gateway-1'), await trial.start('gateway-2')];
  stopped = false;
  sent = 0;
});
afterEach(() => {
  stopped = true;
  return trial.stop();
});

/** Sends orders one after the other until the test is over; what fails on the way is what the test is about. */
async function trade(name: string, port: number): Promise<void> {
  for (let i = 0; !stopped; i++) {
    const order = limitOrder({ quantity: '0.0002', newClientOrderId: `${name}-${i}` });
    sent++;
    await sendRaw(port, rawRequest(key, 'POST', '/api/v3/order', order)).catch(() => wait(1));
  }
}

const load = () => Array.from({ length: 16 }, (_, i) => trade(`c${i}`, replicas[i % 2].port));

test('a freeze under load: no order is accepted after it, and none leaves later than 100 ms after it', async () => {
  const clients = load();
  await expect.poll(() => trial.exchange.orders.length, { timeout: 20_000 }).toBeGreaterThan(20);
  await setFrozen(trial.operation, true, { kind: 'everything' });
  await wait(100);
  const atExchange = trial.exchange.orders.length;
  const sentThen = sent;
  await wait(400);
  stopped = true;
  await Promise.all(clients);
  expect(trial.exchange.orders.length).toBe(atExchange);
  // The clients went on trying.
  expect(sent).toBeGreaterThan(sentThen + 20);
  const { rows } = await trial.database.admin.pool.query<{ later: number; before: number }>(
    `WITH f AS (SELECT max(changed_at) AS at FROM holdfast.freezes WHERE frozen)
     SELECT count(*) FILTER (WHERE accepted AND recorded_at > f.at)::int AS later,
       count(*) FILTER (WHERE accepted AND recorded_at <= f.at)::int AS before
     FROM holdfast.audit_entries, f WHERE kind = 'request'`,
  );
  expect(rows[0].later).toBe(0);
  // Each order at the exchange has its entry; an entry without an order was caught by the last look before the first byte.
  expect(rows[0].before).toBeGreaterThanOrEqual(atExchange);
});

test('the database is killed in the middle of requests: everything is refused, and no order left without an entry', async () => {
  const clients = load();
  await expect.poll(() => trial.exchange.orders.length, { timeout: 20_000 }).toBeGreaterThan(20);
  // At once, as in a power cut: nothing is written any more.
  process.kill(trial.database.embedded.pid, 'SIGQUIT');
  await trial.database.embedded.ended;
  await wait(100);
  const atExchange = trial.exchange.orders.length;
  expect(atExchange).toBeGreaterThan(20);
  await wait(300);
  stopped = true;
  await Promise.all(clients);
  expect(trial.exchange.orders.length).toBe(atExchange);
  const refused = await sendRaw(
    replicas[0].port,
    rawRequest(key, 'POST', '/api/v3/order', limitOrder({ newClientOrderId: 'late' })),
  );
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(trial.exchange.orders.length).toBe(atExchange);

  const again = await startEmbedded({ home: trial.database.home });
  const admin = connect({
    address: again.address,
    user: 'holdfast_admin',
    password: again.passwords.holdfast_admin,
  });
  try {
    const { rows } = await admin.pool.query<{ text: string }>(
      `SELECT convert_from(canonical, 'UTF8') AS text FROM holdfast.audit_entries WHERE kind = 'request' AND accepted`,
    );
    const recorded = new Set(rows.map(({ text }) => /"(c\d+-\d+)"/.exec(text)?.[1]));
    const orphans = trial.exchange.orders
      .map(({ parameters }) => parameters.get('newClientOrderId') ?? '')
      .filter((id) => !recorded.has(id));
    expect(orphans).toEqual([]);
  } finally {
    await admin.close();
    await again.stop();
  }
});
