import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { DEFAULT_STREAM_LIMITS } from '../../src/streams/stream-limits.ts';
import { okx } from '../process/exchanges/okx.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { OKX_PRIVATE, okxLogin, StreamClient } from './stream-client.ts';

/* Bounds in time and memory, made small. */

let trial: Trial;
let gateway: RunningGateway;
let fake: FakeExchange;
let counter = 0;

beforeAll(async () => {
  trial = await startTrial();
  fake = await trial.join('okx', okx, 'hmac');
  gateway = await trial.start('gateway-1', false, {
    ...DEFAULT_STREAM_LIMITS,
    connections: 6,
    strangers: 3,
    loginMs: 400,
    upstreamMs: 600,
    buffered: 100_000,
    heartbeatMs: 150,
    silenceMs: 1200,
    underWay: 3,
  });
});
afterAll(() => trial.stop());
afterEach(() => {
  fake.onFrame = () => false;
  fake.respond = () => undefined;
  for (const { socket } of fake.streams.splice(0)) socket.terminate();
});

async function loggedIn(): Promise<StreamClient> {
  const credentials = await trial.issue(`l${counter++}`, TRADER.replace('BTCUSDT', okx.symbol), 'okx');
  await gateway.refresh();
  const client = await StreamClient.open(gateway.port, OKX_PRIVATE);
  client.send(okxLogin(credentials));
  await client.frame(/"event":"login"/);
  return client;
}

describe('time', () => {
  test('who doesn’t log in is cut', async () => {
    const client = await StreamClient.open(gateway.port, OKX_PRIVATE);
    client.send('ping');
    expect(await client.end()).toMatchObject({ code: 1008, reason: 'Holdfast: nobody logged in in time.' });
  });

  test('an exchange that never answers the login ends the stream', async () => {
    fake.onFrame = () => true;
    const credentials = await trial.issue(`l${counter++}`, TRADER.replace('BTCUSDT', okx.symbol), 'okx');
    await gateway.refresh();
    const client = await StreamClient.open(gateway.port, OKX_PRIVATE);
    client.send(okxLogin(credentials));
    expect((await client.end()).code).toBe(1013);
    expect(client.frames.join('')).toContain('50005');
    expect(fake.streams.at(-1)?.socket.readyState).not.toBe(1);
  });

  test('both sides are asked whether they are there, and who is silent is cut', async () => {
    const client = await loggedIn();
    await expect
      .poll(() => fake.streams.at(-1)?.frames.filter((frame) => frame === 'ping').length)
      .toBeGreaterThan(1);
    expect(client.closed).toBeNull();
    fake.onFrame = () => true;
    expect(await client.end()).toMatchObject({ code: 1012, reason: 'Holdfast: the exchange is silent.' });
  });

  test('a client that no longer answers is cut', async () => {
    const client = await loggedIn();
    (client.socket as unknown as { _socket: Socket })._socket.pause();
    const upstream = fake.streams.at(-1)?.socket;
    await expect.poll(() => upstream?.readyState, { timeout: 4000 }).toBe(3);
    client.socket.terminate();
  });

  test('a handshake that never ends takes no place', async () => {
    const sockets = Array.from({ length: 10 }, () => connect(gateway.port, '127.0.0.1'));
    for (const socket of sockets) socket.write(`GET ${OKX_PRIVATE} HTTP/1.1\r\nHost: x\r\nUpgrade: webso`);
    const client = await loggedIn();
    client.socket.terminate();
    for (const socket of sockets) socket.destroy();
  });
});

describe('memory', () => {
  test('a client that doesn’t read is cut before much is kept for it', async () => {
    const client = await loggedIn();
    (client.socket as unknown as { _socket: Socket })._socket.pause();
    const upstream = fake.streams.at(-1)?.socket;
    const frame = JSON.stringify({ arg: { channel: 'orders' }, data: ['x'.repeat(50_000)] });
    for (let i = 0; i < 400 && upstream?.readyState === 1; i++) {
      upstream.send(frame);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await expect.poll(() => upstream?.readyState).toBe(3);
    client.socket.terminate();
  });

  test('streams are counted, and those of strangers apart', async () => {
    const strangers = [];
    for (let i = 0; i < 3; i++) strangers.push(await StreamClient.open(gateway.port, OKX_PRIVATE));
    await expect(StreamClient.open(gateway.port, OKX_PRIVATE)).rejects.toThrow('429');
    for (const stranger of strangers) stranger.socket.terminate();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const clients = [];
    for (let i = 0; i < 6; i++) clients.push(await loggedIn());
    await expect(StreamClient.open(gateway.port, OKX_PRIVATE)).rejects.toThrow('429');
    for (const client of clients) client.socket.terminate();
  });

  test('requests that wait for their answer are counted', async () => {
    const client = await loggedIn();
    fake.respond = ({ path }) => (path.endsWith('/cancel-order') ? 'hang' : undefined);
    for (let i = 0; i < 5; i++)
      client.send({ id: `${i}`, op: 'cancel-order', args: [{ instId: 'BTC-USDT', ordId: '1' }] });
    await client.frame(/"id":"3"/);
    await client.frame(/"id":"4"/);
    expect(client.frames.filter((frame) => frame.includes('under way'))).toHaveLength(2);
    client.socket.terminate();
  });
});

test('connections count in the exchange’s own limit: three in a second at OKX, also of several keys', async () => {
  const documented = await trial.start('gateway-2', true);
  const keys = [];
  for (let i = 0; i < 6; i++)
    keys.push(await trial.issue(`c${counter++}`, TRADER.replace('BTCUSDT', okx.symbol), 'okx'));
  await documented.refresh();
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const clients = await Promise.all(
    keys.map(async (key) => {
      const client = await StreamClient.open(documented.port, OKX_PRIVATE);
      client.send(okxLogin(key));
      await client.frame(/"event"/);
      return client;
    }),
  );
  const good = clients.filter(({ frames }) => frames[0].includes('"login"')).length;
  expect(good).toBeGreaterThan(0);
  expect(good).toBeLessThanOrEqual(3);
  expect(clients.flatMap(({ frames }) => frames).join('')).toContain('60014');
  for (const client of clients) client.socket.terminate();
});
