import type { Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeVirtualKey, setFrozen } from '../../src/administration/virtual-keys.ts';
import type { ExchangeId } from '../../src/dialect/exchange-id.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { venues } from './exchanges/index.ts';
import type { FakeExchange } from './fake-exchange.ts';
import { ccxtOf, startTrial, TRADER, type Trial } from './trial.ts';

let trial: Trial;
let gateway: RunningGateway;
const fakes = new Map<ExchangeId, FakeExchange>();

beforeAll(async () => {
  trial = await startTrial();
  for (const venue of venues) {
    fakes.set(venue.exchange, await trial.join(venue.exchange, venue, venue.algorithms[0]));
    await trial.issue(`seed-${venue.exchange}`, TRADER.replace('BTCUSDT', venue.symbol), venue.exchange);
  }
  gateway = await trial.start();
});
afterAll(() => trial.stop());

describe.each(venues)('ccxt raises the right class when the gateway refuses for $exchange', (venue) => {
  const { exchange, unified, raises } = venue;
  const fake = () => fakes.get(exchange) as FakeExchange;

  async function client(name: string, change: (policy: string) => string = (policy) => policy) {
    const policy = change(TRADER.replace('BTCUSDT', venue.symbol));
    const credentials = await trial.issue(`${name}-${exchange}`, policy, exchange);
    await gateway.refresh();
    const made = ccxtOf(exchange, gateway.port, credentials);
    await made.loadMarkets();
    // Bybit's client asks once what kind of account it is.
    await made.fetchBalance();
    return made;
  }

  /** The class that was raised; nothing must have reached the exchange meanwhile. */
  async function refusedAs(act: () => Promise<unknown>): Promise<string> {
    const before = fake().seen.length;
    const raised = await act().then(
      () => 'nothing',
      (error: Error) => error.constructor.name,
    );
    expect(fake().seen.length).toBe(before);
    return raised;
  }

  const order = (by: Exchange, amount = 0.002) => by.createOrder(unified, 'limit', 'buy', amount, 49_000);

  test('an honest order passes, or the refusals below would prove nothing', async () => {
    expect((await order(await client('honest'))).id).toBeDefined();
  });

  test('an order above max_order_usd', async () => {
    const by = await client('large');
    expect(await refusedAs(() => order(by, 1))).toBe(raises.order ?? 'InvalidOrder');
  });

  test('a wrong secret', async () => {
    const by = await client('forger');
    const other = await trial.issue(`other-${exchange}`, TRADER.replace('BTCUSDT', venue.symbol), exchange);
    by.secret = other.secret;
    expect(await refusedAs(() => by.fetchBalance())).toBe('AuthenticationError');
  });

  test('a wrong passphrase, where there is one', async () => {
    const by = await client('mumbler');
    if (by.password === undefined) return;
    by.password = 'wrong';
    expect(await refusedAs(() => by.fetchBalance())).toBe('AuthenticationError');
  });

  test('a key that was leaked, used from another address', async () => {
    const credentials = await trial.issue(
      `leaked-${exchange}`,
      TRADER.replace('BTCUSDT', venue.symbol).replace('127.0.0.1', '203.0.113.7'),
      exchange,
    );
    const by = await client('away');
    by.apiKey = credentials.apiKey;
    by.secret = credentials.secret;
    if (credentials.password !== undefined) by.password = credentials.password;
    await gateway.refresh();
    expect(await refusedAs(() => order(by))).toBe('PermissionDenied');
  });

  test('a withdrawal', async () => {
    const by = await client('thief');
    const withdraw = () =>
      by.withdraw('BTC', 1, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT', undefined, {
        account_id: '2bbf394c-193b-5b2a-9155-3b4732659ede',
        key: 'saved',
        network: 'BTC',
        fee: 0.0001,
        password: 'x',
      });
    expect(await refusedAs(withdraw)).toBe('PermissionDenied');
  });

  test('a request signed five minutes ago', async () => {
    const by = await client('late');
    const now = Date.now() - 300_000;
    by.milliseconds = () => now;
    by.seconds = () => Math.floor(now / 1000);
    by.nonce = () => now;
    expect(await refusedAs(() => by.fetchBalance())).toBe(raises.stale ?? 'InvalidNonce');
  });

  test('the very same order again', async () => {
    const by = await client('replayed');
    const sent: Parameters<Exchange['fetch']>[] = [];
    const fetch = by.fetch.bind(by);
    by.fetch = (...request) => {
      sent.push(request);
      return fetch(...request);
    };
    await order(by);
    expect(await refusedAs(() => fetch(...sent[sent.length - 1]))).toBe(raises.stale ?? 'InvalidNonce');
  });

  test('more requests than the policy’s rate', async () => {
    const by = await client('hasty', (policy) =>
      policy.replace('{per_second: 100, burst: 200}', '{per_second: 0.01, burst: 50}'),
    );
    for (let i = 0; i < 60; i++) await by.fetchBalance().catch(() => undefined);
    expect(await refusedAs(() => by.fetchBalance())).toBe(raises.rate);
  });

  test('a frozen and a revoked key', async () => {
    const frozen = await client('frozen');
    await setFrozen(trial.operation, true, { kind: 'virtual-key', name: `frozen-${exchange}` });
    expect(await refusedAs(() => order(frozen))).toBe(raises.stopped);
    const revoked = await client('revoked');
    await revokeVirtualKey(trial.operation, `revoked-${exchange}`);
    // Once the keys were read anew it is a key that never was.
    expect([raises.stopped, 'AuthenticationError']).toContain(await refusedAs(() => order(revoked)));
  });

  test('an amount that can be read in two ways', async () => {
    const by = await client('unclear');
    by.amountToPrecision = () => '1e-3';
    expect(await refusedAs(() => order(by))).toBe('BadRequest');
  });

  test('an exchange that cuts the connection: not available, and whether it acted is unknown', async () => {
    const by = await client('cut');
    fake().respond = (request) => (venue.isOrder(request) ? 'reset' : undefined);
    const raised = await order(by).catch((error: Error) => error);
    fake().respond = () => undefined;
    expect((raised as Error).constructor.name).toBe(raises.away ?? 'ExchangeNotAvailable');
    expect((raised as Error).message).toContain('unknown');
  });
});
