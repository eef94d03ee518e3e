import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { PaperClock, paperTimeOf } from '../../src/upstream/paper-clock.ts';
import { type Redirect, UpstreamClient } from '../../src/upstream/upstream-client.ts';
import { listening } from './servers.ts';

const DAY = 86_400_000;
const START = Date.UTC(2021, 0, 2);
const header = (value: string | number, name = 'x-paper-time') => [name, String(value)] as const;

describe('a paper exchange’s clock', () => {
  it('is what the answers tell, and never goes back', () => {
    const clock = new PaperClock(() => 0);
    expect(clock.time).toBeNull();
    clock.notice([header(START)]);
    clock.notice([header(START + DAY, 'X-Paper-Time'), header('x', 'date')]);
    clock.notice([header(START)]);
    clock.notice([]);
    expect(clock.time).toBe(START + DAY);
  });

  it.each(['', '-1', '1e3', '1.5', '0x10', ' 5', '5 ', 'Infinity', '٣', '9'.repeat(15), '9'.repeat(16)])(
    '%j is no time',
    (text) => expect(paperTimeOf([header(text)])).toBeNull(),
  );

  it('is not told by two headers at once', () => {
    expect(paperTimeOf([header(START), header(START)])).toBeNull();
    expect(paperTimeOf([header(START), header(START + 1, 'X-PAPER-TIME')])).toBeNull();
  });

  it.each([
    ['stands still between steps', 0, 1000],
    ['runs slower', 0.5, 1000],
    ['runs at the wall’s speed', 1, 1000],
    ['runs at a day a second', 86_400, 86_400_000],
  ] as const)('lets rates pass as fast as the faster clock does, where it %s', (_, speed, passed) => {
    let now = 5000;
    const clock = new PaperClock(() => now);
    clock.notice([header(START)]);
    const before = clock.limitMs();
    for (let tenth = 1; tenth <= 10; tenth++) {
      now += 100;
      clock.notice([header(START + tenth * 100 * speed)]);
    }
    expect(clock.limitMs() - before).toBeCloseTo(passed, 6);
  });

  it('lets rates pass by a step in full, once, and never back', () => {
    let now = 0;
    const clock = new PaperClock(() => now);
    clock.notice([header(START)]);
    now = 10;
    clock.notice([header(START + DAY)]);
    expect(clock.limitMs()).toBe(DAY);
    clock.notice([header(START + DAY)]);
    clock.notice([header(START)]);
    expect(clock.limitMs()).toBe(DAY);
    now = 25;
    expect(clock.limitMs()).toBe(DAY + 15);
  });
});

describe('the time in an answer', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function exchange(...times: readonly (string | string[])[]): Promise<URL> {
    const left = [...times];
    const server = createServer((_, response) => {
      const time = left.length > 1 ? left.shift() : left[0];
      if (time !== undefined) response.setHeader('x-paper-time', time);
      response.end('{}');
    });
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return new URL(`http://127.0.0.1:${await listening(server)}`);
  }

  function clientOf(redirects: Record<string, Redirect>): UpstreamClient {
    const client = new UpstreamClient(new Map(Object.entries(redirects)));
    closing.push(() => client.close());
    return client;
  }

  const ask = (client: UpstreamClient, host = 'api.binance.com') =>
    client.send({ method: 'GET', host, target: '/', headers: [], body: Buffer.alloc(0) }, () => undefined);
  const told = ({ headers }: Awaited<ReturnType<typeof ask>>) =>
    headers.filter(([name]) => name.toLowerCase() === 'x-paper-time');

  it('reaches the client, and the clock, of a paper exchange', async () => {
    const client = clientOf({ 'api.binance.com': { url: await exchange(String(START)), clock: 'paper' } });
    expect(client.paperClock('api.binance.com')?.time).toBeNull();
    expect(told(await ask(client))).toEqual([header(START)]);
    expect(client.paperClock('api.binance.com')?.time).toBe(START);
    expect(client.paperHosts).toEqual(['api.binance.com']);
  });

  it('is taken off what any other server says, and nobody’s clock', async () => {
    const url = await exchange(String(START));
    const client = clientOf({
      'api.binance.com': { url },
      'api.kraken.com': { url: await exchange('7'), clock: 'paper' },
    });
    expect(told(await ask(client))).toEqual([]);
    expect(client.paperClock('api.binance.com')).toBeNull();
    expect(client.paperClock('www.okx.com')).toBeNull();
    expect(client.paperClock('api.kraken.com')?.time).toBeNull();
  });

  it('is taken off when it is none', async () => {
    const url = await exchange('soon', ['1', '2'], '-5');
    const client = clientOf({ 'api.binance.com': { url, clock: 'paper' } });
    for (let nth = 0; nth < 3; nth++) expect(told(await ask(client))).toEqual([]);
    expect(client.paperClock('api.binance.com')?.time).toBeNull();
  });

  it('is of one clock where two hosts lead to one exchange, and of two where they don’t', async () => {
    const url = await exchange(String(START));
    const client = clientOf({
      'api.binance.com': { url, clock: 'paper' },
      'api1.binance.com': { url, clock: 'paper' },
      'api.kraken.com': { url: await exchange('7'), clock: 'paper' },
    });
    await ask(client, 'api1.binance.com');
    expect(client.paperClock('api.binance.com')?.time).toBe(START);
    await ask(client, 'api.kraken.com');
    expect(client.paperClock('api.kraken.com')?.time).toBe(7);
  });
});
