import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest, sendRaw } from './raw-client.ts';

let trial: Trial;
let gateway: RunningGateway;
let key: { apiKey: string; secret: string };

beforeAll(async () => {
  trial = await startTrial();
  key = await trial.issue('bot', TRADER);
  gateway = await trial.start();
});
afterAll(() => trial.stop());

test('the gateway’s clock set back: an order of before is still a replay', async () => {
  const order = rawRequest(key, 'POST', '/api/v3/order', limitOrder());
  expect((await sendRaw(gateway.port, order)).status).toBe(200);
  trial.shiftMs = -3000;
  const before = trial.exchange.orders.length;
  expect((await sendRaw(gateway.port, order)).status).toBeGreaterThanOrEqual(400);
  expect(trial.exchange.orders.length).toBe(before);
  trial.shiftMs = 0;
});

test('the gateway’s clock an hour off in either direction: nothing is served', async () => {
  for (const shift of [-3_600_000, 3_600_000]) {
    trial.shiftMs = shift;
    const before = trial.exchange.orders.length;
    const order = rawRequest(key, 'POST', '/api/v3/order', limitOrder({ newClientOrderId: `off${shift}` }));
    expect((await sendRaw(gateway.port, order)).status).toBeGreaterThanOrEqual(400);
    expect(trial.exchange.orders.length).toBe(before);
  }
  trial.shiftMs = 0;
});

test('set back by 20 minutes, when replay keys of then are forgotten: an old request is not taken again', async () => {
  const order = rawRequest(key, 'POST', '/api/v3/order', limitOrder({ newClientOrderId: 'long-ago' }));
  expect((await sendRaw(gateway.port, order)).status).toBe(200);
  // As if it had been 20 minutes ago: its replay key is gone.
  await trial.database.admin.pool.query('DELETE FROM holdfast.replay_keys');
  const before = trial.exchange.orders.length;
  // A clock set back to the moment when the order was fresh: the gateway's clock stays, everything else goes on 20 minutes.
  trial.shiftMs = -20 * 60_000;
  const old = rawRequest(key, 'POST', '/api/v3/order', limitOrder({ newClientOrderId: 'stale' }), {
    timestamp: Date.now() - 20 * 60_000,
  });
  const refused = await sendRaw(gateway.port, old);
  expect(refused.status).toBe(503);
  expect(refused.body).toContain('s apart');
  expect(trial.exchange.orders.length).toBe(before);
  trial.shiftMs = 0;
});
