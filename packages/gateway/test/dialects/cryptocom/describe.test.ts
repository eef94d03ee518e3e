import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/refusal.ts';
import { judge, list, order } from './requests.ts';

function refuses(name: string, params: unknown, rule?: string): void {
  expect(() => judge(name, params)).toThrow(rule === undefined ? Refusal : expect.objectContaining({ rule }));
}

const first = (changes: Readonly<Record<string, unknown>>) => judge('create-order', order(changes)).orders[0];
const market = { type: 'MARKET', price: undefined };
const stop = (changes: object = {}) => ({
  instrument_name: 'BTC_USDT',
  side: 'SELL',
  type: 'STOP_LOSS',
  quantity: '0.25',
  ref_price: '80',
  ...changes,
});
const leg = (changes: object = {}) => ({ ...order({ spot_margin: undefined, ...changes }) });

describe('the product of an order on Crypto.com', () => {
  it.each([
    [{}, 'spot'],
    [{ exec_inst: [] }, 'spot'],
    [{ exec_inst: ['POST_ONLY'] }, 'spot'],
    [{ spot_margin: 'MARGIN' }, 'margin'],
    [{ exec_inst: ['MARGIN_ORDER'] }, 'margin'],
    [{ exec_inst: ['POST_ONLY', 'MARGIN_ORDER'] }, 'margin'],
    [{ exec_inst: ['ISOLATED_MARGIN'] }, 'derivative'],
    [{ exec_inst: ['REDUCE_ONLY'] }, 'derivative'],
    [{ isolation_id: '1' }, 'derivative'],
    [{ isolation_id: '' }, 'derivative'],
    [{ leverage: '1' }, 'derivative'],
    [{ isolated_margin_amount: '5' }, 'derivative'],
    [{ instrument_name: 'BTCUSD-PERP' }, 'derivative'],
    [{ instrument_name: 'BTCUSD-PERP', spot_margin: undefined }, 'derivative'],
    [{ instrument_name: 'BTCUSD-260327' }, 'derivative'],
    [{ instrument_name: 'BTC_USD-260327-CW90000' }, 'derivative'],
  ])('%j is %s', (changes, product) => expect(first(changes).product).toBe(product));

  it.each([
    { spot_margin: undefined },
    { spot_margin: '' },
    { spot_margin: 'spot' },
    { spot_margin: true },
    { spot_margin: ['SPOT'] },
    { exec_inst: 'POST_ONLY' },
    { exec_inst: ['SMART_POST_ONLY'] },
    { exec_inst: ['LIQUIDATION'] },
    { exec_inst: ['POST_ONLY', 'POST_ONLY'] },
    { exec_inst: ['POST_ONLYMARGIN_ORDER'] },
    { exec_inst: ['post_only'] },
    { exec_inst: [''] },
  ])('is refused with %j', (changes) => {
    refuses('create-order', order(changes));
    refuses('create-order-list', list(order(), order(changes)));
  });

  it.each([
    'btc_usdt',
    'BTCUSD',
    'BTC-USDT ',
    'BTC_USDT ',
    'BTC/USDT',
    'BTC__USDT',
    'BTC_USDT_X',
    '_USDT',
    'SOL.staked',
    '',
    'BTC_USDT,ETH_USDT',
  ])('is refused for the instrument "%s"', (instrument_name) => {
    refuses('create-order', order({ instrument_name }));
    refuses('cancel-all-orders', { instrument_name });
    refuses('cancel-order-list', list({ instrument_name, order_id: '1' }));
  });
});

describe('the amounts of an order on Crypto.com', () => {
  const base = { quantity: { units: 25n, scale: 2 }, quoteQuantity: null };
  const quote = { quantity: null, quoteQuantity: { units: 25n, scale: 2 } };
  const notional = { quantity: undefined, notional: '0.25' };

  it.each([
    ['a market buy by quantity', market, base],
    ['a market sell', { ...market, side: 'SELL' }, base],
    ['a market buy by notional', { ...market, ...notional }, quote],
    [
      'a waiting buy at market by notional',
      { ...market, ...notional, type: 'STOP_LOSS', ref_price: '90' },
      quote,
    ],
    ['a limit buy', {}, base],
  ])('%s', (_, changes, size) => expect(first(changes)).toMatchObject(size));

  it.each([
    ['both', { ...market, notional: '50' }],
    ['neither', { ...market, quantity: undefined }],
    ['a notional to sell', { ...market, ...notional, side: 'SELL' }],
    ['a notional with a limit', notional],
    ['a notional with a waiting limit', { ...notional, type: 'STOP_LIMIT', ref_price: '90' }],
    ['no price', { price: undefined }],
    ['a price at market', { type: 'MARKET' }],
    ['a price of a waiting order at market', { type: 'TAKE_PROFIT', ref_price: '90' }],
    ['no trigger', { type: 'STOP_LIMIT' }],
    ['a trigger without waiting', { ref_price: '90' }],
    ['a kind of trigger without waiting', { ref_price_type: 'LAST_PRICE' }],
  ])('%s: refused', (_, changes) => refuses('create-order', order(changes)));

  it.each(['1e5', '-1', '+1', 'NaN', '0x10', '.5', '5.', '1,000', '', '0', '0.0', ' 1'])(
    'the amount "%s" is refused wherever one stands',
    (amount) => {
      refuses('create-order', order({ quantity: amount }));
      refuses('create-order', order({ price: amount }));
      refuses('create-order', order({ ...market, quantity: undefined, notional: amount }));
      refuses('create-order-list', list(order({ quantity: amount })));
      refuses('advanced/create-order', stop({ ref_price: amount }));
      refuses('amend-order', { order_id: '1', new_quantity: amount, new_price: '100' });
      refuses('amend-order', { order_id: '1', new_quantity: '1', new_price: amount });
    },
  );
});

describe('an order on Crypto.com', () => {
  it.each([
    ['an unknown parameter', { attach_order_id: '1' }],
    ['a quote to execute', { type: 'PREVIOUSLY_QUOTED', quote_id: '1' }],
    ['an unknown type', { type: 'ICEBERG' }],
    ['a type in small letters', { type: 'limit' }],
    ['no type', { type: undefined }],
    ['an unknown side', { side: 'buy' }],
    ['no side', { side: undefined }],
    ['an unknown time in force', { time_in_force: 'GTC' }],
    ['post-only that is immediate', { exec_inst: ['POST_ONLY'], time_in_force: 'FILL_OR_KILL' }],
    ['post-only at market', { ...market, exec_inst: ['POST_ONLY'] }],
    ['an unknown self-trade scope', { stp_scope: 'D' }],
    ['an unknown self-trade instruction', { stp_inst: 'X' }],
    ['a long self-trade id', { stp_id: '1234567' }],
    ['a client id with strange letters', { client_oid: 'a b' }],
    ['a long client id', { client_oid: 'a'.repeat(37) }],
    ['a fee currency that is none', { fee_instrument_name: 'usd' }],
    ['a list for a value', { side: ['BUY'] }],
    ['true for a value', { quantity: true }],
  ])('is refused with %s', (_, changes) => refuses('create-order', order(changes)));

  it('may say how its fee is paid and whom it must not meet', () =>
    expect(
      first({ fee_instrument_name: 'USD', stp_scope: 'S', stp_inst: 'T', stp_id: '7', broker_id: 'CCXT' }),
    ).toMatchObject({ type: 'limit', clientOrderId: null }));

  it.each([
    ['TAKE_PROFIT', 'stop-market', null],
    ['STOP_LOSS', 'stop-market', null],
    ['TAKE_PROFIT_LIMIT', 'stop-limit', { units: 100n, scale: 0 }],
    ['STOP_LIMIT', 'stop-limit', { units: 100n, scale: 0 }],
  ])('that waits, %s, is a %s', (type, described, price) =>
    expect(first({ type, ref_price: '90', ...(price === null ? { price: undefined } : {}) })).toMatchObject({
      type: described,
      price,
      trigger: { units: 90n, scale: 0 },
    }),
  );
});

describe('lists and orders that belong together on Crypto.com', () => {
  it('describe every order', () =>
    expect(
      judge(
        'create-order-list',
        list(order(), order({ instrument_name: 'ETH_USDT', spot_margin: 'MARGIN' })),
      ).orders.map(({ symbol, product }) => [symbol, product]),
    ).toEqual([
      ['BTC_USDT', 'spot'],
      ['ETH_USDT', 'margin'],
    ]));

  it.each([
    ['no order', list()],
    ['eleven orders', list(...Array(11).fill(order()))],
    ['one bad order', list(order(), order({ price: '1e9' }))],
    ['an unknown parameter in one', list(order(), order({ lever: '5' }))],
    ['texts', list('a')],
    ['a pair', { ...list(order(), order()), contingency_type: 'OCO' }],
    ['nothing about what it is', { order_list: [order()] }],
    ['another parameter', { ...list(order()), spot_margin: 'MARGIN' }],
  ])('are refused with %s', (_, params) => refuses('create-order-list', params));

  it.each([
    ['advanced/create-oco', [leg({ side: 'SELL', price: '120' }), stop()], ['limit', 'stop-market']],
    ['advanced/create-oto', [stop(), leg(market)], ['stop-market', 'market']],
    [
      'advanced/create-otoco',
      [leg(), stop(), stop({ type: 'TAKE_PROFIT_LIMIT', price: '130', ref_price: '129' })],
      ['limit', 'stop-market', 'stop-limit'],
    ],
  ])('%s describes each of its orders', (name, orders, types) => {
    const described = judge(name, { order_list: orders }).orders;
    expect(described.map(({ type }) => type)).toEqual(types);
    expect(new Set(described.map(({ kind }) => kind))).toEqual(new Set(['algo']));
  });

  it.each([
    ['advanced/create-oco', [leg(), leg()]],
    ['advanced/create-oco', [stop(), stop()]],
    ['advanced/create-oco', [leg(market), stop()]],
    ['advanced/create-oco', [leg()]],
    ['advanced/create-oco', [leg(), stop(), stop()]],
    ['advanced/create-oco', [leg(), stop({ instrument_name: 'ETH_USDT' })]],
    ['advanced/create-oto', [leg(), stop(), stop()]],
    ['advanced/create-otoco', [leg(), stop()]],
    ['advanced/create-otoco', [leg(), leg(), stop()]],
    ['advanced/create-oto', [leg({ isolation_id: '1' }), stop()]],
    ['advanced/create-oto', [leg({ leverage: '5' }), stop()]],
    ['advanced/create-oto', [leg(), stop({ attach_order_id: '5' })]],
    ['advanced/create-order-list', [leg()]],
    ['advanced/create-order-list', []],
  ])('%s refuses %j', (name, order_list) => refuses(name, { order_list }));

  it('of derivatives or on margin are known as such', () => {
    const products = (orders: object[]) =>
      judge('advanced/create-oto', { order_list: orders }).orders.map(({ product }) => product);
    const instrument_name = 'BTCUSD-PERP';
    expect(products([leg({ instrument_name }), stop({ instrument_name })])).toEqual([
      'derivative',
      'derivative',
    ]);
    expect(products([leg({ exec_inst: ['MARGIN_ORDER'] }), stop()])).toEqual(['margin', 'spot']);
    expect(products([leg(), stop({ spot_margin: 'MARGIN' })])).toEqual(['spot', 'margin']);
  });

  it('an advanced order waits, and is attached to nothing', () => {
    refuses('advanced/create-order', order());
    refuses('advanced/create-order', stop({ attach_order_id: '1' }));
    refuses('advanced/create-order', stop({ attach_isolation_id: '0' }));
    refuses('advanced/create-order', stop({ isolation_id: '1' }));
  });
});
