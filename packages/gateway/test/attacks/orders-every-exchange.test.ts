import type { Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExchangeId } from '../../src/dialect/exchange-id.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { venues } from '../process/exchanges/index.ts';
import { ownOrder, type Venue } from '../process/exchanges/venue.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { ccxtOf, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { attacks } from './exchanges/index.ts';

/* Whose an order is, what amending it makes of it, and what a refusal inside a 200 gives back: on every exchange. */

const policyOf = ({ symbol }: Venue) =>
  TRADER.replace('BTCUSDT', symbol)
    .replace('own_orders_only: false', 'own_orders_only: true')
    .replace('max_daily_usd: 1500', 'max_daily_usd: 100000');

let trial: Trial;
let gateway: RunningGateway;
const fakes = new Map<ExchangeId, FakeExchange>();
beforeAll(async () => {
  trial = await startTrial();
  for (const venue of venues) {
    const [algorithm] = venue.algorithms;
    fakes.set(venue.exchange, await trial.join(venue.exchange, venue, algorithm));
    await trial.issue(`seed-${venue.exchange}`, policyOf(venue), venue.exchange);
  }
  gateway = await trial.start();
});
afterAll(() => trial.stop());

async function reserved(name: string): Promise<number> {
  const { rows } = await trial.database.admin.pool.query<{ usage: number }>(
    `SELECT coalesce(max(u.notional), 0)::float8 AS usage FROM virtual_keys k
     LEFT JOIN daily_usage u ON u.virtual_key = k.number WHERE k.name = $1`,
    [name],
  );
  return rows[0].usage;
}

describe.each(venues)('on $exchange', (venue) => {
  const words = attacks[venue.exchange];
  let fake: FakeExchange;
  let alice: Exchange;
  let mallory: Exchange;

  beforeAll(async () => {
    fake = fakes.get(venue.exchange) as FakeExchange;
    const clients = [];
    for (const name of ['alice', 'mallory']) {
      const credentials = await trial.issue(`${name}-${venue.exchange}`, policyOf(venue), venue.exchange);
      await gateway.refresh();
      const client = ccxtOf(venue.exchange, gateway.port, credentials);
      await client.loadMarkets();
      clients.push(client);
    }
    [alice, mallory] = clients;
  });

  const place = async (client: Exchange) =>
    String((await client.createOrder(venue.unified, 'limit', 'buy', 0.002, 49_000, ownOrder(venue))).id);
  const amend = (client: Exchange, id: string, size: string) => {
    const [api, method, path, parameters] = words.amend?.(id, size) ?? [];
    return client.request(path as string, api as string, method, { ...parameters });
  };
  async function refused(asked: Promise<unknown>, rule: string) {
    const before = fake.orders.length;
    await expect(asked).rejects.toThrow(`Holdfast: ${rule}`);
    expect(fake.orders.length).toBe(before);
  }

  test('an order is cancelled by the key that placed it, and by no other', async () => {
    const id = await place(alice);
    await refused(mallory.cancelOrder(id, venue.unified), 'own_orders_only');
    await alice.cancelOrder(id, venue.unified);
    expect(fake.account.open()).toEqual([]);
  });

  test.skipIf(words.amend === null)('a small order is not made big, by its own key or another', async () => {
    const id = await place(alice);
    await refused(amend(alice, id, '0.1'), 'max_order_usd');
    await refused(amend(mallory, id, '0.001'), 'own_orders_only');
    fake.respond = (wire) =>
      words.amended?.[0].test(wire.path) ? { status: 200, body: words.amended[1](id) } : undefined;
    await amend(alice, id, '0.003');
    fake.respond = () => undefined;
    await refused(amend(alice, id, '0.1'), 'max_order_usd');
    await alice.cancelOrder(id, venue.unified);
  });

  test('what the exchange certainly did not place is given back, and nothing else', async () => {
    const name = `alice-${venue.exchange}`;
    const before = await reserved(name);
    for (const [[status, body], kept] of [
      [words.rejected, 0],
      [words.open, 98],
      [[500, {}], 98],
    ] as const) {
      fake.respond = (wire) => (venue.isOrder(wire) ? { status, body } : undefined);
      const sum = await reserved(name);
      await expect(place(alice)).rejects.toThrow();
      expect((await reserved(name)) - sum).toBeCloseTo(kept, 6);
    }
    fake.respond = () => undefined;
    expect((await reserved(name)) - before).toBeCloseTo(196, 6);
  });
});
