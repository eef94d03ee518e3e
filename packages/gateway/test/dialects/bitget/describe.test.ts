import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order } from './requests.ts';

const refuses = (name: string, body: unknown) => expect(() => judge(name, body)).toThrow(Refusal);
const first = (changes: Readonly<Record<string, unknown>>) => judge('place-order', order(changes)).orders[0];
const MARKET = { orderType: 'market', price: undefined };

describe('the unit of an order on Bitget', () => {
  const base = { quantity: { units: 25n, scale: 2 }, quoteQuantity: null };
  const quote = { quantity: null, quoteQuantity: { units: 25n, scale: 2 } };

  it.each([
    ['a limit buy counts in base currency', {}, base],
    ['a limit sell too', { side: 'sell' }, base],
    ['a market buy counts in quote currency', MARKET, quote],
    ['a market sell in base currency', { ...MARKET, side: 'sell' }, base],
    [
      'a market buy behind a price too in quote currency',
      { ...MARKET, tpslType: 'tpsl', triggerPrice: '90' },
      quote,
    ],
  ])('%s', (_, changes, size) => {
    expect(first(changes)).toMatchObject(size);
    const { tpslType, triggerPrice, ...rest } = order(changes);
    if (tpslType !== undefined) return;
    expect(judge('batch-orders', { symbol: 'BTCUSDT', orderList: [rest] }).orders[0]).toMatchObject(size);
  });

  const plan = (changes: object) => ({
    ...order({ price: undefined }),
    triggerPrice: '90',
    triggerType: 'fill_price',
    executePrice: '89',
    ...changes,
  });

  it.each([
    ['a plan order counts in base currency by default', {}, base],
    ['planType amount', { planType: 'amount' }, base],
    ['planType amount of a market buy: not as an order’s', { orderType: 'market', planType: 'amount' }, base],
    ['a market buy without a planType', { orderType: 'market' }, base],
    ['planType total', { orderType: 'market', planType: 'total' }, quote],
    ['planType total of a sell', { orderType: 'market', side: 'sell', planType: 'total' }, quote],
  ])('%s', (_, changes, size) =>
    expect(judge('place-plan-order', plan(changes)).orders).toMatchObject([size]),
  );

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
    for (const name of ['size', 'price', 'presetTakeProfitPrice', 'presetStopLossPrice']) {
      refuses('place-order', order({ [name]: amount }));
      refuses('batch-orders', { symbol: 'BTCUSDT', orderList: [order(), order({ [name]: amount })] });
    }
    refuses('place-order', order({ presetStopLossPrice: '1', executeStopLossPrice: amount }));
    refuses('place-order', order({ tpslType: 'tpsl', triggerPrice: amount }));
    for (const name of ['size', 'triggerPrice', 'executePrice'])
      refuses('place-plan-order', plan({ [name]: amount }));
    for (const name of ['size', 'price']) {
      const replace = { symbol: 'BTCUSDT', orderId: '1', size: '1', price: '1', [name]: amount };
      refuses('cancel-replace-order', replace);
      refuses('batch-cancel-replace-order', { orderList: [{ ...replace, [name]: '1' }, replace] });
    }
  });

  it.each(['1e5', '-1', '0', '1E400'])('refuses the JSON number %s', (size) =>
    refuses('place-order', JSON.stringify(order({ size: 7777 })).replace('7777', size)),
  );

  it.each([null, true, [1], { a: '1' }])('refuses the size %j', (size) =>
    refuses('place-order', order({ size })),
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

  it.each([
    ['no trigger', { triggerPrice: undefined }],
    ['no trigger type', { triggerType: undefined }],
    ['an unknown trigger type', { triggerType: 'market_price' }],
    ['no price', { executePrice: undefined }],
    ['another price beside it', { price: '1' }],
    ['the same price in other digits', { executePrice: '89', price: '89.0' }],
    ['a price of an order at market', { orderType: 'market', price: '89', executePrice: '89' }],
    ['a limit in quote currency', { planType: 'total' }],
    ['an unknown unit', { planType: 'quote' }],
    ['a preset', { presetStopLossPrice: '1' }],
    ['a tpslType', { tpslType: 'tpsl' }],
  ])('a plan order is refused with %s', (_, changes) => {
    const body = Object.fromEntries(Object.entries(plan(changes)).filter(([, value]) => value !== undefined));
    refuses('place-plan-order', body);
  });
});

describe('an order on Bitget', () => {
  it.each([
    [{ force: 'post_only' }, { type: 'post-only', timeInForce: null }],
    [{ force: undefined }, { type: 'limit', timeInForce: null }],
    [{ force: 'GTC' }, { type: 'limit', timeInForce: null }],
    [{ force: 'ioc' }, { type: 'limit', timeInForce: 'IOC' }],
    [{ force: 'FOK' }, { type: 'limit', timeInForce: 'FOK' }],
    [
      { ...MARKET, force: 'gtc' },
      { type: 'market', timeInForce: null },
    ],
    [
      { ...MARKET, force: 'post_only' },
      { type: 'market', timeInForce: null },
    ],
  ])('%j is %j', (changes, expected) => expect(first(changes)).toMatchObject(expected));

  it.each([
    ['no symbol', { symbol: undefined }],
    ['no price', { price: undefined }],
    ['a price for a market order', { orderType: 'market' }],
    ['an unknown type', { orderType: 'stop' }],
    ['a type in capitals', { orderType: 'LIMIT' }],
    ['no type', { orderType: undefined }],
    ['no side', { side: undefined }],
    ['an unknown side', { side: 'BUY' }],
    ['an unknown force', { force: 'normal' }],
    ['post-only in a spelling that is in no documentation', { force: 'POST_ONLY' }],
    ['a force in mixed letters', { force: 'Ioc' }],
    ['a loan', { loanType: 'autoLoan' }],
    ['a margin mode', { marginMode: 'crossed' }],
    ['a size of margin', { quoteSize: '1' }],
    ['a trigger without tpsl', { triggerPrice: '90' }],
    ['a trigger of a normal order', { tpslType: 'normal', triggerPrice: '90' }],
    ['tpsl without a trigger', { tpslType: 'tpsl' }],
    ['tpsl with a client id, which Bitget ignores', { tpslType: 'tpsl', triggerPrice: '90', clientOid: 'a' }],
    ['tpsl with presets', { tpslType: 'tpsl', triggerPrice: '90', presetStopLossPrice: '80' }],
    ['an unknown tpslType', { tpslType: 'plan', triggerPrice: '90' }],
    ['an execution price without its preset', { executeTakeProfitPrice: '120' }],
    [
      'one preset’s execution price at the other',
      { presetTakeProfitPrice: '120', executeStopLossPrice: '80' },
    ],
    ['an unknown self-trade mode', { stpMode: 'cancel' }],
    ['a client id of strange letters', { clientOid: 'a b' }],
    ['a long client id', { clientOid: 'a'.repeat(51) }],
    ['an empty client id', { clientOid: '' }],
    ['a time that is none', { requestTime: 'now' }],
    ['an unknown parameter', { newest: '1' }],
  ])('is refused with %s', (_, changes) => refuses('place-order', order(changes)));

  it.each([
    'btcusdt',
    'BTC-USDT',
    'BTC/USDT',
    'BTCUSDT ',
    '',
    'BTCUSDT_SPBL',
    'BTCUSDT,ETHUSDT',
    'ВТСUSDT',
    '$ALTUSDT',
    'B',
  ])('is refused for the market "%s"', (symbol) => {
    refuses('place-order', order({ symbol }));
    refuses('cancel-order', { symbol, orderId: '1' });
    refuses('cancel-symbol-order', { symbol });
    refuses('batch-cancel-plan-order', { symbolList: [symbol] });
  });

  it('may say until when it is wanted', () =>
    expect(first({ requestTime: '1760000000123', receiveWindow: 5000 }).type).toBe('limit'));

  it('is refused as a list, and without a body', () => {
    refuses('place-order', [order()]);
    refuses('place-order', '');
  });

  it('with presets is up to three, the others in the other direction', () => {
    const all = judge(
      'place-order',
      order({
        ...MARKET,
        presetTakeProfitPrice: '120',
        presetStopLossPrice: '90',
        executeStopLossPrice: '89',
        clientOid: 'a',
      }),
    ).orders;
    expect(all).toMatchObject([
      { side: 'buy', type: 'market', clientOrderId: 'a', quoteQuantity: { units: 25n } },
      {
        side: 'sell',
        type: 'stop-market',
        trigger: { units: 120n },
        price: null,
        clientOrderId: null,
        attached: true,
      },
      { side: 'sell', type: 'stop-limit', trigger: { units: 90n }, price: { units: 89n }, attached: true },
    ]);
    expect(
      judge('batch-orders', { symbol: 'BTCUSDT', orderList: [order(), order({ presetStopLossPrice: '90' })] })
        .orders,
    ).toHaveLength(3);
  });
});

describe('a batch on Bitget', () => {
  const list = (...orderList: unknown[]) => ({ symbol: 'BTCUSDT', orderList });
  const several = (...orderList: unknown[]) => ({ batchMode: 'multiple', orderList });
  const eth = { symbol: 'ETHUSDT' };

  it('takes the market beside the list, or that of each order', () => {
    const symbols = (body: unknown) => judge('batch-orders', body).orders.map(({ symbol }) => symbol);
    expect(symbols(list(order({ symbol: undefined }), order()))).toEqual(['BTCUSDT', 'BTCUSDT']);
    expect(symbols({ batchMode: 'single', ...list(order({ symbol: undefined })) })).toEqual(['BTCUSDT']);
    expect(symbols(several(order(), order(eth)))).toEqual(['BTCUSDT', 'ETHUSDT']);
  });

  it.each([
    ['another market in an order, which Bitget would ignore', list(order(), order(eth))],
    ['another market beside the list, which Bitget would ignore', { symbol: 'ETHUSDT', ...several(order()) }],
    ['no market of an order with batchMode multiple', several(order(), order({ symbol: undefined }))],
    [
      'a market beside the list only, with batchMode multiple',
      { symbol: 'BTCUSDT', ...several(order({ symbol: undefined })) },
    ],
    ['no market beside the list', { orderList: [order()] }],
    ['an unknown mode', { batchMode: 'MULTIPLE', orderList: [order()] }],
    ['one bad order', list(order(), order({ size: '1e9' }))],
    ['an unknown parameter in one order', list(order(), order({ lever: '5' }))],
    ['a loan in one order', list(order(), order({ loanType: 'autoLoan' }))],
    ['an order that waits', list(order({ tpslType: 'tpsl', triggerPrice: '1' }))],
    ['an order’s parameter beside the list', { size: '9', ...list(order()) }],
    ['a list in the list', list([order()])],
    ['null', list(null)],
    ['no order', list()],
    ['no list', { symbol: 'BTCUSDT' }],
    ['51 orders', list(...Array.from({ length: 51 }, () => order()))],
    ['a bare list', [order()]],
  ])('is refused with %s', (_, body) => refuses('batch-orders', body));
});

describe('changing and cancelling on Bitget', () => {
  const replace = { symbol: 'BTCUSDT', orderId: '1', size: '100000', price: '100' };

  it('shows how a replacement grows an order, and that it cancels it', () =>
    expect(judge('cancel-replace-order', { ...replace, orderType: 'limit' })).toMatchObject({
      orders: [
        {
          action: 'amend',
          symbol: 'BTCUSDT',
          type: 'limit',
          amends: byExchange('1'),
          quantity: { units: 100000n },
          // Its side is that of the order in whose place it is.
          needsKnownSize: true,
        },
      ],
      cancels: [{ symbol: 'BTCUSDT', order: byExchange('1') }],
    }));

  it('takes an empty id for none, as the documentation’s example has it', () => {
    expect(judge('cancel-replace-order', { ...replace, clientOid: '' }).cancels[0].order).toEqual(
      byExchange('1'),
    );
    expect(
      judge('cancel-order', { symbol: 'BTCUSDT', orderId: '', clientOid: 'a' }).cancels[0].order,
    ).toEqual(byClient('a'));
  });

  it.each([
    ['cancel-replace-order', { ...replace, clientOid: 'a' }],
    ['cancel-replace-order', { ...replace, newClientOid: 'b' }],
    ['batch-cancel-replace-order', { orderList: [{ ...replace, newClientOid: 'b' }] }],
    ['cancel-replace-order', { ...replace, orderId: undefined }],
    ['cancel-replace-order', { ...replace, orderId: 'all' }],
    ['cancel-replace-order', { ...replace, size: undefined }],
    ['cancel-replace-order', { ...replace, price: undefined }],
    ['cancel-replace-order', { ...replace, symbol: undefined }],
    ['cancel-replace-order', { ...replace, orderType: 'market' }],
    ['cancel-replace-order', { ...replace, presetStopLossPrice: '1' }],
    ['cancel-replace-order', { ...replace, side: 'buy' }],
    ['batch-cancel-replace-order', { orderList: [replace, { ...replace, presetStopLossPrice: '1' }] }],
    ['batch-cancel-replace-order', { orderList: [] }],
    ['batch-cancel-replace-order', { orderList: Array(51).fill(replace) }],
    ['batch-cancel-replace-order', { symbol: 'BTCUSDT', orderList: [replace] }],
    ['cancel-order', { symbol: 'BTCUSDT' }],
    ['cancel-order', { orderId: '1' }],
    ['cancel-order', { symbol: 'BTCUSDT', orderId: '1', clientOid: 'a' }],
    ['cancel-order', { symbol: 'BTCUSDT', orderId: '1,2' }],
    ['cancel-order', { symbol: 'BTCUSDT', orderId: '1', tpslType: 'all' }],
    ['cancel-order', { symbol: 'BTCUSDT', clientOid: 'a', tpslType: 'tpsl' }],
    ['cancel-order', { symbol: 'BTCUSDT', orderId: '', clientOid: 'a', tpslType: 'tpsl' }],
    ['cancel-symbol-order', {}],
    ['cancel-symbol-order', { symbol: 'BTCUSDT', orderId: '1' }],
    ['cancel-plan-order', {}],
    ['cancel-plan-order', { orderId: '1', symbol: 'BTCUSDT' }],
    [
      'batch-cancel-order',
      { symbol: 'BTCUSDT', orderList: [{ orderId: '1' }, { orderId: '1', symbol: 'ETHUSDT' }] },
    ],
    ['batch-cancel-order', { symbol: 'BTCUSDT', orderList: [{}] }],
    ['batch-cancel-order', { symbol: 'BTCUSDT', orderList: [{ orderId: '1', tpslType: 'tpsl' }] }],
    ['batch-cancel-order', { symbol: 'BTCUSDT' }],
    ['batch-cancel-plan-order', { symbolList: [] }],
    ['batch-cancel-plan-order', { symbolList: 'BTCUSDT' }],
    ['batch-cancel-plan-order', { symbolList: [['BTCUSDT']] }],
    ['batch-cancel-plan-order', { symbolList: null }],
  ])('refuses %s %j', (name, body) => refuses(name, body));

  it('doesn’t go by the market of an order that waits for a price, which Bitget doesn’t ask for', () => {
    expect(judge('cancel-order', { symbol: 'BTCUSDT', orderId: '1', tpslType: 'tpsl' }).cancels).toEqual([
      { symbol: null, order: byExchange('1', 'algo') },
    ]);
    expect(judge('cancel-order', { symbol: 'BTCUSDT', orderId: '1', tpslType: 'normal' }).cancels).toEqual([
      { symbol: 'BTCUSDT', order: byExchange('1') },
    ]);
  });

  it('counts plan orders of no market as those of all', () =>
    expect(judge('batch-cancel-plan-order', {}).cancels).toEqual([{ symbol: null, order: null }]));

  it('takes each market of a list of cancellations', () =>
    expect(
      judge('batch-cancel-order', {
        batchMode: 'multiple',
        orderList: [
          { symbol: 'BTCUSDT', orderId: '1' },
          { symbol: 'ETHUSDT', clientOid: 'a' },
        ],
      }).cancels,
    ).toEqual([
      { symbol: 'BTCUSDT', order: byExchange('1') },
      { symbol: 'ETHUSDT', order: byClient('a') },
    ]));
});
