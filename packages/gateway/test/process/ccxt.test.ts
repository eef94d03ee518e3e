import type { Exchange, Order } from 'ccxt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyAlgorithm } from '../../src/dialect/dialect.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { venues } from './exchanges/index.ts';
import type { Venue } from './exchanges/venue.ts';
import type { FakeExchange } from './fake-exchange.ts';
import { type Credentials, ccxtOf, startTrial, TRADER, type Trial } from './trial.ts';

let trial: Trial;
let gateway: RunningGateway;
const fakes = new Map<string, FakeExchange>();
const realIds = new Map<string, string>();

const KEYS = venues.flatMap((venue) => venue.algorithms.map((algorithm) => ({ venue, algorithm })));
const nameOf = (venue: Venue, algorithm: string) => `${venue.exchange}-${algorithm}`;

const idsOf = async (orders: Promise<Order[]>) => (await orders).map(({ id }) => id);
/** Where ccxt has a call for orders in every state. */
const HAS_ALL_ORDERS = new Set(['binance', 'coinbase']);

/** Whose answer about one order has neither its size nor its price. */
const TELLS_LITTLE = new Set(['bitstamp']);

const policyFor = (venue: Venue) =>
  TRADER.replace('BTCUSDT', venue.symbol)
    .replace('max_daily_usd: 1500', 'max_daily_usd: 5000')
    .replace('own_orders_only: false', 'own_orders_only: true\nmax_open_orders: 50');

beforeAll(async () => {
  trial = await startTrial();
  for (const { venue, algorithm } of KEYS) {
    const name = nameOf(venue, algorithm);
    const fake = await trial.join(name, venue, algorithm);
    fakes.set(name, fake);
    realIds.set(name, fake.credentials.at(-1)?.keyId ?? '');
    // So that its market is watched from the start.
    await trial.issue(`seed-${name}`, policyFor(venue), name, algorithm);
  }
  gateway = await trial.start();
});
afterAll(() => trial.stop());

async function trader(venue: Venue, algorithm: KeyAlgorithm, name: string) {
  const key = nameOf(venue, algorithm);
  const credentials = await trial.issue(`${name}-${key}`, policyFor(venue), key, algorithm);
  await gateway.refresh();
  return { credentials, client: ccxtOf(venue.exchange, gateway.port, credentials) };
}

describe.each(KEYS)(
  'an unmodified ccxt client of $venue.exchange with a key of $algorithm',
  ({ venue, algorithm }) => {
    let client: Exchange;
    let credentials: Credentials;
    let fake: FakeExchange;
    const { unified } = venue;

    beforeAll(async () => {
      ({ client, credentials } = await trader(venue, algorithm, 'trader'));
      fake = fakes.get(nameOf(venue, algorithm)) as FakeExchange;
      fake.seen.length = 0;
    });

    test('loads the markets', async () => {
      await client.loadMarkets();
      expect(client.market(unified).id).toBe(venue.symbol);
    });

    test('reads its balance', async () => {
      const balance = await client.fetchBalance();
      expect(balance.BTC.total).toBe(1.5);
    });

    test('places a limit order, finds it, cancels it, and finds it cancelled', async () => {
      const placed = await client.createOrder(unified, 'limit', 'buy', 0.002, 49_000);
      // ccxt wants to hear that Bybit doesn't find orders of long ago.
      const asked = venue.exchange === 'bybit' ? { acknowledged: true } : {};
      const find = () => client.fetchOrder(String(placed.id), unified, asked);
      const order = await find();
      const told = TELLS_LITTLE.has(venue.exchange) ? {} : { type: 'limit', amount: 0.002, price: 49_000 };
      expect(order).toMatchObject({ id: placed.id, side: 'buy', status: 'open', ...told });
      expect(await idsOf(client.fetchOpenOrders(unified))).toContain(placed.id);
      await client.cancelOrder(String(placed.id), unified);
      expect(await idsOf(client.fetchOpenOrders(unified))).not.toContain(placed.id);
      expect((await find()).status).toBe('canceled');
      if (HAS_ALL_ORDERS.has(venue.exchange))
        expect(await idsOf(client.fetchOrders(unified))).toContain(placed.id);
    });

    test('places an order that fills at once in either direction, and sees its trades', async () => {
      const [type, up, down] =
        venue.marketOrders === false
          ? (['limit', 50_100, 49_900] as const)
          : (['market', 50_000, undefined] as const);
      const bought = await client.createOrder(unified, type, 'buy', 0.002, up);
      const sold = await client.createOrder(unified, type, 'sell', 0.001, down);
      const trades = await client.fetchMyTrades(unified);
      for (const { id } of [bought, sold]) expect(trades.map(({ order }) => order)).toContain(id);
      const own = fake.account.orders
        .slice(-2)
        .map(({ side, type, quantity }) => [side, type, Number(quantity)]);
      expect(own[0].slice(0, 2)).toEqual(['buy', type]);
      expect(own[0][2]).toBeCloseTo(0.002, 5);
      expect(own[1]).toEqual(['sell', type, 0.001]);
    });

    test('the exchange saw good signatures only, and nothing of the virtual key', () => {
      const signed = fake.seen.filter((request) => !venue.isPublic(request.path));
      expect(signed.length).toBeGreaterThanOrEqual(8);
      expect(signed.filter(({ signed }) => signed !== true)).toEqual([]);
      const text = JSON.stringify(fake.seen);
      for (const secret of Object.values(credentials)) expect(text.includes(secret)).toBe(false);
      // Coinbase's stands inside the token.
      if (venue.exchange === 'coinbase') return;
      expect(text.includes(realIds.get(nameOf(venue, algorithm)) ?? '?')).toBe(true);
    });
  },
);
