import type { Attack } from './attack.ts';

let orders = 0;
const SPOT = ['private', 'spot'];
const order = (amount: unknown, price: unknown) => ({
  text: `t-thief-${++orders}`,
  currency_pair: 'BTC_USDT',
  type: 'limit',
  account: 'spot',
  side: 'buy',
  amount,
  price,
});

export const gate: Attack = {
  order: (amount, price, more) => [SPOT, 'POST', 'orders', { ...order(amount, price), ...more }],
  batch: (wanted) => [
    SPOT,
    'POST',
    'batch_orders',
    wanted.map(([amount, price]) => order(amount, price)) as never,
  ],
  withdrawals: [
    [
      ['private', 'withdrawals'],
      'POST',
      'withdrawals',
      { currency: 'BTC', amount: '1', address: 'bc1qthief' },
    ],
    [
      ['private', 'withdrawals'],
      'POST',
      'withdrawals/push',
      { receive_uid: 1, currency: 'BTC', amount: '1' },
    ],
    [['private', 'withdrawals'], 'DELETE', 'withdrawals/{withdrawal_id}', { withdrawal_id: '210496' }],
  ],
  loans: [
    [['private', 'margin'], 'POST', 'uni/loans', { currency: 'USDT', type: 'borrow', amount: '100' }],
    [['private', 'unified'], 'POST', 'loans', { currency: 'USDT', type: 'borrow', amount: '100' }],
    [SPOT, 'POST', 'orders', { ...order('0.001', '49000'), account: 'margin' }],
    [SPOT, 'POST', 'orders', { ...order('0.001', '49000'), account: 'cross_margin' }],
    [SPOT, 'POST', 'orders', { ...order('0.001', '49000'), account: 'unified' }],
    [SPOT, 'POST', 'orders', { ...order('0.001', '49000'), auto_borrow: true }],
    [SPOT, 'POST', 'orders', { ...order('0.001', '49000'), auto_borrow: 'false' }],
    [SPOT, 'POST', 'cross_liquidate_orders', { currency_pair: 'BTC_USDT', amount: '1', price: '49000' }],
  ],
  transfers: [
    [
      ['private', 'wallet'],
      'POST',
      'transfers',
      { currency: 'BTC', from: 'spot', to: 'margin', amount: '1' },
    ],
    [
      ['private', 'wallet'],
      'POST',
      'sub_account_transfers',
      { currency: 'BTC', sub_account: '1', direction: 'to', amount: '1' },
    ],
    [
      ['private', 'wallet'],
      'POST',
      'sub_account_to_sub_account',
      { currency: 'BTC', sub_account_from: '1', sub_account_to: '2', amount: '1' },
    ],
  ],
  credentials: [
    [['private', 'subAccounts'], 'POST', 'sub_accounts/{user_id}/keys', { user_id: '1', name: 'thief' }],
    [['private', 'subAccounts'], 'GET', 'sub_accounts/{user_id}/keys', { user_id: '1' }],
    [['private', 'account'], 'GET', 'main_keys'],
  ],
  amend: (order_id, amount) => [
    SPOT,
    'PATCH',
    'orders/{order_id}',
    { order_id, currency_pair: 'BTC_USDT', account: 'spot', amount, price: '49000' },
  ],
  amended: [/spot\/orders\/\d+$/, (id) => ({ id, text: 'apiv4', status: 'open', currency_pair: 'BTC_USDT' })],
  rejected: [400, { label: 'BALANCE_NOT_ENOUGH', message: 'x' }],
  open: [400, { label: 'REPEATED_CREATION', message: 'x' }],
};
