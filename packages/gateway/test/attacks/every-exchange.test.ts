import ccxt, { type Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExchangeId } from '../../src/dialect/dialect.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { venues } from '../process/exchanges/index.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { ccxtOf, startTrial, TRADER, type Trial } from '../process/trial.ts';

/*
 * Attacks by who has a virtual key of an exchange, each through a whole gateway. ccxt only signs: paths and parameters are
 * the thief's own.
 */

type Parameters = Record<string, unknown>;

/** A call: ccxt's name of the API, method, path, parameters. */
type Call = readonly [api: string | readonly string[], method: string, path: string, parameters?: Parameters];

/** What a thief sends to one exchange. */
interface Thief {
  order(amount: unknown, price: unknown, more?: Parameters): Call;
  /** Several orders at once; null where the exchange has no such endpoint. */
  batch(orders: readonly (readonly [amount: string, price: string])[]): Call | null;
  readonly withdrawals: readonly Call[];
  readonly loans: readonly Call[];
  readonly transfers: readonly Call[];
  readonly credentials: readonly Call[];
}

let orders = 0;
const V3 = ['v3', 'private'];
const V2 = ['v2', 'private'];
const account = '2bbf394c-193b-5b2a-9155-3b4732659ede';
const krakenOrder = (volume: unknown, price: unknown) => ({
  type: 'buy',
  ordertype: 'limit',
  volume,
  price,
});
const okxOrder = (sz: unknown, px: unknown) => ({
  instId: 'BTC-USDT',
  tdMode: 'cash',
  side: 'buy',
  ordType: 'limit',
  sz,
  px,
});
const bybitOrder = (qty: unknown, price: unknown) => ({
  symbol: 'BTCUSDT',
  side: 'Buy',
  orderType: 'Limit',
  qty,
  price,
});

const THIEVES: Readonly<Record<ExchangeId, Thief>> = {
  binance: {
    order: (quantity, price, more) => [
      'private',
      'POST',
      'order',
      { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity, price, ...more },
    ],
    batch: () => null,
    withdrawals: [
      ['sapi', 'POST', 'capital/withdraw/apply', { coin: 'BTC', address: 'bc1qthief', amount: '1' }],
      ['sapi', 'POST', 'localentity/withdraw/apply', { coin: 'BTC', address: 'bc1qthief', amount: '1' }],
      ['sapi', 'POST', 'giftcard/createCode', { token: 'BTC', amount: '1' }],
      ['sapi', 'POST', 'capital/withdraw/Apply', { coin: 'BTC' }],
      ['sapi', 'POST', 'fiat/withdraw', { coin: 'EUR' }],
    ],
    loans: [
      ['sapi', 'POST', 'margin/borrow-repay', { asset: 'USDT', amount: '1000', type: 'BORROW' }],
      ['sapi', 'POST', 'margin/loan', { asset: 'USDT', amount: '1000' }],
      [
        'private',
        'POST',
        'order',
        { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001', sideEffectType: 'MARGIN_BUY' },
      ],
    ],
    transfers: [
      ['sapi', 'POST', 'sub-account/universalTransfer', { asset: 'BTC', amount: '1', toEmail: 'a@b.c' }],
      ['sapi', 'POST', 'asset/transfer', { type: 'MAIN_UMFUTURE', asset: 'BTC', amount: '1' }],
    ],
    credentials: [
      ['private', 'POST', 'userDataStream'],
      ['sapi', 'POST', 'userListenToken'],
      ['sapi', 'POST', 'broker/subAccountApi', { subAccountId: '1', canTrade: 'true' }],
    ],
  },
  kraken: {
    order: (volume, price, more) => [
      'private',
      'POST',
      'AddOrder',
      { pair: 'XXBTZUSD', ...krakenOrder(volume, price), ...more },
    ],
    // ccxt writes lists as JSON for this one alone.
    batch: (orders) => [
      'private',
      'POST',
      'AddOrderBatch',
      { pair: 'XXBTZUSD', orders: orders.map(([volume, price]) => krakenOrder(volume, price)) },
    ],
    withdrawals: [
      ['private', 'POST', 'Withdraw', { asset: 'XBT', key: 'thief', amount: '1' }],
      ['private', 'POST', 'withdraw', { asset: 'XBT', key: 'thief', amount: '1' }],
      [
        'private',
        'POST',
        'WalletTransfer',
        { asset: 'XBT', from: 'Spot Wallet', to: 'Futures Wallet', amount: '1' },
      ],
    ],
    loans: [
      ['private', 'POST', 'AddOrder', { pair: 'XXBTZUSD', ...krakenOrder('0.001', '49000'), leverage: '5' }],
    ],
    transfers: [['private', 'POST', 'AccountTransfer', { asset: 'XBT', amount: '1', from: 'A', to: 'B' }]],
    credentials: [['private', 'POST', 'GetWebSocketsToken']],
  },
  coinbase: {
    order: (base_size, limit_price, more) => [
      V3,
      'POST',
      'brokerage/orders',
      {
        client_order_id: `thief-${++orders}`,
        product_id: 'BTC-USD',
        side: 'BUY',
        order_configuration: { limit_limit_gtc: { base_size, limit_price } },
        ...more,
      },
    ],
    batch: () => null,
    withdrawals: [
      [
        V2,
        'POST',
        `accounts/${account}/transactions`,
        { type: 'send', to: 'bc1qthief', amount: '1', currency: 'BTC' },
      ],
      [V2, 'POST', `accounts/${account}/withdrawals`, { amount: '1', currency: 'USD', payment_method: 'x' }],
    ],
    loans: [
      [
        V3,
        'POST',
        'brokerage/orders',
        {
          client_order_id: 'loan',
          product_id: 'BTC-USD',
          side: 'BUY',
          leverage: '5',
          margin_type: 'CROSS',
          order_configuration: { limit_limit_gtc: { base_size: '0.001', limit_price: '49000' } },
        },
      ],
      [
        V3,
        'POST',
        'brokerage/intx/allocate',
        { portfolio_uuid: account, symbol: 'BTC', amount: '1', currency: 'BTC' },
      ],
    ],
    transfers: [
      [
        V3,
        'POST',
        'brokerage/portfolios/move_funds',
        {
          funds: { value: '1', currency: 'BTC' },
          source_portfolio_uuid: account,
          target_portfolio_uuid: account,
        },
      ],
    ],
    credentials: [[V2, 'POST', '../oauth/token', { grant_type: 'refresh_token' }]],
  },
  okx: {
    order: (sz, px, more) => ['private', 'POST', 'trade/order', { ...okxOrder(sz, px), ...more }],
    batch: (orders) => [
      'private',
      'POST',
      'trade/batch-orders',
      orders.map(([sz, px]) => okxOrder(sz, px)) as never,
    ],
    withdrawals: [
      ['private', 'POST', 'asset/withdrawal', { ccy: 'BTC', amt: '1', dest: '4', toAddr: 'bc1qthief' }],
      ['private', 'POST', 'asset/withdrawal-lightning', { ccy: 'BTC', invoice: 'lnbc1' }],
      ['private', 'POST', 'fiat/create-withdrawal', { paymentAcctId: '1', ccy: 'EUR', amt: '1' }],
    ],
    loans: [
      ['private', 'POST', 'account/spot-manual-borrow-repay', { ccy: 'USDT', side: 'borrow', amt: '100' }],
      ['private', 'POST', 'trade/order', { ...okxOrder('0.001', '49000'), tdMode: 'cross' }],
    ],
    transfers: [
      ['private', 'POST', 'asset/transfer', { ccy: 'BTC', amt: '1', from: '6', to: '18' }],
      [
        'private',
        'POST',
        'asset/subaccount/transfer',
        { ccy: 'BTC', amt: '1', from: '6', to: '6', fromSubAccount: 'a', toSubAccount: 'b' },
      ],
    ],
    credentials: [
      ['private', 'POST', 'users/subaccount/apikey', { subAcct: 'a', label: 'x', passphrase: 'y' }],
    ],
  },
  bybit: {
    order: (qty, price, more) => [
      'private',
      'POST',
      'v5/order/create',
      { category: 'spot', ...bybitOrder(qty, price), ...more },
    ],
    batch: (orders) => [
      'private',
      'POST',
      'v5/order/create-batch',
      { category: 'spot', request: orders.map(([qty, price]) => bybitOrder(qty, price)) },
    ],
    withdrawals: [
      ['private', 'POST', 'v5/asset/withdraw/create', { coin: 'BTC', address: 'bc1qthief', amount: '1' }],
    ],
    loans: [
      ['private', 'POST', 'v5/account/borrow', { coin: 'USDT', amount: '1000' }],
      [
        'private',
        'POST',
        'v5/order/create',
        { category: 'spot', ...bybitOrder('0.001', '49000'), isLeverage: 1 },
      ],
    ],
    transfers: [
      [
        'private',
        'POST',
        'v5/asset/transfer/universal-transfer',
        { coin: 'BTC', amount: '1', fromMemberId: 1, toMemberId: 2 },
      ],
      ['private', 'POST', 'v5/asset/transfer/inter-transfer', { coin: 'BTC', amount: '1' }],
    ],
    credentials: [['private', 'POST', 'v5/user/create-sub-api', { subuid: 1, readOnly: 0 }]],
  },
};

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
  const thief = THIEVES[exchange];
  const fake = () => fakes.get(exchange) as FakeExchange;
  const call = ([api, method, path, parameters = {}]: Call) =>
    (clients.get(exchange) as Exchange).fetch2(path, api as never, method, parameters);

  /** Refused by the gateway, and nothing at all reached the exchange. */
  async function refused(wanted: Call) {
    const before = fake().seen.length;
    // A connection that breaks off is no refusal.
    await expect(call(wanted)).rejects.toThrow(ccxt.ExchangeError);
    expect(fake().seen.length).toBe(before);
  }

  test('an honest order signed in the same way passes, or the refusals below would prove nothing', async () => {
    await call(thief.order('0.001', '49000'));
    expect(fake().account.orders.at(-1)).toMatchObject({ quantity: '0.001', price: '49000' });
  });

  test.each(AMOUNTS)('the amount %j is refused', (amount) => refused(thief.order(amount, '49000')));
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
