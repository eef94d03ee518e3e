import type { Attack } from './attack.ts';

const order = (amount: unknown, price: unknown) => ({
  symbol: 'btcusd',
  side: 'buy',
  type: 'exchange limit',
  amount,
  price,
});
const failed = (status: number, reason: string) =>
  [status, { result: 'error', reason, message: `${reason} it is` }] as const;
const post = (path: string, parameters: Record<string, unknown> = {}) =>
  ['private', 'POST', path, parameters] as const;

export const gemini: Attack = {
  order: (amount, price, more) => post('v1/order/new', { ...order(amount, price), ...more }),
  batch: () => null,
  withdrawals: [
    post('v1/withdraw/btc', { address: 'thief', amount: '1' }),
    post('v1/withdraw/BTC', { address: 'thief', amount: '1' }),
    post('v2/withdraw/bitcoin/btc', { address: 'thief', amount: '1' }),
    post('v1/payments/sen/withdraw', { amount: '1' }),
    post('v1/approvedAddresses/bitcoin/request', { address: 'thief', label: 'mine' }),
    post('v1/payments/addbank', { accountnumber: '1', routing: '2', type: 'checking', name: 'thief' }),
  ],
  loans: [
    post('v1/order/new', { ...order('0.001', '49000'), margin_order: true }),
    post('v1/order/new', { ...order('0.001', '49000'), margin_order: 'false' }),
    post('v1/order/new', { ...order('0.001', '49000'), symbol: 'btcusdperp' }),
  ],
  transfers: [
    post('v1/account/transfer/btc', { sourceAccount: 'a', targetAccount: 'b', amount: '1' }),
    post('v1/order/new', { ...order('0.001', '49000'), account: 'other' }),
    post('v1/balances', { account: 'other' }),
    post('v1/deposit/bitcoin/newAddress', {}),
    post('v1/clearing/new', { ...order('0.001', '49000'), counterparty_id: 'THIEF', expires_in_hrs: 24 }),
    post('v1/instant/execute', { symbol: 'btcusd', side: 'buy', quantity: '1', price: '1', quoteId: 1 }),
    post('v1/prediction-markets/order', { symbol: 'GEMI-X', side: 'buy', quantity: '1', price: '0.5' }),
  ],
  credentials: [post('v1/oauth/revokeByToken', { token: 'x' })],
  amend: null,
  amended: null,
  rejected: failed(406, 'InsufficientFunds'),
  open: failed(500, 'System'),
};
