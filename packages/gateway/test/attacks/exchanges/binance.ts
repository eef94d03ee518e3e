import type { Attack } from './attack.ts';

export const binance: Attack = {
  order: (quantity, price, more) => [
    'private',
    'POST',
    'order',
    { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity, price, ...more },
  ],
  batch: () => null,
  withdrawals: [
    ['sapi', 'POST', 'capital/withdraw/apply', { coin: 'BTC', address: 'bc1qthief', amount: '1' }],
    ['sapi', 'POST', 'localentity/withdraw/apply', { coin: 'BTC', address: 'bc1qthief', amount: '1' }],
    ['sapi', 'POST', 'giftcard/createCode', { token: 'BTC', amount: '1' }],
    ['sapi', 'POST', 'capital/withdraw/Apply', { coin: 'BTC' }],
    ['sapi', 'POST', 'fiat/withdraw', { coin: 'EUR' }],
  ],
  loans: [
    ['sapi', 'POST', 'margin/borrow-repay', { asset: 'USDT', amount: '1000', type: 'BORROW' }],
    ['sapi', 'POST', 'margin/loan', { asset: 'USDT', amount: '1000' }],
    [
      'private',
      'POST',
      'order',
      { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001', sideEffectType: 'MARGIN_BUY' },
    ],
  ],
  transfers: [
    ['sapi', 'POST', 'sub-account/universalTransfer', { asset: 'BTC', amount: '1', toEmail: 'a@b.c' }],
    ['sapi', 'POST', 'asset/transfer', { type: 'MAIN_UMFUTURE', asset: 'BTC', amount: '1' }],
  ],
  credentials: [
    ['private', 'POST', 'userDataStream'],
    ['sapi', 'POST', 'userListenToken'],
    ['sapi', 'POST', 'broker/subAccountApi', { subAccountId: '1', canTrade: 'true' }],
  ],
  amend: (orderId, newQty) => [
    'private',
    'PUT',
    'order/amend/keepPriority',
    { symbol: 'BTCUSDT', orderId, newQty },
  ],
  amended: [/keepPriority$/, (id) => ({ amendedOrder: { orderId: Number(id), clientOrderId: 'x' } })],
  rejected: [400, { code: -2010, msg: 'Account has insufficient balance for requested action.' }],
  open: [400, { code: -1007, msg: 'Timeout waiting for response from backend server.' }],
};
