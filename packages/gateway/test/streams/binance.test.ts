import type { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { BINANCE, binanceSigned, StreamClient } from './stream-client.ts';

/* Binance signs each frame, so that a stream has no moment before which everything is refused. */

let trial: Trial;
let gateway: RunningGateway;
let mine: Credentials;
let other: Credentials;
let counter = 0;

beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
});
afterAll(() => trial.stop());
beforeEach(async () => {
  mine = await trial.issue(`m${counter++}`, TRADER);
  other = await trial.issue(`m${counter++}`, TRADER);
  await gateway.refresh();
});

const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.002',
  price: '49000',
};
const placed = () => trial.exchange.account.orders.length;

async function ask(client: StreamClient, id: string, method: string, params: object) {
  client.send({ id, method, params });
  return JSON.parse(await client.frame(new RegExp(`"id":"${id}"`)));
}
const open = () => StreamClient.open(gateway.port, BINANCE);

test('a signed order opens the stream, and the data of the user can follow on it', async () => {
  const client = await open();
  expect(await ask(client, '1', 'order.place', binanceSigned(mine, ORDER))).toMatchObject({ status: 200 });
  const before = trial.exchange.streams.length;
  expect(await ask(client, '2', 'userDataStream.subscribe.signature', binanceSigned(mine))).toEqual({
    id: '2',
    status: 200,
    result: { subscriptionId: 0 },
  });
  expect(trial.exchange.streams.length).toBe(before + 1);
  expect(await ask(client, '3', 'account.status', binanceSigned(mine))).toMatchObject({ status: 200 });
  await ask(client, '4', 'order.place', binanceSigned(mine, { ...ORDER, quantity: '0.003' }));
  expect(await client.frame(/outboundAccountPosition/)).toContain(mine.apiKey);
  expect(client.frames.join('')).not.toContain(trial.realKeyId);
  client.socket.terminate();
});

test('the data of the user can follow long after the frame that opened the stream, whose time is over', async () => {
  const client = await open();
  await ask(client, '1', 'account.status', binanceSigned(mine, { recvWindow: 400 }));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await ask(client, '2', 'userDataStream.subscribe.signature', binanceSigned(mine))).toMatchObject({
    status: 200,
  });
  client.socket.terminate();
});

test('a frame passes once, on any stream and as a request', async () => {
  const client = await open();
  const params = binanceSigned(mine, ORDER);
  expect(await ask(client, '1', 'order.place', params)).toMatchObject({ status: 200 });
  const before = placed();
  expect(await ask(client, '2', 'order.place', params)).toMatchObject({ error: { code: -1021 } });
  const again = await open();
  expect(await ask(again, '3', 'order.place', params)).toMatchObject({ error: { code: -1021 } });
  expect((await again.end()).code).toBe(1008);
  expect(placed()).toBe(before);
  client.socket.terminate();
});

test('a frame whose parameters are in another order, which its signature does not cover, is the same frame', async () => {
  const client = await open();
  const params = binanceSigned(mine, ORDER);
  expect(await ask(client, '1', 'order.place', params)).toMatchObject({ status: 200 });
  const before = placed();
  const turned = Object.fromEntries(Object.entries(params).reverse());
  expect(await ask(client, '2', 'order.place', turned)).toMatchObject({ error: { code: -1021 } });
  expect(await ask(client, '3', 'sor.order.place', turned)).toMatchObject({
    error: { code: expect.any(Number) },
  });
  expect(placed()).toBe(before);
  client.socket.terminate();
});

test('what the exchange says right behind the answer to the login, in one packet, is not lost', async () => {
  const client = await open();
  trial.exchange.onFrame = (frame, { socket }) => {
    const { id } = JSON.parse(frame) as { id: string };
    const { _socket: wire } = socket as unknown as { _socket: Socket };
    wire.cork();
    socket.send(JSON.stringify({ id, status: 200, result: { subscriptionId: 0 } }));
    socket.send('{"subscriptionId":0,"event":{"e":"first"}}');
    socket.send('{"subscriptionId":0,"event":{"e":"second"}}');
    wire.uncork();
    return true;
  };
  client.send({ id: '1', method: 'userDataStream.subscribe.signature', params: binanceSigned(mine) });
  await client.frame(/second/);
  expect(client.frames).toEqual([
    expect.stringContaining('"id":"1"'),
    expect.stringContaining('first'),
    expect.stringContaining('second'),
  ]);
  trial.exchange.onFrame = () => false;
  client.socket.terminate();
});

describe('is refused', () => {
  test.each<[string, (params: ReturnType<typeof binanceSigned>) => object]>([
    ['with another quantity', (params) => ({ ...params, quantity: '0.003' })],
    ['with one parameter more', (params) => ({ ...params, icebergQty: '0.001' })],
    ['with one parameter less', ({ timeInForce: _, ...params }) => params],
    ['with another key’s id', (params) => ({ ...params, apiKey: other.apiKey })],
    [
      'with its parameters split elsewhere',
      ({ side: _, ...params }) => ({ ...params, quantity: '0.002&side=BUY' }),
    ],
    [
      'with a signature in capitals',
      (params) => ({ ...params, signature: String(params.signature).toUpperCase() }),
    ],
    ['without a signature', ({ signature: _, ...params }) => params],
    ['without an id', ({ apiKey: _, ...params }) => params],
    ['too old', () => binanceSigned(mine, ORDER, Date.now() - 5500)],
    ['for the future', () => binanceSigned(mine, ORDER, Date.now() + 5000)],
    ['with a window of minutes', () => binanceSigned(mine, { ...ORDER, recvWindow: 60_001 })],
    ['with a nested value', (params) => ({ ...params, price: [49000] })],
    ['for margin', () => binanceSigned(mine, { ...ORDER, isIsolated: 'TRUE' })],
    ['at a pegged price', () => binanceSigned(mine, { ...ORDER, pegPriceType: 'PRIMARY_PEG' })],
    ['over the limit', () => binanceSigned(mine, { ...ORDER, quantity: '1' })],
  ])('an order %s', async (_name, change) => {
    const before = placed();
    const client = await open();
    const told = await ask(client, '1', 'order.place', change(binanceSigned(mine, ORDER)));
    expect(told.status).toBeGreaterThanOrEqual(400);
    expect(told.error.code).toBeLessThan(0);
    expect(placed()).toBe(before);
    client.socket.terminate();
  });

  test.each([
    'userDataStream.start',
    'userDataStream.ping',
    'userDataStream.stop',
    'userDataStream.subscribe',
    'userDataStream.subscribe.listenToken',
    'session.status',
    'withdraw',
    'order.place ',
    'constructor',
    'depth',
  ])('%s', async (method) => {
    const client = await open();
    await ask(client, '1', 'account.status', binanceSigned(mine));
    const told = await ask(client, '2', method, binanceSigned(mine, { symbol: 'BTCUSDT' }));
    expect(told).toMatchObject({ status: 403, error: { code: -2015 } });
    client.socket.terminate();
  });

  test.each([
    ['the gateway’s own id', { id: 'holdfast-login', method: 'account.status' }],
    ['no id', { method: 'account.status' }],
    ['an id that is an object', { id: {}, method: 'account.status' }],
    ['another member', { id: 1, method: 'account.status', x: 1 }],
    ['parameters in a list', { id: 1, method: 'account.status', params: [] }],
  ])('%s', async (_name, frame) => {
    const client = await open();
    client.send({ params: binanceSigned(mine), ...frame });
    expect((await client.end()).code).toBe(1008);
    expect(client.frames.join('')).toContain('-1130');
  });
});

test('a stream is one key’s: frames of another, well signed, are refused', async () => {
  const client = await open();
  await ask(client, '1', 'account.status', binanceSigned(mine));
  const before = placed();
  expect(await ask(client, '2', 'order.place', binanceSigned(other, ORDER))).toMatchObject({
    error: { code: -1022 },
  });
  expect(placed()).toBe(before);
  expect(await ask(client, '3', 'userDataStream.subscribe.signature', binanceSigned(other))).toMatchObject({
    error: { code: -1022 },
  });
  client.socket.terminate();
});

test('after session.logon frames need no signature; before it they do', async () => {
  const early = await open();
  early.send({ id: '1', method: 'order.place', params: { ...ORDER, timestamp: Date.now() } });
  expect((await early.end()).code).toBe(1008);
  const client = await open();
  expect(await ask(client, '1', 'session.logon', binanceSigned(mine))).toMatchObject({ status: 200 });
  expect(await ask(client, '2', 'order.place', { ...ORDER, timestamp: Date.now() })).toMatchObject({
    status: 200,
  });
  const before = placed();
  expect(await ask(client, '3', 'order.place', { ...ORDER, timestamp: Date.now() - 6000 })).toMatchObject({
    error: { code: -1021 },
  });
  expect(placed()).toBe(before);
  client.send({ id: '4', method: 'session.logon', params: binanceSigned(other) });
  expect((await client.end()).code).toBe(1008);
});

test('an exchange that refuses the real key is not connected to over and over on one stream: it ends', async () => {
  const [real] = trial.exchange.credentials.splice(0);
  try {
    const client = await open();
    await ask(client, '1', 'session.logon', binanceSigned(mine));
    const before = trial.exchange.streams.length;
    for (let i = 0; i < 20 && client.closed === null; i++) {
      const id = `s${i}`;
      client.send({ id, method: 'userDataStream.subscribe.signature', params: binanceSigned(mine) });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await client.end()).toMatchObject({ code: 1013 });
    expect(trial.exchange.streams.length).toBe(before + 1);
  } finally {
    trial.exchange.credentials.push(real);
  }
});

test('a subscription that the exchange refuses is refused to the client', async () => {
  const [real] = trial.exchange.credentials.splice(0);
  try {
    const client = await open();
    expect(await ask(client, '1', 'userDataStream.subscribe.signature', binanceSigned(mine))).toMatchObject({
      status: 503,
      error: { code: -1001 },
    });
    client.socket.terminate();
  } finally {
    trial.exchange.credentials.push(real);
  }
});
