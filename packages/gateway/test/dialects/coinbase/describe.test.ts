import { parseDecimal } from '@holdfast/decimal';
import { describe, expect, it } from 'vitest';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import { configured, judge, order } from './requests.ts';

const refusal = (rule: string, reason = 'malformed') => expect.objectContaining({ reason, rule });
const BRACKET = { limit_price: '120', stop_trigger_price: '90' };

describe('an order’s configuration', () => {
  it.each([
    [
      'market by base',
      'market_market_ioc',
      { base_size: '2' },
      { type: 'market', quantity: '2', quoteQuantity: null },
    ],
    [
      'market by quote',
      'market_market_ioc',
      { quote_size: '50' },
      { type: 'market', quantity: null, quoteQuantity: '50' },
    ],
    [
      'numbers',
      'limit_limit_gtc',
      { base_size: 2, limit_price: 0.5 },
      { type: 'limit', quantity: '2', price: '0.5' },
    ],
    [
      'post-only',
      'limit_limit_gtc',
      { base_size: '2', limit_price: '3', post_only: true },
      { type: 'post-only', price: '3', timeInForce: 'GTC' },
    ],
    [
      'not post-only',
      'limit_limit_gtc',
      { base_size: '2', limit_price: '3', post_only: false, rfq_disabled: true },
      { type: 'limit' },
    ],
    [
      'until a date',
      'limit_limit_gtd',
      { base_size: '2', limit_price: '3', end_time: '2030-01-02T03:04:05.678Z' },
      { type: 'limit', timeInForce: 'GTD' },
    ],
    [
      'stop-limit',
      'stop_limit_stop_limit_gtc',
      { base_size: '2', limit_price: '3', stop_price: '4', stop_direction: 'STOP_DIRECTION_STOP_DOWN' },
      { type: 'stop-limit', price: '3', trigger: '4' },
    ],
  ])('%s is read', (_, name, members, expected) => {
    const { orders, cancels } = judge('orders', configured(name, members));
    const amounts = Object.entries(expected).map(([field, value]) => [
      field,
      value !== null && /^[0-9]/.test(value) ? parseDecimal(value) : value,
    ]);
    expect(orders).toEqual([expect.objectContaining(Object.fromEntries(amounts))]);
    expect(cancels).toEqual([]);
  });

  it('a bracket until a date is both of its orders', () => {
    const members = { base_size: '2', ...BRACKET, end_time: '2030-01-02T03:04:05Z' };
    const { orders } = judge('orders', configured('trigger_bracket_gtd', members));
    expect(orders.map(({ type, side, timeInForce }) => [type, side, timeInForce])).toEqual([
      ['limit', 'buy', 'GTD'],
      ['stop-market', 'buy', 'GTD'],
    ]);
  });

  it.each([
    'twap_limit_gtd',
    'scaled_limit_gtc',
    'market_market_fok',
    'limit_limit_ioc',
    'LIMIT_LIMIT_GTC',
    'constructor',
    'toString',
    '__defineGetter__',
    '',
  ])('"%s" is refused', (name) =>
    expect(() => judge('orders', configured(name, { base_size: '1', limit_price: '1' }))).toThrow(
      refusal('order_configuration'),
    ),
  );

  it.each([
    [
      'two at once',
      { limit_limit_gtc: { base_size: '1', limit_price: '1' }, market_market_ioc: { base_size: '9' } },
    ],
    ['none', {}],
    ['a list', [{ limit_limit_gtc: { base_size: '1', limit_price: '1' } }]],
    ['text', 'limit_limit_gtc'],
    ['a configuration that is null', { limit_limit_gtc: null }],
    ['a configuration that is a list', { limit_limit_gtc: [] }],
    ['null', null],
    ['nothing', undefined],
  ])('%s: refused', (_, order_configuration) =>
    expect(() => judge('orders', order({ order_configuration }))).toThrow(refusal('order_configuration')),
  );

  it.each([
    ['both sizes', 'market_market_ioc', { base_size: '1', quote_size: '1' }, 'size'],
    ['no size', 'market_market_ioc', {}, 'size'],
    [
      'a market order with a price',
      'market_market_ioc',
      { base_size: '1', limit_price: '1' },
      'unknown parameter',
    ],
    [
      'a limit sized in quote currency',
      'limit_limit_gtc',
      { quote_size: '1', limit_price: '1' },
      'unknown parameter',
    ],
    ['a limit without price', 'limit_limit_gtc', { base_size: '1' }, 'missing parameter'],
    ['a limit without size', 'limit_limit_fok', { limit_price: '1' }, 'missing parameter'],
    ['a GTD without an end', 'limit_limit_gtd', { base_size: '1', limit_price: '1' }, 'missing parameter'],
    [
      'an empty end',
      'limit_limit_gtd',
      { base_size: '1', limit_price: '1', end_time: '' },
      'missing parameter',
    ],
    [
      'an end in words',
      'limit_limit_gtd',
      { base_size: '1', limit_price: '1', end_time: 'tomorrow' },
      'parameter value',
    ],
    [
      'an end for GTC',
      'limit_limit_gtc',
      { base_size: '1', limit_price: '1', end_time: '2030-01-01T00:00:00Z' },
      'unknown parameter',
    ],
    [
      'post_only for FOK',
      'limit_limit_fok',
      { base_size: '1', limit_price: '1', post_only: true },
      'unknown parameter',
    ],
    [
      'post_only as text',
      'limit_limit_gtc',
      { base_size: '1', limit_price: '1', post_only: 'true' },
      'post_only',
    ],
    [
      'post_only as a number',
      'limit_limit_gtc',
      { base_size: '1', limit_price: '1', post_only: 1 },
      'post_only',
    ],
    [
      'a stop without trigger',
      'stop_limit_stop_limit_gtc',
      { base_size: '1', limit_price: '1' },
      'missing parameter',
    ],
    [
      'a stop sideways',
      'stop_limit_stop_limit_gtc',
      { base_size: '1', limit_price: '1', stop_price: '1', stop_direction: 'UP' },
      'parameter value',
    ],
    [
      'a bracket without stop',
      'trigger_bracket_gtc',
      { base_size: '1', limit_price: '1' },
      'missing parameter',
    ],
    ['a bracket without size', 'trigger_bracket_gtc', BRACKET, 'missing parameter'],
    [
      'a misspelt name',
      'limit_limit_gtc',
      { base_size: '1', limit_price: '1', postOnly: true },
      'unknown parameter',
    ],
    ['reduce_only', 'market_market_ioc', { base_size: '1', reduce_only: true }, 'unknown parameter'],
    ['a size in an object', 'market_market_ioc', { base_size: { value: '1' } }, 'nested parameter'],
  ])('%s is refused', (_, name, members, rule) =>
    expect(() => judge('orders', configured(name, members))).toThrow(refusal(rule)),
  );

  it.each([
    '0',
    '0.000',
    '-1',
    '1e5',
    '1E-3',
    'NaN',
    'Infinity',
    '0x10',
    '+5',
    '.5',
    '5.',
    '1,000',
    '١٢٣',
    ' 1',
    '1'.repeat(42),
    true,
    '',
  ])('the amount %j is refused wherever it stands', (amount) => {
    const bad = [
      configured('market_market_ioc', { base_size: amount }),
      configured('market_market_ioc', { quote_size: amount }),
      configured('limit_limit_gtc', { base_size: amount, limit_price: '1' }),
      configured('limit_limit_gtc', { base_size: '1', limit_price: amount }),
      configured('trigger_bracket_gtc', { ...BRACKET, base_size: '1', stop_trigger_price: amount }),
    ];
    for (const body of bad) expect(() => judge('orders', body)).toThrow(refusal('amount'));
    expect(() => judge('orders/edit', { order_id: '1', size: amount })).toThrow(refusal('amount'));
  });

  it('a number that JavaScript would round keeps its digits', () => {
    const body = JSON.stringify(configured('market_market_ioc', { base_size: 0 })).replace(
      '"base_size":0',
      '"base_size":0.12345678901234567890123',
    );
    expect(judge('orders', body).orders[0].quantity).toEqual(parseDecimal('0.12345678901234567890123'));
  });
});

describe('an attached order', () => {
  const attached = (configuration: unknown, parent = order()) => ({
    ...parent,
    attached_order_configuration: configuration,
  });

  it('is described beside its parent, on the other side, with the parent’s size', () => {
    const { orders } = judge('orders', attached({ trigger_bracket_gtc: BRACKET }, order({ side: 'SELL' })));
    expect(orders.map(({ side, type }) => [side, type])).toEqual([
      ['sell', 'limit'],
      ['buy', 'limit'],
      ['buy', 'stop-market'],
    ]);
    for (const { quantity } of orders) expect(quantity).toEqual(parseDecimal('0.25'));
  });

  it.each([
    ['another kind', { limit_limit_gtc: { base_size: '9', limit_price: '1' } }],
    ['a market order', { market_market_ioc: { base_size: '9' } }],
    ['two', { trigger_bracket_gtc: BRACKET, trigger_bracket_gtd: BRACKET }],
    ['none', {}],
    ['null', null],
    ['text', 'trigger_bracket_gtc'],
  ])('%s is refused', (_, configuration) =>
    expect(() => judge('orders', attached(configuration))).toThrow(refusal('attached_order_configuration')),
  );

  it('with a size of its own is refused', () => {
    const configuration = { trigger_bracket_gtc: { ...BRACKET, base_size: '1000' } };
    expect(() => judge('orders', attached(configuration))).toThrow(refusal('unknown parameter'));
  });

  it('with half a bracket is refused', () => {
    expect(() => judge('orders', attached({ trigger_bracket_gtc: { limit_price: '120' } }))).toThrow(
      refusal('missing parameter'),
    );
  });

  it.each([
    ['sized in quote currency', configured('market_market_ioc', { quote_size: '50' })],
    ['a bracket itself', configured('trigger_bracket_gtc', { ...BRACKET, base_size: '1' })],
  ])('of a parent %s is refused: its size isn’t known', (_, parent) =>
    expect(() => judge('orders', attached({ trigger_bracket_gtc: BRACKET }, parent))).toThrow(
      refusal('attached_order_configuration'),
    ),
  );
});

describe('what isn’t spot', () => {
  it.each([
    'BTC-PERP-INTX',
    'ETH-PERP-INTX',
    'BIT-26JUL24-CDE',
    'BIP-20DEC30-CDE',
    'BTC-PERP',
    'X-CDE',
    'X-INTX',
  ])('an order for %s is refused, placed or previewed', (product_id) => {
    for (const name of ['orders', 'orders/preview']) {
      const body = order({ product_id, ...(name === 'orders' ? {} : { client_order_id: undefined }) });
      expect(() => judge(name, body)).toThrow(refusal('product', 'forbidden'));
    }
  });

  it.each([
    '',
    'BTC',
    'btc-usd',
    'BTC/USD',
    'BTC-USD-X',
    'BTC-USD ',
    'BTC-USD\n',
    '-',
    'BTC-',
    'ВТС-USD',
    'BTC–USD',
    null,
    undefined,
    1,
  ])('the product %j is refused', (product_id) =>
    expect(() => judge('orders', order({ product_id }))).toThrow(
      expect.objectContaining({ reason: 'malformed' }),
    ),
  );

  it.each(['2', '1.5', '0', '10', '01', '1.00', 'x', '', 3])('a leverage of %j is refused', (leverage) =>
    expect(() => judge('orders', order({ leverage }))).toThrow(refusal('product', 'forbidden')),
  );

  it.each(['1', '1.0', 1])('a leverage of %j is none', (leverage) =>
    expect(judge('orders', order({ leverage })).orders).toHaveLength(1),
  );

  it.each(['CROSS', 'ISOLATED', '', 'NONE'])('the margin type "%s" is refused', (margin_type) =>
    expect(() => judge('orders', order({ margin_type }))).toThrow(refusal('product', 'forbidden')),
  );

  it.each([
    'retail_portfolio_id',
    'preview_id',
    'sor_preference',
    'prediction_metadata',
    'session_id',
    'commission_rate',
    'Side',
    'side ',
    'order_configuration2',
  ])('the parameter "%s" is refused', (name) =>
    expect(() => judge('orders', order({ [name]: 'x' }))).toThrow(refusal('unknown parameter')),
  );

  it('a closing of a position, a conversion and a sale at Coinbase’s price are refused', () => {
    for (const name of ['orders/close_position', 'convert/quote', 'convert/trade/t-1']) {
      expect(() => judge(name, { product_id: 'BTC-USD' })).toThrow(refusal('product', 'forbidden'));
    }
  });
});

describe('an order', () => {
  it.each([
    ['side', 'buy'],
    ['side', 'Buy'],
    ['side', 'BUY '],
    ['side', 'UNKNOWN_ORDER_SIDE'],
    ['side', true],
    ['side', ['BUY']],
    ['side', undefined],
    ['client_order_id', undefined],
    ['client_order_id', ''],
    ['client_order_id', 'a b'],
    ['client_order_id', 'x'.repeat(129)],
    ['client_order_id', 'a\nb'],
    ['client_order_id', null],
  ])('with the %s %j is refused', (name, value) =>
    expect(() => judge('orders', order({ [name]: value }))).toThrow(
      expect.objectContaining({ reason: 'malformed' }),
    ),
  );

  it.each(['', '[]', '"BUY"', '{}', 'null', '{"side":"BUY"'])('with the body %s is refused', (body) =>
    expect(() => judge('orders', body)).toThrow(expect.objectContaining({ reason: 'malformed' })),
  );

  it('with a second side, product or configuration is refused, at whatever depth', () => {
    const text = JSON.stringify(order());
    for (const [from, to] of [
      ['"side":"BUY"', '"side":"BUY","side":"SELL"'],
      ['"product_id":"BTC-USD"', '"product_id":"BTC-USD","product_id":"PEPE-USD"'],
      ['"base_size":"0.25"', '"base_size":"0.25","base_size":"250"'],
      ['"base_size":"0.25"', '"base_size":"0.25","\\u0062ase_size":"250"'],
    ]) {
      const body = text.replace(from, to);
      expect(body).not.toBe(text);
      expect(() => judge('orders', body)).toThrow(refusal('duplicate JSON name'));
    }
  });

  it('that is only previewed is a test, and needs no id', () => {
    const { orders } = judge('orders/preview', order({ client_order_id: undefined }));
    expect(orders).toEqual([expect.objectContaining({ action: 'test', symbol: 'BTC-USD' })]);
    expect(() => judge('orders/preview', order())).toThrow(refusal('unknown parameter'));
  });
});

describe('an edit', () => {
  it('says what it changes, and of which order; neither symbol nor side', () => {
    expect(
      judge('orders/edit', { order_id: 'abc-1', size: '1000', price: '2', stop_price: '3' }).orders,
    ).toEqual([
      {
        action: 'amend',
        symbol: null,
        side: null,
        type: null,
        quantity: parseDecimal('1000'),
        quoteQuantity: null,
        price: parseDecimal('2'),
        trigger: parseDecimal('3'),
        timeInForce: null,
        product: 'spot',
        clientOrderId: null,
        amends: byExchange('abc-1'),
      },
    ]);
  });

  it.each([
    ['a symbol that nobody checks', { product_id: 'BTC-USD' }, 'unknown parameter'],
    [
      'an attached order',
      { attached_order_configuration: { trigger_bracket_gtc: BRACKET } },
      'unknown parameter',
    ],
    ['the end of an attached order', { cancel_attached_order: true }, 'unknown parameter'],
    ['no order', { order_id: undefined }, 'missing parameter'],
    ['an order’s path', { order_id: '../1' }, 'order_id'],
    ['two orders', { order_id: '1,2' }, 'order_id'],
  ])('with %s is refused', (_, changes, rule) =>
    expect(() => judge('orders/edit', { order_id: 'abc-1', size: '1', ...changes })).toThrow(refusal(rule)),
  );
});

describe('a cancellation', () => {
  it('names each order', () => {
    expect(judge('orders/batch_cancel', { order_ids: ['a', 'b'] })).toEqual({
      orders: [],
      cancels: [
        { symbol: null, order: byExchange('a') },
        { symbol: null, order: byExchange('b') },
      ],
    });
  });

  it.each([
    ['no list', {}],
    ['an empty list, which might mean all', { order_ids: [] }],
    ['text', { order_ids: 'a' }],
    ['null', { order_ids: null }],
    ['an empty id', { order_ids: [''] }],
    ['a number', { order_ids: [1] }],
    ['a list in a list', { order_ids: [['a']] }],
    ['101 orders', { order_ids: Array.from({ length: 101 }, (_, i) => `o-${i}`) }],
  ])('%s: refused', (_, body) =>
    expect(() => judge('orders/batch_cancel', body)).toThrow(refusal('order_ids')),
  );

  it('with another parameter is refused', () => {
    expect(() => judge('orders/batch_cancel', { order_ids: ['a'], product_id: 'BTC-USD' })).toThrow(
      refusal('unknown parameter'),
    );
  });
});
