import { describe, expect, it } from 'vitest';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order, type Query } from './requests.ts';

function refuses(endpoint: string, query: Query, rule?: string): void {
  const refusal = rule === undefined ? Refusal : expect.objectContaining({ rule });
  expect(() => judge(endpoint, query)).toThrow(refusal as never);
}

const batch = (...orders: unknown[]) => ({ batchOrders: JSON.stringify(orders) });
const NASTY = [
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
  '0.00',
  ' 1',
  '1 ',
  '1_0',
];

describe('amounts and prices on MEXC', () => {
  it.each(NASTY)('refuses "%s"', (value) => {
    for (const endpoint of ['POST order', 'POST order/test']) {
      refuses(endpoint, order({ quantity: value }));
      refuses(endpoint, order({ price: value }));
    }
    refuses('POST order', order({ type: 'MARKET', side: 'SELL', price: undefined, quantity: value }));
    refuses(
      'POST order',
      order({ type: 'MARKET', price: undefined, quantity: undefined, quoteOrderQty: value }),
    );
    refuses('POST order', order({ type: 'MARKET', price: value, quantity: undefined, quoteOrderQty: '5' }));
    refuses('POST batchOrders', batch(order(), order({ quantity: value })));
    refuses('POST batchOrders', batch(order({ price: value }), order()));
  });

  it.each(['1e5', '-1', '0', '1E400'])('refuses the JSON number %s in a batch', (value) =>
    refuses('POST batchOrders', {
      batchOrders: JSON.stringify([{ ...order(), quantity: 7777 }]).replace('7777', value),
    }),
  );

  it('takes JSON numbers in a batch by their digits', () => {
    const text = `[${JSON.stringify({ ...order(), quantity: 7777 }).replace('7777', '1.10')}]`;
    expect(judge('POST batchOrders', { batchOrders: text }).orders[0].quantity).toEqual({
      units: 110n,
      scale: 2,
    });
  });
});

describe('an order on MEXC', () => {
  it.each([
    ['LIMIT', 'limit', null],
    ['LIMIT_MAKER', 'post-only', null],
    ['IMMEDIATE_OR_CANCEL', 'limit', 'IOC'],
    ['FILL_OR_KILL', 'limit', 'FOK'],
  ])('of the type %s is a %s order', (type, expected, timeInForce) => {
    expect(judge('POST order', order({ type })).orders).toMatchObject([
      { type: expected, timeInForce, price: { units: 100n } },
    ]);
    refuses('POST order', order({ type, price: undefined }));
    refuses('POST order', order({ type, quantity: undefined }));
    refuses('POST order', order({ type, quoteOrderQty: '5' }));
    refuses('POST order', order({ type, quantity: undefined, quoteOrderQty: '5' }));
  });

  it('at the market is sized as it is documented, whatever price stands beside', () => {
    const bought = order({ type: 'MARKET', quantity: undefined, quoteOrderQty: '50' });
    for (const price of [undefined, '1', '1000000'])
      expect(judge('POST order', { ...bought, price }).orders).toMatchObject([
        { side: 'buy', type: 'market', quantity: null, quoteQuantity: { units: 50n }, price: null },
      ]);
    const sold = order({ type: 'MARKET', side: 'SELL', price: undefined });
    expect(judge('POST order', sold).orders).toMatchObject([
      { side: 'sell', type: 'market', quoteQuantity: null },
    ]);
    refuses('POST order', order({ type: 'MARKET', price: undefined }));
    refuses('POST order', { ...bought, quantity: '0.001' });
    refuses('POST order', { ...sold, quoteOrderQty: '50' });
    refuses('POST order', { ...sold, quantity: undefined, quoteOrderQty: '50' });
  });

  it.each([
    'LIMIT_ORDER',
    'limit',
    'Market',
    'STOP_LIMIT',
    'STOP_LOSS',
    'TAKE_PROFIT',
    'OCO',
    '',
    '1',
    'MARKET ',
  ])('is refused of the type "%s"', (type) => refuses('POST order', order({ type })));

  it.each([
    ['another side', order({ side: 'buy' })],
    ['a futures side', order({ side: '1' })],
    ['no side', order({ side: undefined })],
    ['no type', order({ type: undefined })],
    ['no symbol', order({ symbol: undefined })],
    ['a symbol in lower case', order({ symbol: 'btcusdt' })],
    ['a futures symbol', order({ symbol: 'BTC_USDT' })],
    ['two symbols', order({ symbol: 'BTCUSDT,ETHUSDT' })],
    ['a stop price', order({ stopPrice: '90' })],
    ['a time in force', order({ timeInForce: 'IOC' })],
    ['an iceberg', order({ icebergQty: '1' })],
    ['isolated margin', order({ isIsolated: 'TRUE' })],
    ['a side effect', order({ sideEffectType: 'MARGIN_BUY' })],
    ['leverage', order({ leverage: '5' })],
    ['another account', order({ subAccount: 'a' })],
    ['an unknown way not to trade with itself', order({ stpMode: 'transfer' })],
    ['a client id of strange letters', order({ newClientOrderId: 'a b' })],
    ['a client id that is too long', order({ newClientOrderId: 'a'.repeat(33) })],
    ['the batch of another endpoint', { ...order(), ...batch(order({ quantity: '100' })) }],
  ])('is refused with %s', (_, query) => refuses('POST order', query));

  it('of a test is one', () =>
    expect(judge('POST order/test', order()).orders).toMatchObject([
      { action: 'test', quantity: { units: 25n } },
    ]));
});

describe('a batch on MEXC', () => {
  it('is described order by order', () =>
    expect(
      judge('POST batchOrders', batch(order({ newClientOrderId: 'a' }), order({ side: 'SELL' }))).orders,
    ).toMatchObject([
      { action: 'create', side: 'buy', clientOrderId: 'a' },
      { action: 'create', side: 'sell' },
    ]));

  it('takes a client’s id that is a number, as the documentation writes it', () => {
    const text = JSON.stringify([{ ...order(), newClientOrderId: 9588234 }]);
    expect(judge('POST batchOrders', { batchOrders: text }).orders[0].clientOrderId).toBe('9588234');
  });

  const one = JSON.stringify(order());
  it.each([
    ['nothing', ''],
    ['no order', '[]'],
    ['21 orders', JSON.stringify(Array.from({ length: 21 }, () => order()))],
    ['an object', one],
    ['a list in a list', `[[${one}]]`],
    ['null beside an order', `[${one},null]`],
    ['a text beside an order', `[${one},"x"]`],
    ['something behind the list', `[${one}]x`],
    ['two lists', `[${one}][${one}]`],
    ['a comma at the end', `[${one},]`],
    ['a comment', `[${one}/**/]`],
    ['single quotes', `[${one}]`.replaceAll('"', "'")],
    ['names without quotes', '[{symbol:"BTCUSDT"}]'],
    ['a name twice', `[${one.replace('{', '{"quantity":"9",')}]`],
    ['a name twice, one escaped', `[${one.replace('{', '{"quantit\\u0079":"9",')}]`],
    ['a name in another case', `[${one.replace('"quantity"', '"Quantity"')}]`],
    ['a name with an underscore', `[${one.replace('{', '{"quote_order_qty":"9",')}]`],
    ['a type for the reader', `[${one.replace('{', '{"@type":"java.lang.Object",')}]`],
    ['a reference', `[${one},{"$ref":"$[0]"}]`],
    ['a prototype', `[${one.replace('{', '{"__proto__":{},')}]`],
    ['a stop price', JSON.stringify([order({ stopPrice: '90' })])],
    ['a list for a quantity', `[${one.replace('"0.25"', '["0.25"]')}]`],
    ['null for a price', `[${one.replace('"100"', 'null')}]`],
    ['orders of two markets', JSON.stringify([order(), order({ symbol: 'ETHUSDT' })])],
    ['a market buy by quantity', JSON.stringify([order(), order({ type: 'MARKET', price: undefined })])],
  ])('is refused with %s', (_, batchOrders) => refuses('POST batchOrders', { batchOrders }));

  it('is refused beside parameters of one order', () => {
    for (const name of ['symbol', 'quantity', 'side'] as const)
      refuses('POST batchOrders', { ...batch(order()), [name]: order()[name] });
  });
});

describe('cancelling on MEXC', () => {
  it('names the market, and the order by the exchange’s id', () => {
    const id = 'C02__443776347957968896052';
    expect(judge('DELETE order', { symbol: 'BTCUSDT', orderId: id }).cancels).toEqual([
      { symbol: 'BTCUSDT', order: byExchange(id) },
    ]);
    for (const query of [
      { symbol: 'BTCUSDT' },
      { orderId: id },
      { symbol: 'BTCUSDT', orderId: '' },
      { symbol: 'BTCUSDT', orderId: 'a,b' },
      { symbol: 'BTCUSDT', orderId: `${id} ` },
      { symbol: 'BTCUSDT', origClientOrderId: 'x' },
      { symbol: 'BTCUSDT', orderId: id, origClientOrderId: 'x' },
      { symbol: 'BTCUSDT', orderId: id, newClientOrderId: 'x' },
      { symbol: 'BTCUSDT', orderId: id, cancelReplaceMode: 'ALLOW_FAILURE' },
    ])
      refuses('DELETE order', query);
  });

  it('of all orders is of one to five markets, or of all', () => {
    const of = (symbol: string) => judge('DELETE openOrders', { symbol }).cancels;
    expect(of('BTCUSDT')).toEqual([{ symbol: 'BTCUSDT', order: null }]);
    expect(of('BTCUSDT,MXUSDT').map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'MXUSDT']);
    for (const symbol of ['', ',', 'BTCUSDT,', 'BTCUSDT, MXUSDT', 'btcusdt', 'A1,A2,A3,A4,A5,A6', '*'])
      refuses('DELETE openOrders', { symbol });
    refuses('DELETE openOrders', {});
    expect(judge('DELETE order/all', {}).cancels).toEqual([{ symbol: null, order: null }]);
    refuses('DELETE order/all', { symbol: 'BTCUSDT' });
  });
});
