import type { Attack, Call } from './attack.ts';

const order = (size: unknown, price: unknown) => ({
  symbol: 'BTCUSDT',
  side: 'buy',
  orderType: 'limit',
  force: 'gtc',
  size,
  price,
});
const failed = (status: number, code: string, msg: string) =>
  [status, { code, msg, requestTime: 1, data: null }] as const;
const post = (api: string, path: string, parameters: Record<string, unknown>): Call => [
  ['private', api],
  'POST',
  path,
  parameters,
];
const money = { coin: 'BTC', amount: '1', size: '1' };

export const bitget: Attack = {
  order: (size, price, more) => post('spot', 'v2/spot/trade/place-order', { ...order(size, price), ...more }),
  batch: (orders) =>
    post('spot', 'v2/spot/trade/batch-orders', {
      symbol: 'BTCUSDT',
      orderList: orders.map(([size, price]) => order(size, price)),
    }),
  withdrawals: [
    post('spot', 'v2/spot/wallet/withdrawal', { ...money, transferType: 'on_chain', address: 'bc1qthief' }),
    post('spot', 'spot/v1/wallet/withdrawal-v2', { ...money, chain: 'BTC', address: 'bc1qthief' }),
    post('spot', 'spot/v1/wallet/withdrawal-inner-v2', { ...money, toUid: '1' }),
    post('uta', 'v3/account/withdraw', { ...money, transferType: 'on_chain', address: 'bc1qthief' }),
    post('broker', 'v2/broker/account/subaccount-withdrawal', { ...money, address: 'bc1qthief' }),
  ],
  loans: [
    post('margin', 'v2/margin/crossed/account/borrow', { coin: 'USDT', borrowAmount: '100' }),
    post('margin', 'v2/margin/crossed/place-order', { ...order('0.001', '49000'), loanType: 'autoLoan' }),
    post('margin', 'margin/v1/cross/order/placeOrder', { ...order('0.001', '49000'), loanType: 'autoLoan' }),
    post('earn', 'v2/earn/loan/borrow', { loanCoin: 'USDT', pledgeCoin: 'BTC', pledgeAmount: '1' }),
    post('spot', 'v2/spot/trade/place-order', { ...order('0.001', '49000'), loanType: 'autoLoan' }),
    post('spot', 'v2/spot/trade/place-order', { ...order('0.001', '49000'), marginMode: 'crossed' }),
    post('uta', 'v3/trade/place-order', { ...order('0.001', '49000'), category: 'SPOT', qty: '0.001' }),
    post('uta', 'v3/trade/place-order', { ...order('0.001', '49000'), category: 'MARGIN', qty: '0.001' }),
    post('mix', 'v2/mix/order/place-order', { ...order('1', '49000'), productType: 'USDT-FUTURES' }),
  ],
  transfers: [
    post('spot', 'v2/spot/wallet/transfer', { ...money, fromType: 'spot', toType: 'crossed_margin' }),
    post('spot', 'v2/spot/wallet/subaccount-transfer', { ...money, fromUserId: '1', toUserId: '2' }),
    post('uta', 'v3/account/transfer', { ...money, fromType: 'spot', toType: 'uta' }),
    post('earn', 'v2/earn/savings/subscribe', { ...money, productId: '1', periodType: 'flexible' }),
  ],
  credentials: [
    post('user', 'v2/user/create-virtual-subaccount-apikey', { subAccountUid: '1', passphrase: 'b' }),
    post('user', 'v2/user/modify-virtual-subaccount-apikey', { subAccountUid: '1', passphrase: 'b' }),
    [['private', 'user'], 'GET', 'v2/user/virtual-subaccount-apikey-list', { subAccountUid: '1' }],
    post('broker', 'v2/broker/manage/create-subaccount-apikey', { subUid: '1', passphrase: 'b' }),
    post('uta', 'v3/user/create-sub-api', { subUid: '1', passphrase: 'b' }),
  ],
  amend: (orderId, size) =>
    post('spot', 'v2/spot/trade/cancel-replace-order', { symbol: 'BTCUSDT', orderId, size, price: '49000' }),
  amended: [
    /cancel-replace-order$/,
    (orderId) => ({ code: '00000', data: { orderId, clientOid: null, success: 'success', msg: null } }),
  ],
  rejected: failed(400, '43012', 'Insufficient balance'),
  open: failed(400, '40015', 'System is abnormal, please try again later'),
};
