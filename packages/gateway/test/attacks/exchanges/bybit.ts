import type { Attack } from './attack.ts';

const order = (qty: unknown, price: unknown) => ({
  symbol: 'BTCUSDT',
  side: 'Buy',
  orderType: 'Limit',
  qty,
  price,
});
const failed = (retCode: number) =>
  [200, { retCode, retMsg: 'x', result: {}, retExtInfo: {}, time: 1 }] as const;

export const bybit: Attack = {
  order: (qty, price, more) => [
    'private',
    'POST',
    'v5/order/create',
    { category: 'spot', ...order(qty, price), ...more },
  ],
  batch: (orders) => [
    'private',
    'POST',
    'v5/order/create-batch',
    { category: 'spot', request: orders.map(([qty, price]) => order(qty, price)) },
  ],
  withdrawals: [
    ['private', 'POST', 'v5/asset/withdraw/create', { coin: 'BTC', address: 'bc1qthief', amount: '1' }],
  ],
  loans: [
    ['private', 'POST', 'v5/account/borrow', { coin: 'USDT', amount: '1000' }],
    ['private', 'POST', 'v5/order/create', { category: 'spot', ...order('0.001', '49000'), isLeverage: 1 }],
  ],
  transfers: [
    [
      'private',
      'POST',
      'v5/asset/transfer/universal-transfer',
      { coin: 'BTC', amount: '1', fromMemberId: 1, toMemberId: 2 },
    ],
    ['private', 'POST', 'v5/asset/transfer/inter-transfer', { coin: 'BTC', amount: '1' }],
  ],
  credentials: [['private', 'POST', 'v5/user/create-sub-api', { subuid: 1, readOnly: 0 }]],
  amend: (orderId, qty) => [
    'private',
    'POST',
    'v5/order/amend',
    { category: 'spot', symbol: 'BTCUSDT', orderId, qty },
  ],
  amended: [
    /order\/amend$/,
    (orderId) => ({
      retCode: 0,
      retMsg: 'OK',
      result: { orderId, orderLinkId: '' },
      retExtInfo: {},
      time: 1,
    }),
  ],
  rejected: failed(170131),
  open: failed(170007),
};
