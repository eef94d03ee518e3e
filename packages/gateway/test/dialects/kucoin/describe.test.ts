import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { del, described, order, post } from './requests.ts';

const ORDERS = ['v1/hf/orders', 'v1/hf/orders/sync', 'v1/hf/orders/test', 'v1/orders', 'v1/orders/test'];
const BATCHES = ['v1/hf/orders/multi', 'v1/hf/orders/multi/sync', 'v1/orders/multi'];

const place = (changes: Readonly<Record<string, unknown>>, name = 'v1/hf/orders') =>
  described(post(name, order(changes)));
const first = (changes: Readonly<Record<string, unknown>>) => place(changes).orders[0];
const refuses = (inbound: Parameters<typeof described>[0]) =>
  expect(() => described(inbound)).toThrow(Refusal);

describe('the product of an order on KuCoin', () => {
  it.each([
    [{}, 'spot'],
    [{ tradeType: 'TRADE' }, 'spot'],
    [{ tradeType: 'MARGIN_TRADE' }, 'margin'],
    [{ tradeType: 'MARGIN_ISOLATED_TRADE' }, 'margin'],
  ])('%j is %s, whichever endpoint', (changes, product) => {
    for (const name of ORDERS) expect(place(changes, name).orders[0].product, name).toBe(product);
    expect(place({ ...changes, stopPrice: '90' }, 'v1/stop-order').orders[0].product).toBe(product);
  });

  it.each([
    { tradeType: '' },
    { tradeType: 'trade' },
    { tradeType: 'SPOT' },
    { tradeType: ['TRADE'] },
    { tradeType: null },
    { autoBorrow: true },
    { autoRepay: true },
    { isIsolated: true },
    { marginMode: 'cross' },
    { marginModel: 'cross' },
    { leverage: '5' },
    { tradetype: 'MARGIN_TRADE' },
    { reduceOnly: true },
  ])('is refused with %j, whichever endpoint', (changes) => {
    for (const name of ORDERS) refuses(post(name, order(changes)));
    refuses(post('v1/stop-order', order({ ...changes, stopPrice: '90' })));
    for (const name of BATCHES) refuses(post(name, { orderList: [order(), order(changes)] }));
  });

  it.each([
    'btc-usdt',
    'BTCUSDT',
    'BTC/USDT',
    'BTC-USDT ',
    'BTC--USDT',
    '-USDT',
    '',
    'XBTUSDTM',
    'BTC-USDT,ETH-USDT',
    'ВТС-USDT',
  ])('is refused for the market "%s"', (symbol) => {
    refuses(post('v1/hf/orders', order({ symbol })));
    refuses(post('v1/hf/orders/alter', { symbol, orderId: '1', newSize: '1' }));
  });
});

describe('the unit of an order on KuCoin', () => {
  const market = { type: 'market', price: undefined };

  it.each([
    [
      'a limit order counts in base currency',
      {},
      { quantity: { units: 25n, scale: 2 }, quoteQuantity: null },
    ],
    ['a market order by size', market, { quantity: { units: 25n, scale: 2 }, quoteQuantity: null }],
    [
      'a market order by funds, in either direction',
      { ...market, side: 'sell', size: undefined, funds: '50' },
      { quantity: null, quoteQuantity: { units: 50n, scale: 0 } },
    ],
  ])('%s', (_, changes, size) => expect(first(changes)).toMatchObject(size));

  it.each([
    { funds: '50' },
    { size: undefined, funds: '50' },
    { ...market, funds: '50' },
    { ...market, size: undefined },
    { size: undefined },
  ])('%j is refused', (changes) => refuses(post('v1/hf/orders', order(changes))));

  const nasty = [
    '1e5',
    '1E-3',
    '-1',
    '+1',
    'NaN',
    'Infinity',
    '0x10',
    '.5',
    '5.',
    '1,000',
    '١٢٣',
    '',
    '0',
    '0.0',
    ' 1',
  ];

  it.each(nasty)('refuses the amount "%s" wherever one stands', (amount) => {
    for (const name of ORDERS) {
      refuses(post(name, order({ size: amount })));
      refuses(post(name, order({ price: amount })));
      refuses(post(name, order({ ...market, size: undefined, funds: amount })));
      refuses(post(name, order({ iceberg: true, visibleSize: amount })));
    }
    for (const name of BATCHES) refuses(post(name, { orderList: [order(), order({ size: amount })] }));
    refuses(post('v1/stop-order', order({ stopPrice: amount })));
    const pair = { ...order({ type: undefined }), stopPrice: '90', limitPrice: '89' };
    for (const part of ['size', 'price', 'stopPrice', 'limitPrice'])
      refuses(post('v3/oco/order', { ...pair, [part]: amount }));
    refuses(post('v1/hf/orders/alter', { symbol: 'BTC-USDT', orderId: '1', newSize: amount }));
    refuses(post('v1/hf/orders/alter', { symbol: 'BTC-USDT', orderId: '1', newPrice: amount }));
  });

  it.each(['1e5', '-1', '0', '1E400'])('refuses the JSON number %s', (size) =>
    refuses(post('v1/hf/orders', JSON.stringify(order({ size: 7777 })).replace('7777', size))),
  );

  it.each([null, true, [1], { a: '1' }])('refuses the size %j', (size) =>
    refuses(post('v1/hf/orders', order({ size }))),
  );

  it('keeps every digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.nat({ max: 12 }), (units, scale) => {
        const digits = String(units).padStart(scale + 1, '0');
        const size = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
        expect(first({ size }).quantity).toEqual({ units, scale });
      }),
    );
  });
});

describe('an order on KuCoin', () => {
  const market = { type: 'market', price: undefined };
  it.each([
    ['no price', { price: undefined }],
    ['a price for a market order', { type: 'market' }],
    ['a time for a market order', { ...market, timeInForce: 'IOC' }],
    ['a hidden market order', { ...market, hidden: true }],
    ['no type, although the older documentation has a default', { type: undefined }],
    ['an unknown type', { type: 'limit_stop' }],
    ['a type in capitals', { type: 'LIMIT' }],
    ['no side', { side: undefined }],
    ['an unknown side', { side: 'BUY' }],
    ['an unknown time in force', { timeInForce: 'RPI' }],
    ['post-only with IOC, which KuCoin ignores', { postOnly: true, timeInForce: 'IOC' }],
    ['post-only with FOK, which KuCoin ignores', { postOnly: true, timeInForce: 'FOK' }],
    ['post-only that is neither', { postOnly: 'yes' }],
    ['post-only as a number', { postOnly: 1 }],
    ['seconds without GTT', { cancelAfter: 60 }],
    ['seconds that are none', { timeInForce: 'GTT', cancelAfter: 'soon' }],
    ['an unknown self-trade mode', { stp: 'XX' }],
    ['a time of the client’s own', { clientTimestamp: 1_760_000_000_123, allowMaxTimeWindow: 60_000 }],
    ['a stop on the endpoint of orders that are placed at once', { stop: 'loss', stopPrice: '90' }],
    ['a client id of strange letters', { clientOid: 'a b' }],
    ['a long client id', { clientOid: 'a'.repeat(41) }],
    ['an empty client id', { clientOid: '' }],
    ['a long remark', { remark: 'a'.repeat(101) }],
    ['a remark that isn’t ASCII', { remark: 'é' }],
    ['an unknown parameter', { newest: '1' }],
  ])('is refused with %s', (_, changes) => {
    for (const name of ORDERS) refuses(post(name, order(changes)));
  });

  it('is refused as a list, and without a body', () => {
    refuses(post('v1/hf/orders', [order()]));
    refuses(post('v1/hf/orders', ''));
  });

  it('that is only a test is one', () =>
    expect(place({}, 'v1/hf/orders/test').orders[0].action).toBe('test'));

  it('for no time limit says −1', () => expect(first({ cancelAfter: -1 }).type).toBe('limit'));
});

describe('a batch on KuCoin', () => {
  const list = (...orderList: unknown[]) => ({ orderList });

  it.each(BATCHES)('of %s is each of its orders', (name) => {
    const { orders } = described(
      post(name, { symbol: 'BTC-USDT', orderList: [order(), order({ size: '9', clientOid: 'b' })] }),
    );
    expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual(['bot-7', 'b']);
    expect(orders[0]).toEqual(place({}).orders[0]);
  });

  it.each([
    ['one bad order', list(order(), order({ size: '1e9' }))],
    ['an unknown parameter in one order', list(order(), order({ lever: '5' }))],
    ['a stop in one order', list(order(), order({ stop: 'loss', stopPrice: '1' }))],
    ['a market order', list(order({ type: 'market', price: undefined }))],
    ['two markets', list(order(), order({ symbol: 'ETH-USDT' }))],
    ['another market beside the list', { symbol: 'ETH-USDT', ...list(order()) }],
    ['no market in an order', { symbol: 'BTC-USDT', ...list(order({ symbol: undefined })) }],
    ['a market that is a list', { symbol: ['BTC-USDT'], ...list(order()) }],
    ['an order’s parameter beside the list', { size: '9', ...list(order()) }],
    ['margin beside the list', { tradeType: 'MARGIN_TRADE', ...list(order()) }],
    ['a list in the list', list([order()])],
    ['null', list(null)],
    ['no order', list()],
    ['no list', {}],
    ['6 orders', list(...Array.from({ length: 6 }, () => order()))],
  ])('is refused with %s', (_, body) => {
    for (const name of BATCHES) refuses(post(name, body));
  });

  it('tells a bare list from an object with one', () => {
    for (const name of BATCHES) refuses(post(name, [order()]));
  });
});

describe('stop orders and pairs on KuCoin', () => {
  it('are counted apart from orders', () => {
    const [stop] = described(post('v1/stop-order', order({ stopPrice: '110', stop: 'entry' }))).orders;
    expect(stop).toMatchObject({
      type: 'stop-limit',
      trigger: { units: 110n },
      price: { units: 100n },
      kind: 'algo',
    });
    const pair = { ...order({ type: undefined, side: 'sell' }), stopPrice: '90', limitPrice: '89' };
    expect(described(post('v3/oco/order', pair)).orders).toMatchObject([
      { type: 'limit', price: { units: 100n }, trigger: null, kind: 'list', clientOrderId: 'bot-7' },
      { type: 'stop-limit', price: { units: 89n }, trigger: { units: 90n }, kind: 'list' },
    ]);
  });

  it.each([
    ['no trigger', 'v1/stop-order', order()],
    ['an unknown direction', 'v1/stop-order', order({ stopPrice: '1', stop: 'up' })],
    ['no limit behind the trigger', 'v3/oco/order', order({ type: undefined, stopPrice: '1' })],
    ['a type', 'v3/oco/order', order({ stopPrice: '1', limitPrice: '1' })],
    ['funds', 'v3/oco/order', order({ type: undefined, funds: '1', stopPrice: '1', limitPrice: '1' })],
  ])('are refused with %s', (_, name, body) => refuses(post(name, body)));
});

describe('changing and cancelling on KuCoin', () => {
  const amend = { symbol: 'BTC-USDT', orderId: '1' };

  it('shows how an amendment grows an order, and that it cancels it', () =>
    expect(described(post('v1/hf/orders/alter', { ...amend, newSize: '100000' }))).toMatchObject({
      orders: [
        { action: 'amend', symbol: 'BTC-USDT', amends: byExchange('1'), quantity: { units: 100000n } },
      ],
      cancels: [{ symbol: 'BTC-USDT', order: byExchange('1') }],
    }));

  it.each([
    { ...amend, clientOid: 'a', newSize: '1' },
    { symbol: 'BTC-USDT', newSize: '1' },
    { orderId: '1', newSize: '1' },
    amend,
    { ...amend, newPrice: '1', tradeType: 'MARGIN_TRADE' },
    { ...amend, orderId: 'cancelAll', newSize: '1' },
    { ...amend, orderId: '', newSize: '1' },
  ])('refuses the amendment %j', (body) => refuses(post('v1/hf/orders/alter', body)));

  it.each([
    ['v1/hf/orders/123', 'symbol=BTC-USDT', [{ symbol: 'BTC-USDT', order: byExchange('123') }]],
    ['v1/hf/orders/sync/123', 'symbol=BTC-USDT', [{ symbol: 'BTC-USDT', order: byExchange('123') }]],
    [
      'v1/hf/orders/sync/client-order/bot-7',
      'symbol=BTC-USDT',
      [{ symbol: 'BTC-USDT', order: byClient('bot-7') }],
    ],
    ['v1/orders/123', '', [{ symbol: null, order: byExchange('123') }]],
    ['v1/orders', 'symbol=BTC-USDT&tradeType=TRADE', [{ symbol: 'BTC-USDT', order: null }]],
    ['v1/orders', '', [{ symbol: null, order: null }]],
    ['v1/stop-order/vs1', '', [{ symbol: null, order: byExchange('vs1', 'algo') }]],
    ['v1/stop-order/cancel', '', [{ symbol: null, order: null }]],
    ['v1/stop-order/cancel', 'orderIds=vs1', [{ symbol: null, order: byExchange('vs1', 'algo') }]],
    ['v3/oco/client-order/bot-7', '', [{ symbol: null, order: byClient('bot-7', 'list') }]],
    ['v3/oco/orders', 'symbol=BTC-USDT', [{ symbol: 'BTC-USDT', order: null }]],
    [
      'v3/oco/orders',
      'orderIds=6a&symbol=BTC-USDT',
      [{ symbol: 'BTC-USDT', order: byExchange('6a', 'list') }],
    ],
    ['v1/hf/orders/cancelAll', '', [{ symbol: null, order: null }]],
  ])('DELETE %s?%s', (name, query, cancels) =>
    expect(described(del(name, query))).toEqual({ orders: [], cancels }),
  );

  it.each([
    ['v1/hf/orders/123', ''],
    ['v1/hf/orders/123', 'symbol=btc-usdt'],
    ['v1/hf/orders/123', 'symbol=BTC-USDT&tradeType=TRADE'],
    // Words of KuCoin's paths in another case would be ids to this table, and perhaps not to KuCoin.
    ['v1/hf/orders/cancelall', 'symbol=BTC-USDT'],
    ['v1/hf/orders/CANCELALL', 'symbol=BTC-USDT'],
    ['v1/orders/multi-cancel', ''],
    ['v1/orders/all', ''],
    ['v1/stop-order/CANCEL', ''],
    ['v1/hf/orders/1.2', 'symbol=BTC-USDT'],
    ['v1/hf/orders', ''],
    ['v1/hf/orders/cancelAll', 'symbol=BTC-USDT'],
    ['v1/hf/orders/cancel/123', 'symbol=BTC-USDT'],
    ['v1/hf/orders/cancel/123', 'symbol=BTC-USDT&cancelSize=-1'],
    ['v1/orders', 'tradeType=MARGIN_TRADE'],
    ['v1/orders', 'tradeType='],
    ['v1/stop-order/cancel', 'tradeType=MARGIN_ISOLATED_TRADE'],
    ['v1/stop-order/cancel', 'orderIds='],
    ['v1/stop-order/cancel', 'orderIds=vs1,'],
    ['v1/stop-order/cancel', 'orderIds=vs1,*'],
    ['v1/stop-order/cancelOrderByClientOid', ''],
    ['v3/oco/orders', 'orderIds=all&symbol=BTC-USDT'],
    // Without a market KuCoin might cancel all pairs.
    ['v3/oco/orders', 'orderIds=6a'],
    ['v3/oco/orders', 'tradeType=TRADE'],
  ])('refuses DELETE %s?%s', (name, query) => refuses(del(name, query)));

  it.each([
    { timeout: 0 },
    { timeout: '' },
    {},
    { timeout: 5, symbols: 'BTC' },
    { timeout: 5, symbols: 'BTC-USDT,' },
    { timeout: 1.5 },
  ])('refuses the deadline %j', (body) => refuses(post('v1/hf/orders/dead-cancel-all', body)));

  it('counts a deadline for all markets as cancelling all', () =>
    expect(described(post('v1/hf/orders/dead-cancel-all', { timeout: 5 })).cancels).toEqual([
      { symbol: null, order: null },
    ]));
});
