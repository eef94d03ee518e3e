import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order } from './requests.ts';

function refuses(name: string, body: unknown): void {
  expect(() => judge(name, body)).toThrow(Refusal);
}

function first(changes: Readonly<Record<string, unknown>>) {
  return judge('order', order(changes)).orders[0];
}

describe('the product of an order on OKX', () => {
  it.each([
    [{ tdMode: 'cash' }, 'spot'],
    [{ tdMode: 'cross' }, 'margin'],
    [{ tdMode: 'isolated' }, 'margin'],
    [{ tdMode: 'spot_isolated' }, 'margin'],
    [{ ccy: 'USDT' }, 'margin'],
    [{ reduceOnly: true }, 'margin'],
    [{ reduceOnly: 'true' }, 'margin'],
    [{ reduceOnly: false }, 'spot'],
    [{ posSide: 'net' }, 'spot'],
    [{ posSide: 'long' }, 'derivative'],
    [{ instId: 'BTC-USDT-SWAP' }, 'derivative'],
    [{ instId: 'BTC-USDT-SWAP', tdMode: 'cross' }, 'derivative'],
    [{ instId: 'BTC-USD-260327' }, 'derivative'],
    [{ instId: 'BTC-USD-260327-90000-C' }, 'derivative'],
    [{ ordType: 'optimal_limit_ioc', px: undefined }, 'derivative'],
    [{ ordType: 'mmp' }, 'derivative'],
    [{ ordType: 'op_fok' }, 'derivative'],
  ])('%j is %s', (changes, product) => expect(first(changes).product).toBe(product));

  it.each([
    { tdMode: undefined },
    { tdMode: '' },
    { tdMode: 'CASH' },
    { tdMode: ['cash'] },
    { tdMode: 'cash ' },
  ])('is refused with %j', (changes) => refuses('order', order(changes)));

  it.each([
    'btc-usdt',
    'BTCUSDT',
    'BTC/USDT',
    'BTC-USDT ',
    'BTC--USDT',
    '-USDT',
    '',
    'BTC-USDT,ETH-USDT',
    'ВТС-USDT',
  ])('is refused for the instrument "%s"', (instId) => {
    refuses('order', order({ instId }));
    refuses('cancel-order', { instId, ordId: '1' });
  });
});

describe('the unit of an order on OKX', () => {
  const market = { ordType: 'market', px: undefined };
  const base = { quantity: { units: 25n, scale: 2 }, quoteQuantity: null };
  const quote = { quantity: null, quoteQuantity: { units: 25n, scale: 2 } };

  it.each([
    ['a market buy counts in quote currency by default', market, quote],
    ['a market sell counts in base currency by default', { ...market, side: 'sell' }, base],
    ['tgtCcy base_ccy', { ...market, tgtCcy: 'base_ccy' }, base],
    ['tgtCcy quote_ccy', { ...market, side: 'sell', tgtCcy: 'quote_ccy' }, quote],
    ['a limit buy counts in base currency', {}, base],
    ['a limit buy with tgtCcy base_ccy', { tgtCcy: 'base_ccy' }, base],
  ])('%s', (_, changes, size) => expect(first(changes)).toMatchObject(size));

  it.each([
    { tgtCcy: 'quote_ccy' },
    { ...market, tgtCcy: 'QUOTE_CCY' },
    { ...market, tgtCcy: '' },
    { ...market, instId: 'BTC-USDT-SWAP', tgtCcy: 'quote_ccy' },
  ])('%j is refused', (changes) => refuses('order', order(changes)));

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
    refuses('order', order({ sz: amount }));
    refuses('order', order({ px: amount }));
    refuses('batch-orders', [order({ sz: amount })]);
    refuses('amend-order', { instId: 'BTC-USDT', ordId: '1', newSz: amount });
    refuses('amend-order', { instId: 'BTC-USDT', ordId: '1', newPx: amount });
  });

  it.each(['1e5', '-1', '0', '1E400'])('refuses the JSON number %s', (sz) =>
    refuses('order', JSON.stringify(order({ sz: 7777 })).replace('7777', sz)),
  );

  it.each([null, true, [1], { a: '1' }])('refuses the size %j', (sz) => refuses('order', order({ sz })));

  it('keeps every digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.nat({ max: 12 }), (units, scale) => {
        const digits = String(units).padStart(scale + 1, '0');
        const sz = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
        expect(first({ sz }).quantity).toEqual({ units, scale });
      }),
    );
  });
});

describe('an order on OKX', () => {
  it.each([
    ['attached orders', { attachAlgoOrds: [{ tpTriggerPx: '120', tpOrdPx: '-1' }] }],
    ['no attached orders at all', { attachAlgoOrds: [] }],
  ])('is refused with %s', (_, changes) => {
    expect(() => judge('order', order(changes))).toThrow(
      expect.objectContaining({ rule: 'attached orders' }),
    );
    expect(() => judge('batch-orders', [order(), order(changes)])).toThrow(
      expect.objectContaining({ rule: 'attached orders' }),
    );
  });

  it.each([
    ['a price in dollars', { pxUsd: '1', px: undefined }],
    ['a price as volatility', { pxVol: '1', px: undefined }],
    ['no price', { px: undefined }],
    ['a price for a market order', { ordType: 'market' }],
    ['a price the exchange may change', { pxAmendType: '1' }],
    ['an unknown order type', { ordType: 'elp' }],
    ['an algo order type', { ordType: 'iceberg' }],
    ['no order type', { ordType: undefined }],
    ['no side', { side: undefined }],
    ['an unknown side', { side: 'BUY' }],
    ['an unknown parameter', { lever: '5' }],
    ['a numeric instrument', { instIdCode: 12 }],
    ['a quick margin type', { quickMgnType: 'auto_borrow' }],
    ['an unknown self-trade mode', { stpMode: 'none' }],
    ['a client id of strange letters', { clOrdId: 'a-b' }],
    ['a long tag', { tag: 'a'.repeat(17) }],
  ])('is refused with %s', (_, changes) => refuses('order', order(changes)));

  it('is refused as a list on the single endpoint, and alone on the batch endpoint', () => {
    refuses('order', [order()]);
    refuses('batch-orders', order());
    refuses('order', '');
  });
});

describe('a batch on OKX', () => {
  it('of one order, which ccxt sends, is that order', () => {
    expect(judge('batch-orders', [order()])).toEqual(judge('order', order()));
  });

  it('describes every order, also with different instruments', () => {
    const { orders } = judge('batch-orders', [order(), order({ instId: 'ETH-USDT', tdMode: 'cross' })]);
    expect(orders.map(({ symbol, product }) => [symbol, product])).toEqual([
      ['BTC-USDT', 'spot'],
      ['ETH-USDT', 'margin'],
    ]);
  });

  it.each([
    ['one bad order', [order(), order({ sz: '1e9' })]],
    ['an unknown parameter in one order', [order(), order({ lever: '5' })]],
    ['a list in the list', [[order()]]],
    ['null', [null]],
    ['no order', []],
    ['21 orders', Array.from({ length: 21 }, () => order())],
  ])('is refused with %s', (_, body) => refuses('batch-orders', body));
});

describe('changing and cancelling on OKX', () => {
  const amend = { instId: 'BTC-USDT', ordId: '1' };

  it('shows how an amendment grows an order', () => {
    expect(judge('amend-order', { ...amend, newSz: '100000' }).orders[0]).toMatchObject({
      action: 'amend',
      symbol: 'BTC-USDT',
      amends: byExchange('1'),
      quantity: { units: 100000n },
    });
    const swap = judge('amend-order', { ...amend, instId: 'BTC-USDT-SWAP', newSz: '1' });
    expect(swap.orders[0].product).toBe('derivative');
  });

  it.each([
    ['amend-order', { ...amend, clOrdId: 'a', newSz: '1' }],
    ['amend-order', { instId: 'BTC-USDT', newSz: '1' }],
    ['amend-order', { ordId: '1', newSz: '1' }],
    ['amend-order', { ...amend, newPxUsd: '1' }],
    ['amend-order', { ...amend, newPx: '1', pxAmendType: '1' }],
    ['amend-order', { ...amend, newTpTriggerPx: '1', newTpOrdPx: '-1' }],
    ['amend-order', { ...amend, attachAlgoOrds: [] }],
    [
      'amend-batch-orders',
      [
        { ...amend, newSz: '1' },
        { ...amend, newSz: '-1' },
      ],
    ],
    ['cancel-order', { instId: 'BTC-USDT' }],
    ['cancel-order', { ordId: '1' }],
    ['cancel-order', { ...amend, clOrdId: 'a' }],
    ['cancel-order', { instId: 'BTC-USDT', ordId: '' }],
    ['cancel-batch-orders', []],
    ['cancel-batch-orders', [{ ...amend }, { ...amend, instId: 'BTC-USDT-SWAP' }]],
    ['cancel-algos', { instId: 'BTC-USDT', algoId: '1' }],
    ['cancel-algos', [{ instId: 'BTC-USDT', ordId: '1' }]],
    ['cancel-all-after', { timeOut: 'now' }],
    ['cancel-all-after', ''],
  ])('refuses %s %j', (name, body) => refuses(name, body));

  it('refuses to cancel a derivative by its name', () => {
    expect(() => judge('cancel-order', { instId: 'BTC-USDT-SWAP', ordId: '1' })).toThrow(
      expect.objectContaining({ reason: 'forbidden', rule: 'product' }),
    );
  });
});

describe('an algo order on OKX', () => {
  const algo = (changes: Readonly<Record<string, unknown>>) => order({ px: undefined, ...changes });
  const trigger = { ordType: 'trigger', triggerPx: '90', orderPx: '89' };
  const stop = { ordType: 'conditional', side: 'sell', slTriggerPx: '90', slOrdPx: '-1' };

  it('is a stop with its limit, or at market for a price of −1', () => {
    expect(judge('order-algo', algo(trigger)).orders).toMatchObject([
      { type: 'stop-limit', trigger: { units: 90n }, price: { units: 89n }, product: 'spot' },
    ]);
    expect(judge('order-algo', algo(stop)).orders).toMatchObject([{ type: 'stop-market', price: null }]);
  });

  it('of two legs is two orders', () => {
    const oco = { ...stop, ordType: 'oco', tpTriggerPx: '120', tpOrdPx: '121' };
    expect(judge('order-algo', algo(oco)).orders.map(({ type }) => type)).toEqual([
      'stop-limit',
      'stop-market',
    ]);
  });

  it('needs a unit for a buy at market', () => {
    const buy = { ...stop, side: 'buy' };
    refuses('order-algo', algo(buy));
    expect(judge('order-algo', algo({ ...buy, tgtCcy: 'quote_ccy' })).orders[0]).toMatchObject({
      quantity: null,
      quoteQuantity: { units: 25n },
    });
  });

  it.each([
    ['iceberg', { ordType: 'iceberg', szLimit: '1' }],
    ['twap', { ordType: 'twap' }],
    ['chase', { ordType: 'chase' }],
    ['a limit order', { ordType: 'limit', px: '1' }],
    ['no trigger', { ...trigger, triggerPx: undefined }],
    ['no price behind the trigger', { ...trigger, orderPx: undefined }],
    ['a price of −2', { ...trigger, orderPx: '-2' }],
    ['a limit in quote currency', { ...trigger, tgtCcy: 'quote_ccy' }],
    ['a stop inside a trigger order', { ...trigger, slTriggerPx: '1', slOrdPx: '-1' }],
    ['two legs in a conditional order', { ...stop, tpTriggerPx: '120', tpOrdPx: '-1' }],
    ['one leg in an oco order', { ...stop, ordType: 'oco' }],
    [
      'a target placed at once',
      { ...stop, ordType: 'oco', tpOrdKind: 'limit', tpTriggerPx: '1', tpOrdPx: '1' },
    ],
    ['a share of a position', { ...stop, closeFraction: '1', sz: undefined }],
    ['two distances', { ordType: 'move_order_stop', callbackRatio: '0.05', callbackSpread: '5' }],
    ['no distance', { ordType: 'move_order_stop', side: 'sell' }],
    ['attached orders', { ...trigger, attachAlgoOrds: [{}] }],
  ])('is refused with %s', (_, changes) => refuses('order-algo', algo(changes)));

  it('is on margin by its tdMode', () => {
    expect(judge('order-algo', algo({ ...stop, tdMode: 'cross' })).orders[0].product).toBe('margin');
  });
});
