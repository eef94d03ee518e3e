import type { Attack } from './attack.ts';

const order = (quantity: unknown, price: unknown) => ({
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  quantity,
  price,
});
const spot = ['spot', 'private'] as const;
const futures = ['contract', 'private'] as const;
const broker = ['broker', 'private'] as const;

export const mexc: Attack = {
  order: (quantity, price, more) => [spot, 'POST', 'order', { ...order(quantity, price), ...more }],
  batch: (orders) => [
    spot,
    'POST',
    'batchOrders',
    { batchOrders: JSON.stringify(orders.map(([quantity, price]) => order(quantity, price))) },
  ],
  withdrawals: [
    [spot, 'POST', 'capital/withdraw', { coin: 'BTC', address: 'thief', amount: '1', netWork: 'BTC' }],
    [spot, 'POST', 'capital/withdraw/apply', { coin: 'BTC', address: 'thief', amount: '1' }],
    [spot, 'POST', 'capital/Withdraw', { coin: 'BTC', address: 'thief', amount: '1' }],
    [spot, 'DELETE', 'capital/withdraw', { id: '1' }],
    [
      spot,
      'POST',
      'capital/transfer/internal',
      { toAccountType: 'EMAIL', toAccount: 'a@b.c', asset: 'BTC', amount: '1' },
    ],
    [broker, 'POST', 'capital/withdraw/apply', { coin: 'BTC', address: 'thief', amount: '1' }],
  ],
  loans: [
    [spot, 'POST', 'margin/order', order('0.001', '49000')],
    [spot, 'POST', 'margin/loan', { asset: 'BTC', amount: '1', symbol: 'BTCUSDT' }],
    [spot, 'POST', 'order', { ...order('0.001', '49000'), isIsolated: 'TRUE' }],
    [
      futures,
      'POST',
      'order/submit',
      { symbol: 'BTC_USDT', price: 1, vol: 1, side: 1, type: 1, openType: 1 },
    ],
    [futures, 'POST', 'position/change_leverage', { positionId: 1, leverage: 50 }],
    [spot, 'POST', '../v1/private/order/submit', { symbol: 'BTC_USDT', vol: 1 }],
  ],
  transfers: [
    [
      spot,
      'POST',
      'capital/transfer',
      { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'BTC', amount: '1' },
    ],
    [
      spot,
      'POST',
      'capital/sub-account/universalTransfer',
      { fromAccountType: 'SPOT', toAccountType: 'SPOT', asset: 'BTC', amount: '1' },
    ],
    [spot, 'POST', 'capital/convert', { asset: 'BTC' }],
    [spot, 'POST', 'capital/deposit/address', { coin: 'BTC', network: 'BTC' }],
  ],
  credentials: [
    ...(['GET', 'POST', 'PUT', 'DELETE'] as const).map(
      (method) => [spot, method, 'userDataStream', method === 'PUT' ? { listenKey: 'x' } : {}] as const,
    ),
    [spot, 'GET', 'sub-account/apiKey', { subAccount: 'a' }],
    [spot, 'POST', 'sub-account/apiKey', { subAccount: 'a', note: 'b', permissions: 'SPOT_DEAL_WRITE' }],
    [spot, 'POST', 'apiKeyInfo', { apiKey: 'mx0aaaaaaaaaaaaaaa', ipWhiteList: '203.0.113.66' }],
    [spot, 'GET', 'apiKeyInfo', { accessKey: 'mx0aaaaaaaaaaaaaaa' }],
    [broker, 'GET', 'sub-account/onceToken'],
    // A GET by the documentation that adds an account to a group.
    [spot, 'GET', 'strategy/group/uid', { uid: '1', tradeGroupId: '1' }],
  ],
  amend: null,
  amended: null,
  rejected: [400, { code: 30004, msg: 'Insufficient position' }],
  open: [400, { code: 20002, msg: 'Internal system error please contact support' }],
};
