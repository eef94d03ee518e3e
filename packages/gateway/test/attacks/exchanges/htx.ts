import type { Attack } from './attack.ts';

const SPOT = ['spot', 'private'];
const order = (amount: unknown, price: unknown) => ({
  'account-id': '5260185',
  symbol: 'btcusdt',
  type: 'buy-limit',
  amount,
  price,
});
const error = (code: string) =>
  [200, { status: 'error', 'err-code': code, 'err-msg': 'x', data: null }] as const;

export const htx: Attack = {
  order: (amount, price, more) => [
    SPOT,
    'POST',
    'v1/order/orders/place',
    { ...order(amount, price), ...more },
  ],
  batch: (wanted) => [
    SPOT,
    'POST',
    'v1/order/batch-orders',
    wanted.map(([amount, price]) => order(amount, price)) as never,
  ],
  withdrawals: [
    [SPOT, 'POST', 'v1/dw/withdraw/api/create', { address: 'bc1qthief', amount: '1', currency: 'btc' }],
    [SPOT, 'POST', 'v1/dw/withdraw-virtual/{withdraw-id}/cancel', { 'withdraw-id': '7' }],
  ],
  loans: [
    [SPOT, 'POST', 'v1/margin/orders', { symbol: 'btcusdt', currency: 'usdt', amount: '100' }],
    [SPOT, 'POST', 'v1/cross-margin/orders', { currency: 'usdt', amount: '100' }],
    [SPOT, 'POST', 'v1/order/auto/place', { ...order('0.001', '49000'), 'trade-purpose': '1' }],
    [SPOT, 'POST', 'v1/order/orders/place', { ...order('0.001', '49000'), 'account-id': '5260186' }],
    [SPOT, 'POST', 'v1/order/orders/place', { ...order('0.001', '49000'), 'account-id': '05260185' }],
    [SPOT, 'POST', 'v1/order/orders/place', { ...order('0.001', '49000'), source: 'super-margin-api' }],
  ],
  transfers: [
    [SPOT, 'POST', 'v1/account/transfer', { 'from-account-type': 'spot', currency: 'btc', amount: '1' }],
    [
      SPOT,
      'POST',
      'v1/subuser/transfer',
      { 'sub-uid': 1, currency: 'btc', amount: '1', type: 'master-transfer-out' },
    ],
    [SPOT, 'POST', 'v2/account/transfer', { from: 'spot', to: 'linear-swap', currency: 'usdt', amount: '1' }],
  ],
  credentials: [
    [SPOT, 'POST', 'v2/sub-user/api-key-generation', { subUid: 1, note: 'thief', permission: 'trade' }],
    [
      SPOT,
      'POST',
      'v2/sub-user/api-key-modification',
      { subUid: 1, accessKey: 'x', ipAddresses: '203.0.113.66' },
    ],
    [SPOT, 'GET', 'v2/user/api-key', { uid: 63628520 }],
  ],
  amend: null,
  amended: null,
  rejected: error('order-accountbalance-error'),
  open: error('base-system-error'),
};
