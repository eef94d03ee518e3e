import { formatDecimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order } from './requests.ts';

const TXID = 'OEKVV2-IH52O-TPL6GZ';
const EVERYTHING = { symbol: null, order: null };

function refuses(name: string, body: string | object): void {
  expect(() => judge(name, body)).toThrow(Refusal);
}

describe('amounts and prices on Kraken', () => {
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
    '0.00',
    ' 1',
  ];

  it.each(nasty)('refuses the volume "%s", as text and in a form', (volume) => {
    refuses('AddOrder', order({ volume }));
    refuses(
      'AddOrder',
      `nonce=1760000000123&${new URLSearchParams(order({ volume }) as Record<string, string>)}`,
    );
  });

  it.each(nasty)('refuses the price "%s"', (price) => refuses('AddOrder', order({ price })));

  it.each(['1e5', '-1', '0', '1E400'])('refuses the volume %s, as a JSON number', (volume) => {
    refuses(
      'AddOrder',
      JSON.stringify({ nonce: '1760000000123', ...order({ volume: 7777 }) }).replace('7777', volume),
    );
  });

  it.each([null, true, [1], { a: 1 }])('refuses the volume %j', (volume) =>
    refuses('AddOrder', order({ volume })),
  );

  it.each(['+5', '-5', '#5', '+2%', '-2%', '5%', '#2%'])('refuses the relative price %s', (price) => {
    refuses('AddOrder', order({ price }));
    refuses('AddOrder', order({ ordertype: 'stop-loss', price }));
    refuses('AddOrder', order({ ordertype: 'stop-loss-limit', price: '90', price2: price }));
    refuses('AmendOrder', { txid: TXID, limit_price: price });
    refuses('AmendOrder', { txid: TXID, trigger_price: price });
    refuses('EditOrder', { txid: TXID, pair: 'XBTUSD', price });
  });

  it('keeps every digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.nat({ max: 12 }), (units, scale) => {
        const digits = String(units).padStart(scale + 1, '0');
        const volume = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
        const [{ quantity }] = judge('AddOrder', order({ volume })).orders;
        expect(quantity).toEqual({ units, scale });
        expect(Number(formatDecimal(quantity!))).toBe(Number(volume));
      }),
    );
  });
});

describe('an order on Kraken', () => {
  it('is on margin with any leverage but none', () => {
    for (const leverage of ['2', '2:1', '1', '0', '', 'NONE', '5:1'])
      expect(judge('AddOrder', order({ leverage })).orders[0].product).toBe('margin');
    expect(judge('AddOrder', order({ leverage: 'none' })).orders[0].product).toBe('spot');
    expect(judge('AddOrder', order({ leverage: 2 })).orders[0].product).toBe('margin');
  });

  it('is on margin when it settles or only reduces a position', () => {
    const settling = order({ ordertype: 'settle-position', price: undefined });
    expect(judge('AddOrder', settling).orders[0].product).toBe('margin');
    expect(judge('AddOrder', order({ reduce_only: true })).orders[0].product).toBe('margin');
    expect(judge('AddOrder', order({ reduce_only: 'false' })).orders[0].product).toBe('spot');
  });

  it('is no spot order for a tokenized asset', () => {
    expect(judge('AddOrder', order({ asset_class: 'tokenized_asset' })).orders[0].product).toBe('other');
    refuses('AddOrder', order({ asset_class: 'forex' }));
  });

  it('is sized in quote currency by viqc, for market buys only', () => {
    const market = { ordertype: 'market', price: undefined, oflags: 'fciq,viqc' };
    expect(judge('AddOrder', order(market)).orders[0]).toMatchObject({
      quantity: null,
      quoteQuantity: { units: 25n, scale: 2 },
    });
    refuses('AddOrder', order({ ...market, type: 'sell' }));
    refuses('AddOrder', order({ oflags: 'viqc' }));
    refuses('AddOrder', order({ ordertype: 'stop-loss', oflags: 'viqc' }));
  });

  it.each(['nompp', 'VIQC', 'viqc ', 'viqc;post', 'unknown', ''])(
    'is refused with the flags "%s"',
    (oflags) => refuses('AddOrder', order({ oflags })),
  );

  it('is post-only by its flag, and can then not be a market order', () => {
    expect(judge('AddOrder', order({ oflags: 'fcib,post' })).orders[0].type).toBe('post-only');
    refuses('AddOrder', order({ ordertype: 'market', price: undefined, oflags: 'post' }));
  });

  it.each([
    [
      'close[ordertype]',
      'nonce=1760000000123&pair=XBTUSD&type=buy&ordertype=limit&volume=1&price=1&close[ordertype]=market',
    ],
    [
      'close[ordertype], encoded',
      'nonce=1760000000123&pair=XBTUSD&type=buy&ordertype=limit&volume=1&price=1&close%5Bordertype%5D=market',
    ],
    ['close in JSON', order({ close: { ordertype: 'market' } })],
    ['close in JSON as a flat name', order({ 'close[ordertype]': 'market' })],
    ['close as text', order({ close: 'market' })],
  ])('is refused with a conditional close: %s', (_, body) => {
    expect(() => judge('AddOrder', body)).toThrow(expect.objectContaining({ rule: 'conditional close' }));
  });

  it.each([
    ['an unknown order type', { ordertype: 'twap' }],
    ['an order type in capitals', { ordertype: 'LIMIT' }],
    ['no order type', { ordertype: undefined }],
    ['no side', { type: undefined }],
    ['an unknown side', { type: 'short' }],
    ['no pair', { pair: undefined }],
    ['two pairs', { pair: 'XBTUSD,ETHUSD' }],
    ['no price for a limit', { price: undefined }],
    ['a price for a market order', { ordertype: 'market' }],
    ['a second price for a limit', { price2: '99' }],
    ['no second price for a stop-limit', { ordertype: 'stop-loss-limit' }],
    ['an absolute price for a trailing stop', { ordertype: 'trailing-stop' }],
    ['a shown volume for a plain order', { displayvol: '0.1' }],
    ['no shown volume for an iceberg', { ordertype: 'iceberg' }],
    ['a start in the future', { starttm: '+60' }],
    ['a start in the past', { starttm: '1' }],
    ['an unknown time in force', { timeinforce: 'gtc' }],
    ['an unknown trigger', { ordertype: 'stop-loss', trigger: 'mark' }],
    ['an unknown parameter', { slippage: '1' }],
    ['a client id of strange letters', { cl_ord_id: 'a b' }],
    ['validate as a number', { validate: 1 }],
  ])('is refused with %s', (_, changes) => refuses('AddOrder', order(changes)));

  it('is a test only when validate is true', () => {
    expect(judge('AddOrder', order({ validate: true })).orders[0].action).toBe('test');
    expect(judge('AddOrder', order({ validate: 'false' })).orders[0].action).toBe('create');
  });

  it('is a stop by its price, with the limit in price2', () => {
    const stop = order({ ordertype: 'take-profit-limit', type: 'sell', price: '120', price2: '119' });
    expect(judge('AddOrder', stop).orders[0]).toMatchObject({
      type: 'stop-limit',
      trigger: { units: 120n },
      price: { units: 119n },
    });
    const market = order({ ordertype: 'take-profit', type: 'sell', price: '120' });
    expect(judge('AddOrder', market).orders[0]).toMatchObject({ type: 'stop-market', price: null });
  });

  it('counts as one at any price when it trails', () => {
    const trailing = order({ ordertype: 'trailing-stop-limit', price: '+5%', price2: '-1' });
    expect(judge('AddOrder', trailing).orders[0]).toMatchObject({ type: 'trailing-stop', price: null });
  });
});

describe('a batch on Kraken', () => {
  const entry = order({ pair: undefined });
  const batch = (...orders: unknown[]) => ({ pair: 'XBTUSD', orders });

  it('describes every order', () => {
    const { orders } = judge('AddOrderBatch', batch(entry, { ...entry, type: 'sell', volume: '3' }));
    expect(orders.map(({ side, quantity, symbol }) => [side, quantity?.units, symbol])).toEqual([
      ['buy', 25n, 'XBTUSD'],
      ['sell', 3n, 'XBTUSD'],
    ]);
  });

  it('is one of tests when it is validated', () => {
    const { orders } = judge('AddOrderBatch', { ...batch(entry, entry), validate: true });
    expect(orders.map(({ action }) => action)).toEqual(['test', 'test']);
  });

  it.each([
    ['with one bad order', batch(entry, { ...entry, volume: '1e5' })],
    ['with a conditional close in one order', batch(entry, { ...entry, close: { ordertype: 'market' } })],
    ['with an unknown parameter in one order', batch(entry, { ...entry, pair: 'DOGEUSD' })],
    ['with a nested list', batch([entry])],
    ['with null', batch(null)],
    ['without orders', { pair: 'XBTUSD' }],
    ['with no order', batch()],
    ['with 16 orders', batch(...Array.from({ length: 16 }, () => entry))],
    ['without a pair', { orders: [entry] }],
    ['with orders as text', { pair: 'XBTUSD', orders: JSON.stringify([entry]) }],
  ])('is refused %s', (_, body) => refuses('AddOrderBatch', body));

  it('is refused as a form', () => {
    refuses(
      'AddOrderBatch',
      'nonce=1760000000123&pair=XBTUSD&orders[0][ordertype]=limit&orders[0][volume]=1',
    );
    refuses('AddOrderBatch', 'nonce=1760000000123&pair=XBTUSD&orders=[]');
  });

  it('shows leverage in any of its orders', () => {
    const { orders } = judge('AddOrderBatch', batch(entry, { ...entry, leverage: '5' }));
    expect(orders.map(({ product }) => product)).toEqual(['spot', 'margin']);
  });
});

describe('changing and cancelling on Kraken', () => {
  it('shows how an amendment grows an order', () => {
    const { orders } = judge('AmendOrder', { txid: TXID, order_qty: '100000', pair: 'XBTUSD' });
    expect(orders[0]).toMatchObject({
      action: 'amend',
      amends: byExchange(TXID),
      symbol: null,
      quantity: { units: 100000n },
    });
  });

  it.each([
    ['AmendOrder', { txid: TXID, cl_ord_id: 'a', order_qty: '1' }],
    ['AmendOrder', { order_qty: '1' }],
    ['AmendOrder', { txid: '42', order_qty: '1' }],
    ['AmendOrder', { txid: TXID, order_qty: '-1' }],
    ['AmendOrder', { txid: TXID, order_qty: '1', leverage: '2' }],
    ['EditOrder', { txid: '42', pair: 'XBTUSD', volume: '1' }],
    ['EditOrder', { txid: TXID, pair: 'XBTUSD', volume: '1', oflags: 'viqc' }],
    ['EditOrder', { txid: TXID, pair: 'XBTUSD', volume: '1', leverage: '2' }],
    ['CancelOrder', { txid: `${TXID},OAAAAA-BBBBB-CCCCCC` }],
    ['CancelOrder', { txid: [TXID] }],
    ['CancelOrder', { txid: TXID, cl_ord_id: 'a' }],
    ['CancelOrder', {}],
    ['CancelOrderBatch', { orders: [] }],
    ['CancelOrderBatch', { orders: [[TXID]] }],
    ['CancelOrderBatch', { orders: Array.from({ length: 51 }, () => TXID) }],
    ['CancelAll', { pair: 'XBTUSD' }],
    ['CancelAllOrdersAfter', { timeout: '-1' }],
  ])('refuses %s %j', (name, body) => refuses(name, body));

  it('cancels by user reference as if it cancelled everything', () => {
    expect(judge('CancelOrder', { txid: 42 }).cancels).toEqual([EVERYTHING]);
    expect(judge('CancelOrderBatch', { orders: [TXID, '42'], cl_ord_ids: ['bot-7'] }).cancels).toEqual([
      { symbol: null, order: byExchange(TXID) },
      EVERYTHING,
      { symbol: null, order: byClient('bot-7') },
    ]);
  });

  it('replaces an order by cancelling it, unless it is only validated', () => {
    const edit = { txid: TXID, pair: 'XBTUSD', volume: '2', price: '90', price2: '89' };
    const replaced = judge('EditOrder', edit);
    expect(replaced.cancels).toEqual([{ symbol: null, order: byExchange(TXID) }]);
    expect(replaced.orders[0]).toMatchObject({ trigger: { units: 90n }, price: { units: 89n } });
    expect(judge('EditOrder', { ...edit, validate: true }).cancels).toEqual([]);
  });

  it.each([
    // Of a stop-limit order it would be the trigger, and a low one would make a large order look small.
    [{ volume: '1000', price: '0.1' }, 'limit'],
    [{ price: '90', oflags: 'post' }, 'post-only'],
    [{ price: '90', price2: '89' }, 'stop-limit'],
    [{ price2: '89' }, 'stop-limit'],
    // The new order is post-only only if that is said again.
    [{ volume: '2' }, 'limit'],
    [{ oflags: 'fciq' }, 'limit'],
    [{ volume: '2', oflags: 'post' }, 'post-only'],
  ])('a replacement with %j is of an order of the type %s', (changes, type) =>
    expect(judge('EditOrder', { txid: TXID, pair: 'XBTUSD', ...changes }).orders[0].type).toBe(type),
  );
  it.each([
    // Without post_only a changed price may fill at once, also of an order that was post-only.
    [{ limit_price: '90' }, 'limit'],
    [{ limit_price: '90', post_only: 'false' }, 'limit'],
    [{ limit_price: '90', order_qty: '2', post_only: 'true' }, 'post-only'],
    [{ limit_price: '90', trigger_price: '91' }, 'stop-limit'],
    [{ trigger_price: '91' }, null],
    [{ order_qty: '2' }, null],
  ])('an amendment with %j is of an order of the type %s', (changes, type) =>
    expect(judge('AmendOrder', { txid: TXID, ...changes }).orders[0].type).toBe(type),
  );
  it('a stop-limit order can’t be post-only', () =>
    expect(() =>
      judge('EditOrder', { txid: TXID, pair: 'XBTUSD', price: '90', price2: '89', oflags: 'post' }),
    ).toThrow(Refusal));
});
