import ccxt, { type Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExchangeId } from '../../src/dialect/exchange-id.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { venues } from '../process/exchanges/index.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { ccxtOf, startTrial, TRADER, type Trial } from '../process/trial.ts';
import type { Call } from './exchanges/attack.ts';
import { attacks } from './exchanges/index.ts';

/*
 * Attacks by who has a virtual key of an exchange, each through a whole gateway. ccxt only signs: paths and parameters are
 * the thief's own.
 */

/** Amounts that one parser takes for another number than the next one. */
const AMOUNTS = [
  '1e-3',
  '1E3',
  '-0.001',
  '+0.001',
  '-0',
  '0',
  '0.000',
  'NaN',
  'Infinity',
  '0x10',
  '1,5',
  '1_000',
  ' 0.001',
  '0.001 ',
  '0.001\u0000',
  '00.001',
  '.001',
  '1.',
  '',
  'null',
  // Arabic-Indic, full-width and superscript digits, and a minus that is not ASCII's.
  '١',
  '１',
  '²',
  '\u22121',
  '1\u200b',
  '9'.repeat(400),
  `0.${'0'.repeat(400)}1`,
  [1],
  { a: 1 },
  true,
];

let trial: Trial;
let gateway: RunningGateway;
const fakes = new Map<ExchangeId, FakeExchange>();
const clients = new Map<ExchangeId, Exchange>();

beforeAll(async () => {
  trial = await startTrial();
  for (const venue of venues) {
    fakes.set(venue.exchange, await trial.join(venue.exchange, venue, venue.algorithms[0]));
    await trial.issue(`thief-${venue.exchange}-0`, TRADER.replace('BTCUSDT', venue.symbol), venue.exchange);
  }
  gateway = await trial.start();
  for (const venue of venues) {
    const policy = TRADER.replace('BTCUSDT', venue.symbol).replace(
      'max_daily_usd: 1500',
      'max_daily_usd: 100000',
    );
    const credentials = await trial.issue(`thief-${venue.exchange}`, policy, venue.exchange);
    clients.set(venue.exchange, ccxtOf(venue.exchange, gateway.port, credentials));
  }
  await gateway.refresh();
});
afterAll(() => trial.stop());

describe.each(venues)('with a virtual key of $exchange', ({ exchange }) => {
  const thief = attacks[exchange];
  const fake = () => fakes.get(exchange) as FakeExchange;
  const call = ([api, method, path, parameters = {}]: Call) =>
    (clients.get(exchange) as Exchange).fetch2(path, api as never, method, parameters);

  /** Refused by the gateway, and nothing at all reached the exchange. */
  async function refused(wanted: Call) {
    const before = fake().seen.length;
    const raised = await call(wanted).then(
      () => null,
      (error: unknown) => error,
    );
    // A connection that breaks off is no refusal, and one for being like an earlier request proves nothing.
    expect(raised).toBeInstanceOf(ccxt.ExchangeError);
    expect((raised as Error).message).not.toContain('Holdfast: replay');
    expect(fake().seen.length).toBe(before);
  }

  test('an honest order signed in the same way passes, or the refusals below would prove nothing', async () => {
    await call(thief.order('0.001', '49000'));
    expect(fake().account.orders.at(-1)).toMatchObject({ quantity: '0.001', price: '49000' });
  });

  test.each(AMOUNTS)('the amount %j is refused', async (amount) => {
    if (amount !== '-0.001' || !thief.negativeSells) return refused(thief.order(amount, '49000'));
    // Judged as what it is, and far from the price: the price was for a buyer.
    await call(thief.order(amount, '50500'));
    expect(fake().account.orders.at(-1)).toMatchObject({ side: 'sell', quantity: '0.001' });
  });
  test.each(AMOUNTS)('the price %j is refused', (price) => refused(thief.order('0.001', price)));

  test('a withdrawal by any of its names is refused', async () => {
    for (const wanted of thief.withdrawals) await refused(wanted);
  });
  test('a loan, and an order on margin are refused', async () => {
    for (const wanted of thief.loans) await refused(wanted);
  });
  test('a transfer to another account or wallet is refused', async () => {
    for (const wanted of thief.transfers) await refused(wanted);
  });
  test('a token, a stream or another key is refused', async () => {
    for (const wanted of thief.credentials) await refused(wanted);
  });
  test('a parameter that is in no table of a trading endpoint is refused', () =>
    refused(thief.order('0.001', '49000', { newest: '1' })));
  test('an order at 50 times the price is refused', () => refused(thief.order('0.0001', '2500000')));

  test('one bad order in a batch, wherever it stands: nothing of the batch is sent', async () => {
    const good = ['0.001', '49000'] as const;
    const honest = thief.batch([good, good]);
    if (honest === null) return;
    const before = fake().account.orders.length;
    await call(honest);
    expect(fake().account.orders.length).toBe(before + 2);
    for (const bad of [
      ['10', '49000'],
      ['0.0001', '2500000'],
      ['1e-3', '49000'],
    ] as const) {
      for (const orders of [
        [bad, good, good],
        [good, bad, good],
        [good, good, bad],
      ]) {
        await refused(thief.batch(orders) ?? honest);
      }
    }
  });
});
