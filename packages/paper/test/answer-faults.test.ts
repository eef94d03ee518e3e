import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import ccxt from 'ccxt';
import { afterEach, describe, expect, it } from 'vitest';
import { RateLimiter } from '../src/binance/rate-limiter.ts';
import { readFaultPlan } from '../src/faults/fault-plan.ts';
import { startPaper, type TestPaper } from './support/paper.ts';

let paper: TestPaper;
afterEach(() => paper?.stop());

async function start(text: string): Promise<void> {
  paper = await startPaper({ plan: readFaultPlan(text, 'faults.yaml') });
}

/** A signed order as it goes over the wire. */
function orderText(clientOrderId: string): string {
  const [key] = paper.host.keysOf('paper');
  const text = `symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001&newClientOrderId=${clientOrderId}&timestamp=${Date.now()}`;
  const signature = createHmac('sha256', key.secret).update(text).digest('hex');
  return [
    `POST /api/v3/order?${text}&signature=${signature} HTTP/1.1`,
    'host: paper',
    `x-mbx-apikey: ${key.id}`,
    'content-length: 0',
    '',
    '',
  ].join('\r\n');
}

/** Everything that comes on one connection in answer to requests that are sent one after the other. */
async function converse(requests: readonly string[]): Promise<string> {
  const { port, hostname } = new URL(paper.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let received = '';
  socket.on('data', (piece: string) => {
    received += piece;
  });
  for (const request of requests) {
    const before = received.length;
    socket.write(request);
    await expect.poll(() => received.length).toBeGreaterThan(before);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  socket.destroy();
  return received;
}

describe('answers that come in a wrong way', () => {
  it('twice: two whole answers for one order, then the next one’s on the same connection', async () => {
    await start('chance: {answer_twice: 1}');
    const received = await converse([orderText('first'), orderText('second')]);
    const answers = received.split('HTTP/1.1 200 OK\r\n').slice(1);
    expect(answers.map((text) => JSON.parse(text.slice(text.indexOf('\r\n\r\n'))).clientOrderId)).toEqual([
      'first',
      'first',
      'second',
      'second',
    ]);
    for (const text of answers) {
      const [head, body] = text.split('\r\n\r\n');
      expect(Number(/^content-length: (\d+)$/im.exec(head)?.[1])).toBe(Buffer.byteLength(body));
    }
    expect(paper.host.exchange.orders('paper')).toHaveLength(2);
  });

  it('twice: a client that throws away a connection with too much on it goes on', async () => {
    await start('chance: {answer_twice: 1}');
    const client = paper.client();
    for (let nth = 1; nth <= 3; nth++) {
      expect((await client.createOrder('BTC/USDT', 'market', 'buy', 0.001)).status).toBe('closed');
    }
    expect(paper.host.exchange.orders('paper')).toHaveLength(3);
    expect((await client.fetchBalance()).BTC.total).toBeCloseTo(0.1 + 0.003 * 0.999, 8);
  });

  it('stale: each order is done once, and the client hears of the one before', async () => {
    await start('chance: {answer_stale: 1}');
    const client = paper.client();
    await client.loadMarkets();
    const send = (clientOrderId: string) =>
      client.createOrder('BTC/USDT', 'market', 'buy', 0.001, undefined, { clientOrderId });
    const heard: unknown[] = [];
    for (const id of ['one', 'two', 'three']) heard.push((await send(id)).clientOrderId);
    expect(heard).toEqual(['one', 'one', 'two']);
    expect(paper.host.exchange.orders('paper').map(({ clientOrderId }) => clientOrderId)).toEqual([
      'one',
      'two',
      'three',
    ]);
    // Another endpoint has answers of its own, and a refusal is nobody else's.
    expect((await client.fetchBalance()).BTC.total).toBeCloseTo(0.1 + 0.003 * 0.999, 8);
    await expect(client.createOrder('BTC/USDT', 'market', 'sell', 5)).rejects.toThrow(ccxt.InsufficientFunds);
  });

  it('stale: no key hears what another key was told', async () => {
    await start('chance: {answer_stale: 1}');
    await paper.client().fetchBalance();
    const key = { id: 'another key', algorithm: 'hmac' as const, secret: 'another secret' };
    await paper.host.execute((time) => ({ kind: 'key', time, account: 'other', key }));
    const other = paper.client();
    other.apiKey = key.id;
    other.secret = key.secret;
    expect((await other.fetchBalance()).total).toEqual({});
  });
});

describe('rate limits and bans', () => {
  it('a used-up limit: 429 for everybody until Retry-After has passed, then service', async () => {
    await start('seed: 1\nchance: {rate_limit: 0.5}');
    const client = paper.client();
    await client.loadMarkets();
    let refused = false;
    for (let nth = 0; nth < 20 && !refused; nth++) {
      refused = await client.fetchBalance().then(
        () => false,
        (error: unknown) => error instanceof ccxt.DDoSProtection,
      );
    }
    expect(refused).toBe(true);
    const unsigned = await fetch(`${paper.url}/api/v3/ping`);
    expect([unsigned.status, unsigned.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await unsigned.json()).toMatchObject({ code: -1003 });
    await expect
      .poll(async () => (await fetch(`${paper.url}/api/v3/ping`)).status, { interval: 300, timeout: 3000 })
      .toBe(200);
  });

  const outcome = (act: () => unknown): [number, number] => {
    try {
      act();
      return [200, 0];
    } catch (error) {
      const { status, retryAfter } = error as { status: number; retryAfter: number };
      return [status, retryAfter];
    }
  };

  it('who goes on after a 429 is banned, twice as long each time, and for three days at most', () => {
    const limiter = new RateLimiter();
    const bans: number[] = [];
    let now = 0;
    for (let ban = 0; ban < 14; ban++) {
      limiter.useUp(now);
      const statuses = Array.from({ length: 12 }, () => outcome(() => limiter.take(1, now)));
      expect(statuses.slice(0, 11).map(([status]) => status)).toEqual(new Array(11).fill(429));
      expect(statuses[11][0]).toBe(418);
      bans.push(statuses[11][1]);
      now += statuses[11][1] * 1000 - 1;
      expect(outcome(() => limiter.take(1, now))).toEqual([418, 1]);
      now += 1;
      expect(outcome(() => limiter.take(1, now))).toEqual([200, 0]);
    }
    expect(bans.slice(0, 4)).toEqual([120, 240, 480, 960]);
    expect(bans.slice(-2)).toEqual([259_200, 259_200]);
  });

  it('who waits as told is never banned', () => {
    const limiter = new RateLimiter();
    for (let now = 0; now < 100_000; now += 1000) {
      limiter.useUp(now);
      expect(outcome(() => limiter.take(1, now))).toEqual([429, 1]);
      expect(outcome(() => limiter.take(1, now + 1000))[0]).toBe(200);
    }
  });

  it('counts orders in ten seconds and in a day, each account by itself', () => {
    const limiter = new RateLimiter();
    for (let nth = 1; nth <= 100; nth++) {
      expect(limiter.takeOrder('a', 5000)).toEqual([
        ['x-mbx-order-count-10s', nth],
        ['x-mbx-order-count-1d', nth],
      ]);
    }
    expect(outcome(() => limiter.takeOrder('a', 9000))).toEqual([429, 1]);
    expect(outcome(() => limiter.takeOrder('b', 9000))).toEqual([200, 0]);
    let now = 10_000;
    for (let nth = 101; nth <= 200_000; nth++) {
      if (nth % 100 === 1) now += 10_000;
      now = Math.min(now, 86_399_999);
      if (now === 86_399_999) break;
      limiter.takeOrder('a', now);
    }
    expect(limiter.takeOrder('a', 86_400_000)).toContainEqual(['x-mbx-order-count-1d', 1]);
  });
});
