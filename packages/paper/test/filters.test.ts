import ccxt, { type Exchange } from 'ccxt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { averagePrice, type PaperMarkets } from '../src/exchange/paper-markets.ts';
import { readFaultPlan } from '../src/faults/fault-plan.ts';
import { symbolOf } from '../src/market/symbol.ts';
import { startPaper, type TestPaper } from './support/paper.ts';

const RULES = `filters:
  - symbol: BTCUSDT
    from: 2021-01-02
    market_step: 0.01
    market_min_quantity: 0.02
    market_max_quantity: 0.2
    min_notional: 100
    max_notional: 8000
    bid_up: 1.2
    bid_down: 0.2
    ask_up: 5
    ask_down: 0.8
    max_orders: 3
    max_position: 1
  - {symbol: DOGEUSDT, from: 2021-01-02, min_notional: 50, apply_min_to_market: false, max_notional: 60, apply_max_to_market: true}`;

let paper: TestPaper;
let client: Exchange;
let last: number;

beforeAll(async () => {
  paper = await startPaper({ plan: readFaultPlan(RULES, 'faults.yaml') });
  client = paper.client();
  await client.loadMarkets();
  last = Number((await client.fetchTicker('BTC/USDT')).last);
});
beforeEach(() => client.cancelAllOrders('BTC/USDT').catch(() => undefined));
afterAll(() => paper.stop());

const limit = (side: 'buy' | 'sell', amount: number, part: number, price = Math.round(last * part)) =>
  client.createOrder('BTC/USDT', 'limit', side, amount, price);
const market = (side: 'buy' | 'sell', amount: number, symbol = 'BTC/USDT') =>
  client.createOrder(symbol, 'market', side, amount);
/** ccxt says the lot size in words of its own, before anything is sent. */
const raw = (parameters: Record<string, string>) =>
  (client as unknown as { privatePostOrder(given: object): Promise<unknown> }).privatePostOrder({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.01',
    price: String(Math.round(last)),
    ...parameters,
  });

describe.each<[string, new (message: string) => Error, (() => Promise<unknown>)[]]>([
  [
    'LOT_SIZE',
    ccxt.InvalidOrder,
    [() => raw({ quantity: '0.010001' }), () => raw({ quantity: '10000000000' })],
  ],
  [
    'MARKET_LOT_SIZE',
    ccxt.InvalidOrder,
    [() => market('buy', 0.01), () => market('buy', 0.021), () => market('buy', 0.21)],
  ],
  ['PRICE_FILTER', ccxt.InvalidOrder, [() => raw({ price: '30000.01' }), () => raw({ price: '0.01' })]],
  [
    'PERCENT_PRICE_BY_SIDE',
    ccxt.InvalidOrder,
    [
      () => limit('buy', 0.01, 1.21),
      () => limit('buy', 0.05, 0.19),
      () => limit('sell', 0.01, 0.79),
      () => limit('sell', 0.01, 5.1),
    ],
  ],
  [
    'NOTIONAL',
    ccxt.BadRequest,
    [
      () => limit('buy', 0.003, 1),
      () => limit('buy', 0.3, 1),
      () => client.createMarketBuyOrderWithCost('BTC/USDT', 99),
    ],
  ],
  ['MAX_POSITION', ccxt.BadRequest, [() => limit('buy', 0.95, 0.21, 6300)]],
])('%s', (filter, kind, acts) => {
  it.each(acts.map((act, nth) => [nth, act] as const))('refuses case %i', async (_, act) => {
    await expect(act()).rejects.toThrow(kind);
    expect(JSON.parse(String(client.last_http_response))).toEqual({
      code: -1013,
      msg: `Filter failure: ${filter}`,
    });
  });
});

describe('what keeps the rules', () => {
  it('goes up to the bounds of each side', async () => {
    for (const [side, part] of [
      ['buy', 0.21],
      ['sell', 1.9],
    ] as const) {
      const order = await limit(side, 0.02, part);
      expect(order.status).toBe('open');
      await client.cancelOrder(String(order.id), 'BTC/USDT');
    }
  });

  it('is not bound at the market by a maximum that is not for it, and by step only there', async () => {
    expect((await market('buy', 0.08)).status).toBe('closed');
    expect((await limit('sell', 0.0151, 0.99)).status).toBe('closed');
    // By cost the quantity is what the cost pays, whatever the steps at the market are.
    const byCost = await client.createMarketBuyOrderWithCost('BTC/USDT', 150);
    expect(Number(byCost.filled)).toBeLessThan(0.02);
  });

  it('DOGE: the least is not for market orders, and the most is', async () => {
    expect((await market('buy', 2000, 'DOGE/USDT')).status).toBe('closed');
    await expect(market('buy', 20_000, 'DOGE/USDT')).rejects.toThrow(/NOTIONAL/);
    await expect(client.createOrder('DOGE/USDT', 'limit', 'buy', 2000, 0.004)).rejects.toThrow(/NOTIONAL/);
  });

  it('has at most so many open orders, market orders aside', async () => {
    for (let nth = 0; nth < 3; nth++) await limit('buy', 0.02, 0.5);
    await expect(limit('buy', 0.02, 0.5)).rejects.toThrow(/MAX_NUM_ORDERS/);
    expect((await market('buy', 0.02)).status).toBe('closed');
  });
});

describe('a test order', () => {
  const test = (parameters: Record<string, string>) =>
    (client as unknown as { privatePostOrderTest(given: object): Promise<object> }).privatePostOrderTest({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.01',
      price: String(Math.round(last)),
      ...parameters,
    });

  it('is refused by the rules, and places nothing, whatever there is on the account', async () => {
    const before = paper.host.exchange.orders('paper').length;
    await expect(test({ quantity: '0.003' })).rejects.toThrow(/NOTIONAL/);
    await expect(test({ symbol: 'NOUSDT' })).rejects.toThrow(ccxt.BadSymbol);
    await expect(test({ quantity: '0' })).rejects.toThrow(/-1013.*Invalid quantity/);
    expect(await test({})).toEqual({});
    expect(await test({ side: 'SELL', quantity: '0.06', price: String(Math.round(last)) })).toEqual({});
    expect(paper.host.exchange.orders('paper')).toHaveLength(before);
  });

  it('tells the fees of the order when asked', async () => {
    expect(await test({ computeCommissionRates: 'true' })).toEqual({
      standardCommissionForOrder: { maker: '0.00100000', taker: '0.00100000' },
      specialCommissionForOrder: { maker: '0.00000000', taker: '0.00000000' },
      taxCommissionForOrder: { maker: '0.00000000', taker: '0.00000000' },
      discount: {
        enabledForAccount: false,
        enabledForSymbol: true,
        discountAsset: 'BNB',
        discount: '0.75000000',
      },
    });
  });
});

it('says the rules by which it judges', () => {
  const { info } = client.market('BTC/USDT') as unknown as { info: { filters: { filterType: string }[] } };
  const filter = (name: string) => info.filters.find(({ filterType }) => filterType === name);
  expect(filter('MARKET_LOT_SIZE')).toMatchObject({
    minQty: '0.02000000',
    maxQty: '0.20000000',
    stepSize: '0.01000000',
  });
  expect(filter('PERCENT_PRICE_BY_SIDE')).toMatchObject({
    bidMultiplierUp: '1.2',
    bidMultiplierDown: '0.2',
    askMultiplierUp: '5',
    askMultiplierDown: '0.8',
    avgPriceMins: 5,
  });
  expect(filter('NOTIONAL')).toMatchObject({ applyMinToMarket: true, applyMaxToMarket: false });
  expect(filter('MAX_POSITION')).toMatchObject({ maxPosition: '1.00000000' });
});

it('averages the price of the last minutes, and leaves out those without one', () => {
  const prices = [100, 110, 120, null, 140, 150];
  const markets: PaperMarkets = {
    symbols: new Map([['XUSDT', symbolOf('X', 100)]]),
    moment: (_, time) => {
      const mid = prices[time / 60_000];
      return mid === null || mid === undefined ? null : { mid, volatility: 0.1, volume: 1 };
    },
  };
  expect(averagePrice(markets, 'XUSDT', 5 * 60_000, 5)).toBe(124);
  expect(averagePrice(markets, 'XUSDT', 5 * 60_000, 0)).toBe(150);
  expect(averagePrice(markets, 'XUSDT', 60_000, 5)).toBe(105);
  expect(averagePrice(markets, 'XUSDT', 3 * 60_000, 5)).toBeNull();
});
