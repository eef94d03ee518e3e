import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest, sendRaw } from './raw-client.ts';

let trial: Trial;
let replicas: RunningGateway[];

beforeAll(async () => {
  trial = await startTrial();
  replicas = [];
  for (const name of ['gateway-1', 'gateway-2', 'gateway-3']) replicas.push(await trial.start(name));
});
afterAll(() => trial.stop());

async function holder(name: string) {
  const credentials = await trial.issue(name, TRADER);
  for (const replica of replicas) await replica.refresh();
  return credentials;
}

describe('an order that was seen on its way is sent again', () => {
  test('to another replica: refused, and the exchange hears of it once', async () => {
    const order = rawRequest(await holder('elsewhere'), 'POST', '/api/v3/order', limitOrder());
    const before = trial.exchange.orders.length;
    expect((await sendRaw(replicas[0].port, order)).status).toBe(200);
    expect((await sendRaw(replicas[1].port, order)).status).not.toBe(200);
    expect(trial.exchange.orders.length - before).toBe(1);
  });

  test('to three replicas ten times each at once: one of the thirty is sent', async () => {
    const order = rawRequest(await holder('crowd'), 'POST', '/api/v3/order', limitOrder());
    const before = trial.exchange.orders.length;
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => sendRaw(replicas[i % 3].port, order)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(trial.exchange.orders.length - before).toBe(1);
  });

  test('after the exchange rejected it: still refused', async () => {
    const order = rawRequest(await holder('rejected'), 'POST', '/api/v3/order', limitOrder());
    trial.exchange.respond = () => ({ status: 400, body: { code: -2010, msg: 'no money' } });
    await sendRaw(replicas[0].port, order);
    trial.exchange.respond = () => undefined;
    const before = trial.exchange.orders.length;
    expect((await sendRaw(replicas[0].port, order)).status).not.toBe(200);
    expect(trial.exchange.orders.length).toBe(before);
  });

  test('in other headers, with the key’s name in other letters: the same request', async () => {
    const order = rawRequest(await holder('dressed'), 'POST', '/api/v3/order', limitOrder());
    await sendRaw(replicas[0].port, order);
    const { 'X-MBX-APIKEY': key, ...headers } = order.headers;
    const dressed = { ...order, headers: { ...headers, 'x-mbx-apikey': key, 'User-Agent': 'another' } };
    const before = trial.exchange.orders.length;
    expect((await sendRaw(replicas[2].port, dressed)).status).not.toBe(200);
    expect(trial.exchange.orders.length).toBe(before);
  });

  test('its parameters put in the query instead: refused', async () => {
    const order = rawRequest(await holder('moved'), 'POST', '/api/v3/order', limitOrder());
    await sendRaw(replicas[0].port, order);
    const { 'Content-Type': _, ...headers } = order.headers;
    const moved = { ...order, headers, target: `${order.target}?${order.body}`, body: '' };
    const before = trial.exchange.orders.length;
    expect((await sendRaw(replicas[1].port, moved)).status).not.toBe(200);
    expect(trial.exchange.orders.length).toBe(before);
  });

  test('to another host of the exchange: refused', async () => {
    const order = rawRequest(await holder('other-host'), 'POST', '/api/v3/order', limitOrder());
    await sendRaw(replicas[0].port, order);
    const seen = trial.exchange.seen.length;
    const moved = { ...order, target: order.target.replace('api.binance.com', 'api1.binance.com') };
    expect((await sendRaw(replicas[1].port, moved)).status).not.toBe(200);
    expect(trial.exchange.seen.length).toBe(seen);
  });

  test('after a restart of the gateway: refused', async () => {
    const order = rawRequest(await holder('restart'), 'POST', '/api/v3/order', limitOrder());
    expect((await sendRaw(replicas[2].port, order)).status).toBe(200);
    await replicas[2].stop();
    replicas[2] = await trial.start('gateway-3');
    const before = trial.exchange.orders.length;
    expect((await sendRaw(replicas[2].port, order)).status).not.toBe(200);
    expect(trial.exchange.orders.length).toBe(before);
  });
});
