import { describe, expect, it } from 'vitest';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { type Body, judge, order } from './requests.ts';

function refuses(path: string, body: Body, rule?: string): void {
  const refusal = rule === undefined ? Refusal : expect.objectContaining({ rule });
  expect(() => judge(path, body)).toThrow(refusal as never);
}

const ORDER_PATHS = ['buy/btcusd/', 'sell/btcusd/'];
const PRICELESS = [
  'buy/market/btcusd/',
  'sell/market/btcusd/',
  'buy/instant/btcusd/',
  'sell/instant/btcusd/',
];

describe('amounts and prices on Bitstamp', () => {
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
    '1 ',
    '1_0',
  ];
  it.each(nasty)('refuses the amount and the price "%s"', (value) => {
    for (const path of ORDER_PATHS) {
      refuses(path, order({ amount: value }));
      refuses(path, order({ price: value }));
    }
    for (const path of PRICELESS) refuses(path, { amount: value });
    refuses('replace_order/', { id: '1', ...order({ amount: value }) });
    refuses('replace_order/', { id: '1', ...order({ price: value }) });
  });
  it.each([
    'amount=1&amount=100&price=5',
    'amount=1&price=5&price=500',
    'amount=1&amoun%74=100&price=5',
    'amount[]=1&price=5',
  ])('refuses the body %s', (body) => refuses('buy/btcusd/', body));
});

describe('an order on Bitstamp', () => {
  it('has side, kind and market from its path', () => {
    expect(judge('sell/ethusdt/', order()).orders).toMatchObject([
      { side: 'sell', symbol: 'ethusdt', type: 'limit', quantity: { units: 25n, scale: 2 } },
    ]);
    expect(judge('buy/market/btcusd/', { amount: '2' }).orders).toMatchObject([
      { side: 'buy', type: 'market', quantity: { units: 2n }, quoteQuantity: null, price: null },
    ]);
  });

  it('is sized in quote currency when it is an instant buy, or says so', () => {
    const [bought] = judge('buy/instant/btcusd/', { amount: '250' }).orders;
    expect(bought).toMatchObject({ type: 'market', quantity: null, quoteQuantity: { units: 250n } });
    const [sold] = judge('sell/instant/btcusd/', { amount: '2' }).orders;
    expect(sold).toMatchObject({ quantity: { units: 2n }, quoteQuantity: null });
    const [inCounter] = judge('sell/instant/btcusd/', { amount: '250', amount_in_counter: 'True' }).orders;
    expect(inCounter).toMatchObject({ quantity: null, quoteQuantity: { units: 250n } });
    refuses('buy/instant/btcusd/', { amount: '250', amount_in_counter: 'True' }, 'unknown parameter');
    refuses('sell/market/btcusd/', { amount: '250', amount_in_counter: 'True' }, 'unknown parameter');
    for (const amount_in_counter of ['false', 'False', '0', '1', '', 'TRUE', 'yes', 'on'])
      refuses('sell/instant/btcusd/', { amount: '250', amount_in_counter });
  });

  it.each(['market', 'instant', 'BTCUSD', 'btc', 'all', 'btc_usd'])(
    'is none in the market "%s"',
    (symbol) => {
      refuses(`buy/${symbol}/`, order());
      refuses(`sell/${symbol}/`, order());
      refuses(`buy/market/${symbol}/`, { amount: '1' });
    },
  );

  it.each(['btcusd-perp', 'ethusd-perp'])('in %s is a derivative', (symbol) => {
    for (const path of [
      `buy/${symbol}/`,
      `sell/market/${symbol}/`,
      `buy/instant/${symbol}/`,
      `cancel_all_orders/${symbol}/`,
    ])
      refuses(path, path.startsWith('cancel') ? '' : { amount: '1' }, 'product');
  });

  it.each([
    ['subtype', 'STOP_LOSS'],
    ['margin_mode', 'CROSS'],
    ['leverage', '1'],
    ['leverage', ''],
    ['stop_price', '90'],
    ['trigger', 'LAST'],
    ['activation_price', '90'],
    ['trailing_delta', '100'],
    ['reduce_only', 'false'],
  ])('is a derivative with %s=%s', (name, value) => {
    for (const path of ORDER_PATHS) refuses(path, order({ [name]: value }), 'product');
    for (const path of PRICELESS) refuses(path, { amount: '1', [name]: value }, 'product');
  });

  it('has no second order behind it', () => {
    for (const limit_price of ['110', '0', '', 'null'])
      refuses('buy/btcusd/', order({ limit_price }), 'parameter out of place');
  });

  it('stays as it says, in one way', () => {
    const kindOf = (changes: Record<string, string>) => judge('buy/btcusd/', order(changes)).orders[0];
    expect(kindOf({ ioc_order: 'True' })).toMatchObject({ type: 'limit', timeInForce: 'IOC' });
    expect(kindOf({ moc_order: 'true' })).toMatchObject({ type: 'post-only', timeInForce: null });
    expect(kindOf({ gtd_order: 'True', expire_time: '1760000600000' }).timeInForce).toBe('GTD');
    refuses('buy/btcusd/', order({ ioc_order: 'True', fok_order: 'True' }), 'order kind');
    refuses('buy/btcusd/', order({ gtd_order: 'True' }), 'expire_time');
    refuses('buy/btcusd/', order({ expire_time: '1760000600000' }), 'expire_time');
    refuses('buy/btcusd/', order({ ioc_order: 'True', expire_time: '1760000600000' }), 'expire_time');
    for (const name of ['daily_order', 'ioc_order', 'fok_order', 'moc_order', 'gtd_order'])
      for (const value of ['false', 'False', '0', '1', '', 'TRUE', 'no'])
        refuses('buy/btcusd/', order({ [name]: value }));
  });

  it.each([
    ['no amount', order({ amount: undefined })],
    ['no price', order({ price: undefined })],
    ['an unknown parameter', order({ slippage: '1' })],
    ['a stop-loss behind it', order({ stop_loss_price: '1' })],
    ['a client id of strange letters', order({ client_order_id: 'a b' })],
    ['a client id that is too long', order({ client_order_id: 'a'.repeat(129) })],
    ['an empty client id', order({ client_order_id: '' })],
    ['a sub-account', order({ subAccount: '7' })],
    ['another side', order({ type: '1' })],
    ['an order id', order({ id: '5' })],
    ['nothing', ''],
    ['ccxt’s nothing', 'foo=bar'],
  ])('is refused with %s', (_, body) => refuses('buy/btcusd/', body));

  it('at any price takes no price', () => {
    for (const path of PRICELESS) refuses(path, order(), 'unknown parameter');
  });
});

describe('replacing and cancelling on Bitstamp', () => {
  it('a replacement is a cancellation and an order', () =>
    expect(judge('replace_order/', { id: '5', ...order(), client_order_id: 'new' })).toMatchObject({
      orders: [
        { action: 'amend', amends: byExchange('5'), symbol: null, type: 'limit', clientOrderId: 'new' },
      ],
      cancels: [{ symbol: null, order: byExchange('5') }],
    }));

  it.each([
    ['no id', order()],
    ['a client’s id, which others may share', { orig_client_order_id: 'x', ...order() }],
    ['both ids', { id: '5', orig_client_order_id: 'x', ...order() }],
    ['no price', { id: '5', amount: '1' }],
    ['no amount', { id: '5', price: '1' }],
    ['leverage', { id: '5', ...order(), leverage: '5' }],
    ['an id of zero', { id: '0', ...order() }],
    ['an id with a sign', { id: '-5', ...order() }],
    ['two ids in one', { id: '5,6', ...order() }],
    ['an id in hex', { id: '0x5', ...order() }],
  ])('a replacement with %s is refused', (_, body) => refuses('replace_order/', body));

  it('a cancellation names one order by the exchange’s id', () => {
    expect(judge('cancel_order/', { id: '5' }).cancels).toEqual([{ symbol: null, order: byExchange('5') }]);
    for (const body of [
      {},
      { id: '' },
      { id: '5,6' },
      { id: '05' },
      { id: 'abc' },
      { client_order_id: 'x' },
      { id: '5', client_order_id: 'x' },
      { id: '5', foo: 'bar' },
    ])
      refuses('cancel_order/', body);
  });

  it('all orders are all, or all of a market', () => {
    expect(judge('cancel_all_orders/', '').cancels).toEqual([{ symbol: null, order: null }]);
    expect(judge('cancel_all_orders/', 'foo=bar').cancels).toEqual([{ symbol: null, order: null }]);
    expect(judge('cancel_all_orders/ethusdt/', '').cancels).toEqual([{ symbol: 'ethusdt', order: null }]);
    for (const body of ['foo=baz', 'id=5', 'symbol=btcusd', 'foo=bar&id=5'])
      refuses('cancel_all_orders/', body);
    refuses('cancel_all_orders/market/', '');
  });
});
