import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order } from './requests.ts';

const place = (changes: Readonly<Record<string, unknown>>) =>
  judge('POST', 'orders', { body: order(changes) }).orders[0];
const refuses = (method: string, name: string, parts: Parameters<typeof judge>[2]) =>
  expect(() => judge(method, name, parts)).toThrow(Refusal);
const trigger = (
  put: Readonly<Record<string, unknown>> = {},
  on: Readonly<Record<string, unknown>> = {},
  top: Readonly<Record<string, unknown>> = {},
) => ({
  trigger: { price: '90', rule: '<=', expiration: 86400, ...on },
  put: { type: 'limit', side: 'sell', price: '89', amount: '0.25', account: 'normal', ...put },
  market: 'BTC_USDT',
  ...top,
});

describe('the product of an order on Gate', () => {
  it.each([
    [{}, 'spot'],
    [{ account: 'margin' }, 'margin'],
    [{ account: 'cross_margin' }, 'margin'],
    [{ account: 'unified' }, 'margin'],
    [{ auto_borrow: true }, 'margin'],
    [{ auto_repay: true }, 'margin'],
    [{ auto_borrow: false, auto_repay: false }, 'spot'],
    [{ auto_borrow: false, auto_repay: true }, 'margin'],
  ])('%j is %s', (changes, product) => expect(place(changes).product).toBe(product));

  it.each([
    // A user of a unified account trades with that.
    { account: undefined },
    { account: '' },
    { account: 'SPOT' },
    { account: 'spot ' },
    { account: 'normal' },
    { account: 'futures' },
    { account: null },
    { account: ['spot'] },
    // A lenient reader takes any text for true.
    { auto_borrow: 'false' },
    { auto_borrow: 'true' },
    { auto_borrow: 0 },
    { auto_borrow: 1 },
    { auto_borrow: null },
    { auto_repay: '' },
    // Some readers of JSON take names in any case.
    { Account: 'margin' },
    { ACCOUNT: 'margin' },
    { Auto_Borrow: true },
  ])('is refused with %j', (changes) => refuses('POST', 'orders', { body: order(changes) }));

  it.each([
    [{}, 'spot'],
    [{ account: undefined }, 'spot'],
    [{ account: 'margin' }, 'margin'],
    [{ account: 'unified' }, 'margin'],
    [{ auto_borrow: true }, 'margin'],
    [{ auto_repay: true }, 'margin'],
  ])('that waits for a price: %j is %s', (put, product) =>
    expect(judge('POST', 'price_orders', { body: trigger(put) }).orders[0].product).toBe(product),
  );
  it.each([{ account: 'spot' }, { account: 'Normal' }, { auto_borrow: 'false' }, { auto_repay: 1 }])(
    'that waits for a price is refused with %j',
    (put) => refuses('POST', 'price_orders', { body: trigger(put) }),
  );

  it.each([
    'btc_usdt',
    'BTCUSDT',
    'BTC-USDT',
    'BTC_USDT_20260327',
    'BTC_',
    '_USDT',
    '',
    'BTC_USDT ',
    'ВТС_USDT',
  ])('is refused for the market "%s"', (currency_pair) => {
    refuses('POST', 'orders', { body: order({ currency_pair }) });
    refuses('POST', 'price_orders', { body: trigger({}, {}, { market: currency_pair }) });
    refuses('DELETE', 'orders/1', { query: `currency_pair=${encodeURIComponent(currency_pair)}` });
  });
});

describe('the unit of an order on Gate', () => {
  const market = { type: 'market', price: undefined };
  const base = { quantity: { units: 25n, scale: 2 }, quoteQuantity: null };
  const quote = { quantity: null, quoteQuantity: { units: 25n, scale: 2 } };
  it.each([
    ['a limit buy counts in base currency', {}, base],
    ['a limit sell counts in base currency', { side: 'sell' }, base],
    ['a market buy counts in quote currency', market, quote],
    ['a market sell counts in base currency', { ...market, side: 'sell' }, base],
    ['without a type it is a limit order', { type: undefined }, { ...base, type: 'limit' }],
  ])('%s', (_, changes, size) => expect(place(changes)).toMatchObject(size));

  const nasty = ['1e5', '1E-3', '-1', '+1', 'NaN', '0x10', '.5', '5.', '1,000', '١٢٣', '', '0', '0.0', ' 1'];
  it.each(nasty)('refuses the amount "%s" wherever one stands', (amount) => {
    refuses('POST', 'orders', { body: order({ amount }) });
    refuses('POST', 'orders', { body: order({ price: amount }) });
    refuses('POST', 'batch_orders', { body: [order(), order({ amount, text: 't-2' })] });
    refuses('POST', 'price_orders', { body: trigger({ amount }) });
    refuses('POST', 'price_orders', { body: trigger({ price: amount }) });
    refuses('POST', 'price_orders', { body: trigger({}, { price: amount }) });
    refuses('PATCH', 'orders/1', { body: { currency_pair: 'BTC_USDT', amount } });
    refuses('POST', 'amend_batch_orders', {
      body: [{ order_id: '1', currency_pair: 'BTC_USDT', price: amount }],
    });
  });
  it.each([null, true, [1], { a: '1' }])('refuses the amount %j', (amount) =>
    refuses('POST', 'orders', { body: order({ amount }) }),
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
});

describe('an order on Gate', () => {
  it.each([
    ['gtc', 'limit', null],
    ['ioc', 'limit', 'IOC'],
    ['fok', 'limit', 'FOK'],
    ['poc', 'post-only', null],
  ])('with time_in_force %s', (time_in_force, type, timeInForce) =>
    expect(place({ time_in_force })).toMatchObject({ type, timeInForce }),
  );

  it.each([
    ['stop_loss', { stop_loss: { trigger_price: '90', order_price: '89' } }],
    ['an empty stop_profit', { stop_profit: {} }],
    ['a stop_profit of null', { stop_profit: null }],
  ])('is refused with %s: it places another order later', (_, changes) => {
    for (const [method, name, body] of [
      ['POST', 'orders', order(changes)],
      ['POST', 'batch_orders', [order(changes)]],
      ['PATCH', 'orders/1', { currency_pair: 'BTC_USDT', amount: '1', ...changes }],
      ['POST', 'amend_batch_orders', [{ order_id: '1', currency_pair: 'BTC_USDT', amount: '1', ...changes }]],
    ] as const)
      expect(() => judge(method, name, { body })).toThrow(
        expect.objectContaining({ rule: 'attached orders' }),
      );
  });

  it.each([
    ['no price', { price: undefined }],
    ['a price for a market order', { type: 'market' }],
    ['an unknown type', { type: 'stop' }],
    ['an unknown side', { side: 'BUY' }],
    ['no side', { side: undefined }],
    ['no amount', { amount: undefined }],
    ['an unknown time in force', { time_in_force: 'GTC' }],
    ['a market order that rests', { type: 'market', price: undefined, time_in_force: 'gtc' }],
    ['a market order that only rests', { type: 'market', price: undefined, time_in_force: 'poc' }],
    ['a hidden order', { iceberg: '-1' }],
    ['an iceberg at market', { type: 'market', price: undefined, iceberg: '1' }],
    ['slippage of a limit order', { slippage: '0.03' }],
    ['a text without its beginning', { text: 'bot7' }],
    ['a text that Gate keeps for itself', { text: 'apiv4' }],
    ['a long text', { text: `t-${'a'.repeat(29)}` }],
    ['a text of strange letters', { text: 't-a b' }],
    ['an unknown action mode', { action_mode: 'NONE' }],
    ['an unknown self-trade action', { stp_act: 'no' }],
    ['an unknown parameter', { leverage: '5' }],
    ['ccxt’s own word, which it leaves in batches only', { textIsRequired: true }],
  ])('is refused with %s', (_, changes) => refuses('POST', 'orders', { body: order(changes) }));

  it('is refused as a list, without a body, and with a query beside it', () => {
    refuses('POST', 'orders', { body: [order()] });
    refuses('POST', 'orders', {});
    refuses('POST', 'orders', { body: order(), query: 'account=margin' });
    refuses('POST', 'orders', { body: order(), query: 'account=spot' });
  });
});

describe('a batch on Gate', () => {
  const other = (changes: Readonly<Record<string, unknown>> = {}) => order({ text: 't-other', ...changes });
  it('describes every order', () => {
    const { orders } = judge('POST', 'batch_orders', { body: [order(), other({ account: 'margin' })] });
    expect(orders.map(({ product, clientOrderId }) => [product, clientOrderId])).toEqual([
      ['spot', 't-bot7'],
      ['margin', 't-other'],
    ]);
  });
  it.each([
    ['one bad order', [order(), other({ amount: '1e9' })]],
    ['an order without a text', [order(), other({ text: undefined })]],
    ['a text twice', [order(), order({ currency_pair: 'ETH_USDT' })]],
    ['an unknown parameter in one', [order(), other({ lever: '5' })]],
    ['a list in the list', [[order()]]],
    ['null', [null]],
    ['no order', []],
    ['41 orders', Array.from({ length: 41 }, (_, i) => order({ text: `t-${i}` }))],
    ['an object', order()],
  ])('is refused with %s', (_, body) => refuses('POST', 'batch_orders', { body }));
});

describe('an order that waits for a price on Gate', () => {
  it('is a stop with its limit, or at market', () => {
    expect(judge('POST', 'price_orders', { body: trigger() }).orders).toMatchObject([
      { type: 'stop-limit', trigger: { units: 90n }, price: { units: 89n }, kind: 'algo', side: 'sell' },
    ]);
    expect(judge('POST', 'price_orders', { body: trigger({ type: 'market' }) }).orders).toMatchObject([
      { type: 'stop-market', price: null, quantity: { units: 25n, scale: 2 } },
    ]);
  });
  it.each([
    ['a buy at market, whose unit is not certain', trigger({ type: 'market', side: 'buy' })],
    ['an unknown rule', trigger({}, { rule: '=' })],
    ['no rule', trigger({}, { rule: undefined })],
    ['no trigger price', trigger({}, { price: undefined })],
    ['a strange expiration', trigger({}, { expiration: '-1' })],
    ['an unknown parameter of the trigger', trigger({}, { text: 't-1' })],
    ['an unknown parameter of the order', trigger({ stop_loss: {} })],
    ['an unknown parameter beside them', trigger({}, {}, { id: 1 })],
    ['a text that names nobody', trigger({ text: 't-1' })],
    ['no price', trigger({ price: undefined })],
    ['no market', trigger({}, {}, { market: undefined })],
    ['a list for a market', trigger({}, {}, { market: ['BTC_USDT'] })],
    ['a list for an order', trigger({}, {}, { put: [] })],
    ['no trigger', trigger({}, {}, { trigger: null })],
    ['a nested amount', trigger({ amount: { a: '1' } })],
  ])('is refused with %s', (_, body) => refuses('POST', 'price_orders', { body }));
});

describe('changing and cancelling on Gate', () => {
  const amend = { currency_pair: 'BTC_USDT', account: 'spot', amount: '100000' };
  it('shows how an amendment grows an order', () =>
    expect(judge('PATCH', 'orders/12', { body: amend }).orders[0]).toMatchObject({
      action: 'amend',
      symbol: 'BTC_USDT',
      amends: byExchange('12'),
      quantity: { units: 100000n },
      product: 'spot',
    }));
  it('knows a client’s id in the path', () =>
    expect(judge('PATCH', 'orders/t-bot7', { body: amend }).orders[0].amends).toEqual(byClient('t-bot7')));
  it('takes market and account from the query, and everything from both where they agree', () => {
    const body = { amount: '100000' };
    const query = 'currency_pair=BTC_USDT&account=unified';
    expect(judge('PATCH', 'orders/12', { body, query }).orders[0].product).toBe('margin');
    const both = 'account=spot&amount=100000&currency_pair=BTC_USDT';
    expect(judge('PATCH', 'orders/12', { body: amend, query: both }).orders[0].product).toBe('spot');
  });
  it.each([
    ['another amount in the query', amend, 'amount=1'],
    ['another spelling of the amount', amend, 'amount=100000.0'],
    ['another market in the query', amend, 'currency_pair=ETH_USDT'],
    ['another account in the query', amend, 'account=margin'],
    ['an amount in the query only', { currency_pair: 'BTC_USDT' }, 'amount=100000'],
    ['a price in the query only', amend, 'price=1'],
    ['an object against a text', { ...amend, currency_pair: { a: 'BTC_USDT' } }, 'currency_pair=BTC_USDT'],
    ['an unknown parameter in the query', amend, 'order_id=7'],
  ])('is refused with %s', (_, body, query) => refuses('PATCH', 'orders/12', { body, query }));

  it.each([
    ['PATCH', 'orders/12', { body: { amount: '1' } }],
    ['PATCH', 'orders/abc', { body: amend }],
    ['PATCH', 'orders/-1', { body: amend }],
    ['PATCH', 'orders/12', { body: [amend] }],
    ['PATCH', 'orders/12', {}],
    ['PATCH', 'orders/12', { body: { ...amend, order_id: '13' } }],
    ['POST', 'amend_batch_orders', { body: [{ ...amend }] }],
    ['POST', 'amend_batch_orders', { body: Array.from({ length: 6 }, () => ({ ...amend, order_id: '1' })) }],
    ['DELETE', 'orders/12', {}],
    ['DELETE', 'orders/abc', { query: 'currency_pair=BTC_USDT' }],
    ['DELETE', 'orders/12', { query: 'currency_pair=BTC_USDT&account=futures' }],
    ['DELETE', 'orders/12', { query: 'currency_pair=BTC_USDT&id=13' }],
    ['DELETE', 'orders', { query: 'currency_pair=BTC_USDT' }],
    ['DELETE', 'orders', { query: 'account=normal' }],
    ['DELETE', 'orders', { query: 'account=spot&side=both' }],
    ['DELETE', 'price_orders', { query: 'market=BTC_USDT' }],
    ['DELETE', 'price_orders', { query: 'market=BTC_USDT&account=spot' }],
    ['DELETE', 'price_orders/t-bot7', {}],
    ['DELETE', 'price_orders/12', { query: 'account=normal' }],
    ['POST', 'cancel_batch_orders', { body: [] }],
    ['POST', 'cancel_batch_orders', { body: [{ id: '1' }] }],
    ['POST', 'cancel_batch_orders', { body: [{ currency_pair: 'BTC_USDT', id: '' }] }],
    [
      'POST',
      'cancel_batch_orders',
      { body: Array.from({ length: 21 }, () => ({ currency_pair: 'BTC_USDT', id: '1' })) },
    ],
    ['POST', 'countdown_cancel_all', { body: { timeout: 'soon' } }],
    ['POST', 'countdown_cancel_all', { body: {} }],
    ['POST', 'countdown_cancel_all', { body: { timeout: -1 } }],
  ] as const)('refuses %s %s %j', (method, name, parts) => refuses(method, name, parts));

  it.each(['margin', 'cross_margin', 'unified'])('refuses to cancel orders of the account %s', (account) => {
    const forbidden = expect.objectContaining({ reason: 'forbidden', rule: 'product' });
    const query = `currency_pair=BTC_USDT&account=${account}`;
    expect(() => judge('DELETE', 'orders/12', { query })).toThrow(forbidden);
    expect(() => judge('DELETE', 'orders', { query })).toThrow(forbidden);
    const body = [{ currency_pair: 'BTC_USDT', id: '12', account }];
    expect(() => judge('POST', 'cancel_batch_orders', { body })).toThrow(forbidden);
  });

  it('cancelling everything is told as that', () => {
    const everything = [{ symbol: null, order: null }];
    expect(judge('DELETE', 'orders', { query: 'account=spot' }).cancels).toEqual(everything);
    expect(judge('DELETE', 'price_orders', { query: 'account=normal' }).cancels).toEqual(everything);
    expect(judge('POST', 'countdown_cancel_all', { body: { timeout: 0 } }).cancels).toEqual(everything);
  });
});
