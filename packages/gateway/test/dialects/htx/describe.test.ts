import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import { htx } from '../../../src/dialects/htx/index.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order, request, SIGNED } from './requests.ts';
import { MARGIN, SPOT } from './setup.ts';

const PLACE = 'v1/order/orders/place';
const BATCH = 'v1/order/batch-orders';
const ALGO = 'v2/algo-orders';
const place = (changes: Readonly<Record<string, unknown>> = {}) => judge(PLACE, order(changes)).orders[0];
const refuses = (path: string, body: unknown) => expect(() => judge(path, body)).toThrow(Refusal);
const algo = (changes: Readonly<Record<string, unknown>> = {}) => {
  const fields = {
    accountId: SPOT,
    symbol: 'btcusdt',
    orderSide: 'sell',
    orderType: 'limit',
    orderSize: '0.25',
    orderPrice: '89',
    stopPrice: '90',
    clientOrderId: 'a1',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
};

describe('the account of an order on HTX', () => {
  it.each([
    [{}, 'spot'],
    [{ 'account-id': Number(SPOT) }, 'spot'],
    [{ source: 'spot-api' }, 'spot'],
    [{ 'account-id': MARGIN }, 'margin'],
    [{ 'account-id': '7' }, 'margin'],
    [{ source: 'margin-api' }, 'margin'],
    [{ source: 'super-margin-api' }, 'margin'],
    [{ source: 'c2c-margin-api' }, 'margin'],
    [{ 'account-id': MARGIN, source: 'spot-api' }, 'margin'],
  ])('%j is %s', (changes, product) => expect(place(changes).product).toBe(product));

  it.each([
    { 'account-id': undefined },
    { 'account-id': '' },
    { 'account-id': '0' },
    { 'account-id': `0${SPOT}` },
    { 'account-id': `${SPOT}.0` },
    { 'account-id': ` ${SPOT}` },
    { 'account-id': `-${SPOT}` },
    { 'account-id': '1e5' },
    { 'account-id': 'spot' },
    { 'account-id': [SPOT] },
    { 'account-id': null },
    { 'account-id': true },
    { source: '' },
    { source: 'api' },
    { source: 'SPOT-API' },
    { source: 'grid-trading-sys' },
    { source: null },
    { accountId: MARGIN },
    { 'Account-Id': MARGIN },
    { account_id: MARGIN },
  ])('is refused with %j', (changes) => refuses(PLACE, order(changes)));

  it.each([
    [PLACE, order()],
    [BATCH, [order()]],
    [ALGO, algo()],
    ['v1/order/orders/batchCancelOpenOrders', { 'account-id': SPOT }],
  ])('%s is refused when it isn’t known which accounts are spot', (path, body) =>
    expect(() => judge(path, body, null)).toThrow(
      expect.objectContaining({ reason: 'unavailable', rule: 'account' }),
    ),
  );

  it('may be none, and then nothing is spot', () =>
    expect(judge(PLACE, order(), new Set()).orders[0].product).toBe('margin'));

  it('is asked of nobody for a cancellation by its id', () =>
    expect(judge('v1/order/orders/12/submitcancel', {}, null).cancels).toHaveLength(1));

  it('decides for each order of a batch', () => {
    const { orders } = judge(BATCH, [order(), order({ 'account-id': MARGIN })]);
    expect(orders.map(({ product }) => product)).toEqual(['spot', 'margin']);
  });

  it('decides for an order that waits for a price', () => {
    expect(judge(ALGO, algo()).orders[0].product).toBe('spot');
    expect(judge(ALGO, algo({ accountId: Number(MARGIN) })).orders[0].product).toBe('margin');
    for (const accountId of [undefined, '', `0${SPOT}`, [SPOT], '1e5']) refuses(ALGO, algo({ accountId }));
    refuses(ALGO, algo({ accountId: undefined, 'account-id': SPOT }));
  });
});

describe('an order on HTX', () => {
  const base = { quantity: { units: 25n, scale: 2 }, quoteQuantity: null };
  const quote = { quantity: null, quoteQuantity: { units: 25n, scale: 2 } };
  const stop = { 'stop-price': '90', operator: 'lte' };
  it.each([
    [{ type: 'buy-limit' }, { side: 'buy', type: 'limit', timeInForce: null, ...base }],
    [{ type: 'sell-limit' }, { side: 'sell', type: 'limit', ...base }],
    [
      { type: 'buy-market', price: undefined },
      { type: 'market', price: null, ...quote },
    ],
    [
      { type: 'sell-market', price: undefined },
      { type: 'market', price: null, ...base },
    ],
    [{ type: 'buy-ioc' }, { type: 'limit', timeInForce: 'IOC', ...base }],
    [{ type: 'buy-limit-fok' }, { type: 'limit', timeInForce: 'FOK', ...base }],
    [{ type: 'buy-limit-maker' }, { type: 'post-only', ...base }],
    [
      { type: 'sell-stop-limit', ...stop },
      { type: 'stop-limit', trigger: { units: 90n, scale: 0 } },
    ],
    [
      { type: 'sell-stop-limit-fok', ...stop },
      { type: 'stop-limit', timeInForce: 'FOK' },
    ],
    [{ 'self-match-prevent': 1, 'client-order-id': 'bot_7-a' }, { clientOrderId: 'bot_7-a' }],
  ])('%j', (changes, expected) => expect(place(changes)).toMatchObject(expected));

  it.each([
    ['no type', { type: undefined }],
    ['a side alone', { type: 'buy' }],
    ['an unknown type', { type: 'buy-limit-grid' }],
    ['a type of the language’s own', { type: 'buy-constructor' }],
    ['a type in capitals', { type: 'BUY-LIMIT' }],
    ['an unknown side', { type: 'long-limit' }],
    ['no price', { price: undefined }],
    ['a price for a market order', { type: 'buy-market' }],
    ['a stop price for a limit order', { 'stop-price': '90' }],
    ['an operator for a limit order', { operator: 'gte' }],
    ['a stop without its price', { type: 'sell-stop-limit', operator: 'lte' }],
    ['a stop without an operator', { type: 'sell-stop-limit', 'stop-price': '90' }],
    ['a stop with another operator', { type: 'sell-stop-limit', 'stop-price': '90', operator: 'eq' }],
    ['no amount', { amount: undefined }],
    ['an amount of the other kind', { 'market-amount': '1' }],
    ['a loan', { 'borrow-amount': '1' }],
    ['a purpose', { 'trade-purpose': '1' }],
    ['no symbol', { symbol: undefined }],
    ['a symbol in capitals', { symbol: 'BTCUSDT' }],
    ['a contract', { symbol: 'BTC-USDT' }],
    ['two symbols', { symbol: 'btcusdt,ethusdt' }],
    ['a symbol in another alphabet', { symbol: 'втсusdt' }],
    ['a client id of strange letters', { 'client-order-id': 'a b' }],
    ['a long client id', { 'client-order-id': 'a'.repeat(65) }],
    ['an unknown self-match', { 'self-match-prevent': 2 }],
    ['an unknown parameter', { leverage: '5' }],
  ])('is refused with %s', (_, changes) => refuses(PLACE, order(changes)));

  const nasty = ['1e5', '1E-3', '-1', '+1', 'NaN', '0x10', '.5', '5.', '1,000', '١٢٣', '', '0', '0.0', ' 1'];
  it.each(nasty)('refuses the amount "%s" wherever one stands', (amount) => {
    refuses(PLACE, order({ amount }));
    refuses(PLACE, order({ price: amount }));
    refuses(PLACE, order({ type: 'sell-stop-limit', operator: 'lte', 'stop-price': amount }));
    refuses(BATCH, [order(), order({ amount })]);
    for (const name of ['orderSize', 'orderPrice', 'stopPrice']) refuses(ALGO, algo({ [name]: amount }));
    refuses(
      ALGO,
      algo({
        orderType: 'market',
        orderSide: 'buy',
        orderPrice: undefined,
        orderSize: undefined,
        orderValue: amount,
      }),
    );
  });
  it.each([null, true, [1], { a: '1' }])('refuses the amount %j', (amount) =>
    refuses(PLACE, order({ amount })),
  );

  it('keeps every digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.nat({ max: 12 }), (units, scale) => {
        const digits = String(units).padStart(scale + 1, '0');
        const amount = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
        expect(place({ amount }).quantity).toEqual({ units, scale });
      }),
    );
  });

  it.each([
    ['a list', PLACE, [order()]],
    ['an object', BATCH, order()],
    ['no order', BATCH, []],
    ['11 orders', BATCH, Array.from({ length: 11 }, () => order())],
    ['a list in the list', BATCH, [[order()]]],
    ['null', BATCH, [null]],
    ['an unknown parameter in one', BATCH, [order(), order({ lever: '5' })]],
    ['no body', PLACE, undefined],
  ])('is refused as %s', (_, path, body) => refuses(path, body));

  it('is refused with a query beside it', () => {
    const parsed = htx.parse(request('POST', PLACE, { body: order(), query: `${SIGNED}&amount=9` }));
    expect(() => htx.describe(parsed, htx.classify(parsed), new Set([SPOT]))).toThrow(Refusal);
  });
});

describe('an order that waits for a price on HTX', () => {
  const market = { orderType: 'market', orderPrice: undefined };
  const buy = { ...market, orderSide: 'buy', orderSize: undefined, orderValue: '50' };
  it.each([
    [
      {},
      {
        type: 'stop-limit',
        price: { units: 89n },
        trigger: { units: 90n },
        kind: 'algo',
        clientOrderId: 'a1',
      },
    ],
    [{ timeInForce: 'boc' }, { type: 'stop-limit', timeInForce: null }],
    [{ timeInForce: 'fok' }, { timeInForce: 'FOK' }],
    [market, { type: 'stop-market', price: null, quantity: { units: 25n } }],
    [buy, { type: 'stop-market', quantity: null, quoteQuantity: { units: 50n } }],
    [
      { ...market, trailingRate: '0.01' },
      { type: 'trailing-stop', trigger: { units: 90n } },
    ],
  ])('%j', (changes, expected) => expect(judge(ALGO, algo(changes)).orders).toMatchObject([expected]));

  it.each([
    ['no client id', { clientOrderId: undefined }],
    ['an empty client id', { clientOrderId: '' }],
    ['no stop price', { stopPrice: undefined }],
    ['no price', { orderPrice: undefined }],
    ['a price at market', { orderType: 'market' }],
    ['a market buy sized in base currency', { ...buy, orderSize: '1' }],
    ['a market buy without its value', { ...buy, orderValue: undefined }],
    ['a limit order sized in quote currency', { orderValue: '50' }],
    ['a trailing limit order', { trailingRate: '0.01' }],
    ['a strange trailing rate', { ...market, trailingRate: '1' }],
    ['an unknown side', { orderSide: 'SELL' }],
    ['an unknown type', { orderType: 'stop' }],
    ['an unknown time in force', { timeInForce: 'gtx' }],
    ['a market order that rests', { ...market, timeInForce: 'gtc' }],
    ['an unknown parameter', { source: 'spot-api' }],
  ])('is refused with %s', (_, changes) => refuses(ALGO, algo(changes)));
});

describe('cancelling on HTX', () => {
  it('goes by ids alone, so that no symbol is known', () => {
    expect(judge('v1/order/orders/12/submitcancel', { symbol: 'btcusdt' }).cancels).toEqual([
      { symbol: null, order: byExchange('12') },
    ]);
    expect(judge('v1/order/orders/12/submitcancel', undefined).cancels).toHaveLength(1);
    expect(judge('v1/order/orders/batchcancel', { 'order-ids': ['1', 2] }).cancels).toEqual([
      { symbol: null, order: byExchange('1') },
      { symbol: null, order: byExchange('2') },
    ]);
    expect(judge('v2/algo-orders/cancellation', { clientOrderIds: ['a'] }).cancels).toEqual([
      { symbol: null, order: byClient('a', 'algo') },
    ]);
  });

  it('of everything names each symbol, or none', () => {
    const path = 'v1/order/orders/batchCancelOpenOrders';
    expect(judge(path, { 'account-id': SPOT, symbol: 'btcusdt,ethusdt', side: 'buy' }).cancels).toEqual([
      { symbol: 'btcusdt', order: null },
      { symbol: 'ethusdt', order: null },
    ]);
    expect(judge(path, { 'account-id': SPOT }).cancels).toEqual([{ symbol: null, order: null }]);
    expect(judge('v2/algo-orders/cancel-all-after', { timeout: 0 }).cancels).toEqual([
      { symbol: null, order: null },
    ]);
    expect(() => judge(path, { 'account-id': MARGIN })).toThrow(
      expect.objectContaining({ reason: 'forbidden', rule: 'product' }),
    );
  });

  it.each([
    ['v1/order/orders/0/submitcancel', {}],
    ['v1/order/orders/abc/submitcancel', {}],
    ['v1/order/orders/12/submitcancel', { 'order-id': '13' }],
    ['v1/order/orders/12/submitcancel', { symbol: 'BTC' }],
    ['v1/order/orders/12/submitcancel', ['12']],
    ['v1/order/orders/submitCancelClientOrder', {}],
    ['v1/order/orders/submitCancelClientOrder', { 'client-order-id': '' }],
    ['v1/order/orders/submitCancelClientOrder', { 'client-order-id': ['a'] }],
    ['v1/order/orders/batchcancel', {}],
    ['v1/order/orders/batchcancel', { 'order-ids': [] }],
    ['v1/order/orders/batchcancel', { 'order-ids': '1' }],
    ['v1/order/orders/batchcancel', { 'order-ids': ['1'], 'client-order-ids': ['a'] }],
    ['v1/order/orders/batchcancel', { 'order-ids': ['1', '1e3'] }],
    ['v1/order/orders/batchcancel', { 'order-ids': [['1']] }],
    ['v1/order/orders/batchcancel', { 'order-ids': Array.from({ length: 51 }, () => '1') }],
    ['v1/order/orders/batchCancelOpenOrders', {}],
    ['v1/order/orders/batchCancelOpenOrders', { symbol: 'btcusdt' }],
    ['v1/order/orders/batchCancelOpenOrders', { 'account-id': SPOT, symbol: 'btcusdt,' }],
    ['v1/order/orders/batchCancelOpenOrders', { 'account-id': SPOT, symbol: '' }],
    [
      'v1/order/orders/batchCancelOpenOrders',
      { 'account-id': SPOT, symbol: Array(11).fill('btcusdt').join() },
    ],
    ['v1/order/orders/batchCancelOpenOrders', { 'account-id': SPOT, side: 'both' }],
    ['v2/algo-orders/cancellation', { clientOrderIds: [] }],
    ['v2/algo-orders/cancellation', { clientOrderIds: ['a b'] }],
    ['v2/algo-orders/cancel-all-after', {}],
    ['v2/algo-orders/cancel-all-after', { timeout: 'soon' }],
    ['v2/algo-orders/cancel-all-after', { timeout: -1 }],
  ])('refuses %s %j', (path, body) => refuses(path, body));
});
