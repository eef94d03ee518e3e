import ccxt, { type Exchange } from 'ccxt';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { htx } from './exchanges/htx.ts';
import type { FakeExchange } from './fake-exchange.ts';
import { ccxtOf, startTrial, TRADER, type Trial } from './trial.ts';

/* HTX's orders name an account by a number; the gateway asks the exchange which of them trade spot. */

const POLICY = TRADER.replace('BTCUSDT', 'btcusdt');
const [SPOT, MARGIN] = ['5260185', '5260186'];
const QUESTION = '/v1/account/accounts';
const SILENT = { status: 200, body: { status: 'error', 'err-code': 'gateway-internal-error' } };

let trial: Trial;
let exchange: FakeExchange;
let gateway: RunningGateway;
let keys = 0;

beforeAll(async () => {
  trial = await startTrial();
  exchange = await trial.join('spot', htx, 'hmac');
  // A policy that names the market, so that it is watched from the start.
  await trial.issue('first', POLICY, 'spot');
  gateway = await trial.start();
});
beforeEach(() => {
  exchange.respond = () => undefined;
});
afterAll(() => trial.stop());

/** A client with a key of its own; given an account it doesn't ask for them. */
async function client(policy = POLICY, port = gateway.port): Promise<Exchange> {
  const made = ccxtOf('htx', port, await trial.issue(`trader-${++keys}`, policy, 'spot'));
  await gateway.refresh();
  await made.loadMarkets();
  return made;
}

const order = (one: Exchange, account: string) =>
  one.spotPrivatePostV1OrderOrdersPlace({
    'account-id': account,
    symbol: 'btcusdt',
    type: 'buy-limit',
    amount: '0.001',
    price: '50000',
  });

const questions = () => exchange.seen.filter(({ path }) => path === QUESTION).length;

test('while the exchange does not tell, no order is placed; once it tells, an order of spot is', async () => {
  const one = await client();
  const before = exchange.orders.length;
  exchange.respond = ({ path }) => (path === QUESTION ? SILENT : undefined);
  const asked = questions();
  await expect(order(one, SPOT)).rejects.toThrow(ccxt.ExchangeNotAvailable);
  await expect(order(one, SPOT)).rejects.toThrow(/Holdfast: account:/);
  expect(exchange.orders.length).toBe(before);
  // What failed is not asked again at once.
  expect(questions() - asked).toBe(1);

  exchange.respond = () => undefined;
  await expect
    .poll(() => order(one, SPOT).then(Boolean, () => false), { timeout: 20_000, interval: 1000 })
    .toBe(true);
  expect(exchange.orders.length).toBe(before + 1);
});

test('an order on an account of margin, or on one that the exchange did not name, is refused', async () => {
  const one = await client();
  const before = exchange.orders.length;
  for (const account of [MARGIN, '5260184', '1'])
    await expect(order(one, account)).rejects.toThrow(/Holdfast: product:/);
  expect(exchange.orders.length).toBe(before);
});

test('a key that may not trade is told so, and nothing is asked for it', async () => {
  const one = await client('allow: [read]\nips: [127.0.0.1]\n');
  const asked = questions();
  await expect(order(one, SPOT)).rejects.toThrow(ccxt.PermissionDenied);
  await expect(order(one, SPOT)).rejects.toThrow(/Holdfast: allow:/);
  expect(questions()).toBe(asked);
});

test('another body under the signature of a request that was sent is its replay', async () => {
  const one = await client();
  await order(one, SPOT);
  const before = exchange.orders.length;
  const url = one.last_request_url ?? '';
  const body = JSON.stringify({ ...JSON.parse(String(one.last_request_body)), amount: '0.002' });
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(answer.status).toBe(401);
  expect(await answer.text()).toContain('Holdfast: replay');
  expect(exchange.orders.length).toBe(before);
});
