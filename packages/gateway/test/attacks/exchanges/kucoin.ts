import type { Attack } from './attack.ts';

const order = (size: unknown, price: unknown) => ({
  clientOid: `bot-${Math.random().toString(36).slice(2)}`,
  symbol: 'BTC-USDT',
  side: 'buy',
  type: 'limit',
  size,
  price,
});
const failed = (code: string, msg: string) => [200, { code, msg }] as const;
const transfer = { clientOid: 'a', currency: 'BTC', amount: '1' };

export const kucoin: Attack = {
  order: (size, price, more) => ['private', 'POST', 'hf/orders', { ...order(size, price), ...more }],
  batch: (orders) => [
    'private',
    'POST',
    'hf/orders/multi',
    { orderList: orders.map(([size, price]) => order(size, price)) },
  ],
  withdrawals: [
    [
      'private',
      'POST',
      'withdrawals',
      { currency: 'BTC', toAddress: 'bc1qthief', amount: '1', withdrawType: 'ADDRESS' },
    ],
    ['private', 'POST', 'withdrawals', { version: 'v1', currency: 'BTC', address: 'bc1qthief', amount: '1' }],
    ['utaPrivate', 'POST', 'withdrawal', { currency: 'BTC', toAddress: 'bc1qthief', amount: '1' }],
    ['futuresPrivate', 'POST', 'withdrawals', { currency: 'XBT', address: 'bc1qthief', amount: '1' }],
    [
      'broker',
      'POST',
      'broker/withdrawal',
      { version: 'v2', currency: 'BTC', toAddress: 'bc1qthief', amount: '1' },
    ],
  ],
  loans: [
    ['private', 'POST', 'margin/borrow', { currency: 'USDT', size: '100', timeInForce: 'FOK' }],
    ['private', 'POST', 'hf/margin/order', { ...order('0.001', '49000'), autoBorrow: true }],
    ['private', 'POST', 'margin/order', { ...order('0.001', '49000'), autoBorrow: true }],
    ['private', 'POST', 'orders', { ...order('0.001', '49000'), tradeType: 'MARGIN_TRADE' }],
    ['private', 'POST', 'hf/orders', { ...order('0.001', '49000'), tradeType: 'MARGIN_ISOLATED_TRADE' }],
    [
      'private',
      'POST',
      'stop-order',
      { ...order('0.001', '49000'), stopPrice: '49500', tradeType: 'MARGIN_TRADE' },
    ],
    ['private', 'POST', 'hf/orders', { ...order('0.001', '49000'), autoBorrow: true }],
    ['private', 'POST', 'hf/orders', { ...order('0.001', '49000'), marginMode: 'cross' }],
    ['utaPrivate', 'POST', 'unified/order/place', { ...order('0.001', '49000'), tradeType: 'SPOT' }],
    ['futuresPrivate', 'POST', 'orders', { ...order('1', '49000'), leverage: 5 }],
  ],
  transfers: [
    ['private', 'POST', 'accounts/inner-transfer', { ...transfer, from: 'main', to: 'trade' }],
    ['private', 'POST', 'accounts/universal-transfer', { ...transfer, type: 'PARENT_TO_SUB', toUserId: '1' }],
    ['private', 'POST', 'accounts/sub-transfer', { ...transfer, direction: 'OUT', subUserId: '1' }],
    ['private', 'POST', 'transfer-out', { ...transfer, recAccountType: 'MAIN' }],
    ['utaPrivate', 'POST', 'account/transfer', { ...transfer, type: '1' }],
    ['earn', 'POST', 'earn/orders', { productId: '1', amount: '1', accountType: 'MAIN' }],
  ],
  credentials: [
    ['private', 'POST', 'bullet-private'],
    ['futuresPrivate', 'POST', 'bullet-private'],
    ['private', 'POST', 'bullet-private', { version: 'v2' }],
    ['private', 'GET', 'sub/api-key', { subName: 'a' }],
    ['private', 'POST', 'sub/api-key', { subName: 'a', passphrase: 'b', remark: 'c' }],
    ['private', 'POST', 'sub/api-key/update', { subName: 'a', apiKey: 'b', passphrase: 'c' }],
    ['broker', 'POST', 'broker/nd/account/apikey', { uid: '1', passphrase: 'b' }],
    ['utaPrivate', 'POST', 'user/create-sub-api-key', { subName: 'a' }],
  ],
  amend: (orderId, newSize) => [
    'private',
    'POST',
    'hf/orders/alter',
    { symbol: 'BTC-USDT', orderId, newSize },
  ],
  amended: [
    /hf\/orders\/alter$/,
    (orderId) => ({ code: '200000', data: { newOrderId: orderId, clientOid: 'bot-7' } }),
  ],
  rejected: failed('200004', 'Balance insufficient!'),
  open: failed('500000', 'Internal Server Error'),
};
