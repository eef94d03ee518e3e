import type { Attack } from './attack.ts';

const order = (sz: unknown, px: unknown) => ({
  instId: 'BTC-USDT',
  tdMode: 'cash',
  side: 'buy',
  ordType: 'limit',
  sz,
  px,
});
const answered = (code: string, item: object) => [200, { code, msg: '', data: [item] }] as const;

export const okx: Attack = {
  order: (sz, px, more) => ['private', 'POST', 'trade/order', { ...order(sz, px), ...more }],
  batch: (orders) => [
    'private',
    'POST',
    'trade/batch-orders',
    orders.map(([sz, px]) => order(sz, px)) as never,
  ],
  withdrawals: [
    ['private', 'POST', 'asset/withdrawal', { ccy: 'BTC', amt: '1', dest: '4', toAddr: 'bc1qthief' }],
    ['private', 'POST', 'asset/withdrawal-lightning', { ccy: 'BTC', invoice: 'lnbc1' }],
    ['private', 'POST', 'fiat/create-withdrawal', { paymentAcctId: '1', ccy: 'EUR', amt: '1' }],
  ],
  loans: [
    ['private', 'POST', 'account/spot-manual-borrow-repay', { ccy: 'USDT', side: 'borrow', amt: '100' }],
    ['private', 'POST', 'trade/order', { ...order('0.001', '49000'), tdMode: 'cross' }],
  ],
  transfers: [
    ['private', 'POST', 'asset/transfer', { ccy: 'BTC', amt: '1', from: '6', to: '18' }],
    [
      'private',
      'POST',
      'asset/subaccount/transfer',
      { ccy: 'BTC', amt: '1', from: '6', to: '6', fromSubAccount: 'a', toSubAccount: 'b' },
    ],
  ],
  credentials: [
    ['private', 'POST', 'users/subaccount/apikey', { subAcct: 'a', label: 'x', passphrase: 'y' }],
  ],
  amend: (ordId, newSz) => ['private', 'POST', 'trade/amend-order', { instId: 'BTC-USDT', ordId, newSz }],
  amended: [/amend-order$/, (ordId) => answered('0', { ordId, clOrdId: '', sCode: '0', sMsg: '' })[1]],
  rejected: answered('1', { ordId: '', clOrdId: '', sCode: '51008', sMsg: 'x' }),
  open: answered('1', { ordId: '', clOrdId: '', sCode: '50004', sMsg: 'x' }),
};
