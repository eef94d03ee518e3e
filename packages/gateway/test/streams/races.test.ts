import { afterAll, beforeAll, expect, test } from 'vitest';
import { setFrozen } from '../../src/administration/virtual-keys.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { okx } from '../process/exchanges/okx.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { OKX_PRIVATE, okxLogin, StreamClient } from './stream-client.ts';

/* Streams that end at every moment of their lives: nothing is left of them on either side, and nothing comes after the end. */

let trial: Trial;
let gateway: RunningGateway;
let fake: FakeExchange;
let keys: Credentials[];

beforeAll(async () => {
  trial = await startTrial();
  fake = await trial.join('okx', okx, 'hmac');
  keys = [];
  for (let i = 0; i < 40; i++)
    keys.push(await trial.issue(`r${i}`, TRADER.replace('BTCUSDT', okx.symbol), 'okx'));
  gateway = await trial.start();
});
afterAll(() => trial.stop());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function expectNothingLeft(): Promise<void> {
  await expect
    .poll(() => gateway.metrics.registry.text(), { timeout: 3000 })
    .toContain('holdfast_streams 0\n');
  await expect
    .poll(() => fake.streams.filter(({ socket }) => socket.readyState !== 3).length, { timeout: 3000 })
    .toBe(0);
}

test('clients that go away at any moment', async () => {
  await Promise.all(
    keys.map(async (key, i) => {
      const client = await StreamClient.open(gateway.port, OKX_PRIVATE);
      client.send(okxLogin(key, Date.now() - 3000));
      await wait(i * 2);
      client.send({ op: 'subscribe', args: [{ channel: 'orders', instType: 'SPOT' }] });
      if (i % 3 === 0) client.socket.close();
      else client.socket.terminate();
    }),
  );
  await wait(100);
  await expectNothingLeft();
});

test('a freeze while forty clients log in: whoever was let in is put out, and nobody hears anything after it', async () => {
  const clients = await Promise.all(keys.map(() => StreamClient.open(gateway.port, OKX_PRIVATE)));
  const logins = clients.map(async (client, i) => {
    await wait(i * 3);
    client.send(okxLogin(keys[i], Date.now() - 6000));
  });
  await wait(50);
  await setFrozen(trial.operation, true, { kind: 'everything' });
  await Promise.all(logins);
  await Promise.all(clients.map((client) => client.end()));
  const heard = clients.map(({ frames }) => frames.length);
  trial.exchange.account.place(
    {
      symbol: 'X',
      side: 'buy',
      type: 'limit',
      quantity: '1',
      quoteQuantity: null,
      price: '1',
      clientOrderId: null,
    },
    { bid: '2', ask: '3' },
    0,
  );
  await wait(100);
  expect(clients.map(({ frames }) => frames.length)).toEqual(heard);
  await setFrozen(trial.operation, false, { kind: 'everything' });
  await expectNothingLeft();
});

test('an exchange that cuts connections at any moment', async () => {
  await gateway.refresh();
  let count = 0;
  fake.onFrame = (_frame, stream) => {
    if (count++ % 2 === 0) setTimeout(() => stream.socket.terminate(), count % 7);
    return false;
  };
  const clients = await Promise.all(
    keys.map(async (key) => {
      const client = await StreamClient.open(gateway.port, OKX_PRIVATE);
      client.send(okxLogin(key, Date.now() - 9000));
      return client;
    }),
  );
  await wait(400);
  for (const client of clients) client.socket.terminate();
  fake.onFrame = () => false;
  await expectNothingLeft();
});
