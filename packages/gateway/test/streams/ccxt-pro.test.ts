import type { Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { venues } from '../process/exchanges/index.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { type Credentials, ccxtProOf, startTrial, TRADER, type Trial } from '../process/trial.ts';

/* Unmodified ccxt.pro clients with changed addresses, against exchanges that check the gateway's own logins. */

let trial: Trial;
let gateway: RunningGateway;
const fakes = new Map<string, FakeExchange>();

const STREAMING = venues.flatMap((venue) =>
  venue.streams === undefined ? [] : [{ venue, algorithm: venue.algorithms[0] }],
);

beforeAll(async () => {
  trial = await startTrial();
  for (const { venue, algorithm } of STREAMING) {
    fakes.set(venue.exchange, await trial.join(venue.exchange, venue, algorithm));
    await trial.issue(`seed-${venue.exchange}`, policyOf(venue.symbol), venue.exchange, algorithm);
  }
  gateway = await trial.start();
});
afterAll(() => trial.stop());

const policyOf = (symbol: string) =>
  TRADER.replace('BTCUSDT', symbol).replace('max_daily_usd: 1500', 'max_daily_usd: 5000');

describe.each(STREAMING)('an unmodified ccxt.pro client of $venue.exchange', ({ venue, algorithm }) => {
  const { unified } = venue;
  let client: Exchange;
  let credentials: Credentials;
  let fake: FakeExchange;

  beforeAll(async () => {
    credentials = await trial.issue(
      `pro-${venue.exchange}`,
      policyOf(venue.symbol),
      venue.exchange,
      algorithm,
    );
    await gateway.refresh();
    client = ccxtProOf(venue.exchange, gateway.port, credentials);
    fake = fakes.get(venue.exchange) as FakeExchange;
    // ccxt asks for it wherever an address begins with ws://.
    await client.loadHttpProxyAgent();
    await client.loadMarkets();
  });
  afterAll(() => client.close());

  test('watches its balance', async () => {
    const watched = client.watchBalance();
    await settled();
    // Binance tells of a balance when it changes, the others at once too.
    if (venue.exchange === 'binance') await client.createOrder(unified, 'limit', 'buy', 0.001, 49_000);
    const balance = await watched;
    expect(balance.BTC.total).toBe(1.5);
    expect(JSON.stringify(balance)).not.toContain(fake.credentials[0].keyId);
  });

  test('sees an order and a fill that it placed by REST', async () => {
    const orders = client.watchOrders(unified);
    const trades = client.watchMyTrades(unified);
    await until(() => fake.streams.flatMap(({ frames }) => frames).some((frame) => /subscribe/.test(frame)));
    await settled();
    const placed = await client.createOrder(unified, 'market', 'buy', 0.002, 50_000);
    expect((await orders).at(-1)?.id).toBe(placed.id);
    expect((await trades).at(-1)?.order).toBe(placed.id);
  });

  test('places, sees and cancels an order by frames', async () => {
    const placed = await client.createOrderWs(unified, 'limit', 'buy', 0.002, 49_000);
    expect(fake.account.orders.at(-1)).toMatchObject({
      symbol: venue.symbol,
      side: 'buy',
      quantity: '0.002',
    });
    expect(placed.id).toContain(String(fake.account.orders.at(-1)?.number));
    // Kraken finds an order by its id alone, and ccxt wants no symbol there.
    await client.cancelOrderWs(String(placed.id), venue.exchange === 'kraken' ? undefined : unified);
    expect(fake.account.orders.at(-1)?.state).toBe('cancelled');
  });

  test('an order over the policy is refused with the class that ccxt has for it, and never leaves', async () => {
    const before = fake.account.orders.length;
    const { InvalidOrder } = (await import('ccxt')).default;
    await expect(client.createOrderWs(unified, 'limit', 'buy', 1, 49_000)).rejects.toThrow(InvalidOrder);
    await expect(client.createOrderWs(unified, 'limit', 'buy', 1, 49_000)).rejects.toThrow('max_order_usd');
    expect(fake.account.orders.length).toBe(before);
  });

  test('a new connection works after the exchange cut the old one', async () => {
    const lost = client.watchOrders(unified).catch((error: unknown) => error);
    await settled();
    for (const { socket } of fake.streams) socket.terminate();
    expect(await lost).toBeInstanceOf(Error);
    // OKX counts the time of logins in whole seconds, so that two in one second are one.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const again = client.watchOrders(unified);
    // ccxt waits a moment before it connects anew.
    await until(() =>
      fake.streams.some(({ socket, frames }) => socket.readyState === 1 && /subscribe/.test(frames.join(''))),
    );
    await settled();
    const placed = await client.createOrder(unified, 'limit', 'buy', 0.001, 49_100);
    expect((await again).at(-1)?.id).toBe(placed.id);
  });

  test('the exchange saw nothing of the virtual key, and no frame that trades', () => {
    const frames = fake.streams.flatMap((stream) => [JSON.stringify(stream.headers), ...stream.frames]);
    expect(frames.length).toBeGreaterThan(2);
    const text = frames.join('\n');
    for (const secret of Object.values(credentials)) expect(text.includes(secret)).toBe(false);
    expect(text).not.toMatch(/49000/);
  });
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 300));

async function until(met: () => boolean): Promise<void> {
  for (let waited = 0; !met(); waited += 10) {
    if (waited > 5000) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
