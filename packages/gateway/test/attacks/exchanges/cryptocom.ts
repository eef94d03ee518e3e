import type { Attack, Call } from './attack.ts';

const API = ['v1', 'private'];
const call = (name: string, parameters: Record<string, unknown>): Call => [
  API,
  'POST',
  `private/${name}`,
  parameters,
];
const order = (quantity: unknown, price: unknown) => ({
  instrument_name: 'BTC_USDT',
  side: 'BUY',
  type: 'LIMIT',
  quantity,
  price,
  spot_margin: 'SPOT',
});
const answered = (code: number, result?: object) => ({
  id: 1,
  method: 'private/create-order',
  code,
  message: 'x',
  ...(result === undefined ? {} : { result }),
});

export const cryptocom: Attack = {
  order: (quantity, price, more) => call('create-order', { ...order(quantity, price), ...more }),
  batch: (orders) =>
    call('create-order-list', {
      contingency_type: 'LIST',
      order_list: orders.map(([quantity, price]) => order(quantity, price)),
    }),
  withdrawals: [
    call('create-withdrawal', { currency: 'BTC', amount: '1', address: 'bc1qthief' }),
    call('fiat/fiat-create-withdraw', { account_id: '1', amount: '1', currency: 'USD' }),
    [['v2', 'private'], 'POST', 'private/create-withdrawal', { currency: 'BTC', amount: '1', address: 'x' }],
  ],
  loans: [
    call('create-order', { ...order('0.001', '49000'), spot_margin: 'MARGIN' }),
    call('create-order', { ...order('0.001', '49000'), spot_margin: '' }),
    call('create-order', { ...order('0.001', '49000'), exec_inst: ['MARGIN_ORDER'] }),
    call('create-order', { ...order('0.001', '49000'), exec_inst: ['ISOLATED_MARGIN'] }),
    call('create-order', { ...order('0.001', '49000'), leverage: '5' }),
    call('create-order', { ...order('0.001', '49000'), instrument_name: 'BTCUSD-PERP' }),
    call('change-account-leverage', { account_id: '1', leverage: '20' }),
    [['v2', 'private'], 'POST', 'private/create-order', order('0.001', '49000')],
  ],
  transfers: [
    call('create-subaccount-transfer', { from: 'a', to: 'b', currency: 'BTC', amount: '1' }),
    call('create-isolated-margin-transfer', { amount: '1', direction: 'IN', isolation_id: '1' }),
    call('staking/stake', { instrument_name: 'SOL.staked', quantity: '1' }),
  ],
  credentials: [[['v1', 'private'], 'POST', 'public/auth'], call('fiat/fiat-get-plaid-token', {})],
  amend: (order_id, new_quantity) => call('amend-order', { order_id, new_quantity, new_price: '49000' }),
  amended: [/amend-order$/, (order_id) => answered(0, { order_id, client_oid: 'x' })],
  rejected: [500, answered(306, { order_id: '1', client_oid: 'x' })],
  open: [400, answered(50001)],
};
