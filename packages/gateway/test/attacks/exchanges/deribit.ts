import type { Attack, Call } from './attack.ts';

const get = (name: string, parameters: Record<string, unknown>, api = 'private'): Call => [
  api,
  'GET',
  name,
  parameters,
];
const order = (amount: unknown, price: unknown) => ({
  instrument_name: 'BTC_USDC',
  type: 'limit',
  amount,
  price,
});
const failed = (code: number) => [400, { jsonrpc: '2.0', error: { code, message: 'x' } }] as const;

export const deribit: Attack = {
  order: (amount, price, more) => get('buy', { ...order(amount, price), ...more }),
  // There is no endpoint for several orders.
  batch: () => null,
  withdrawals: [
    get('withdraw', { currency: 'BTC', amount: 1, address: 'bc1qthief' }),
    get('add_to_address_book', { currency: 'BTC', type: 'withdrawal', address: 'bc1qthief', label: 'x' }),
    get('cancel_withdrawal', { currency: 'BTC', id: 1 }),
  ],
  loans: [
    get('buy', { ...order('10', '49000'), instrument_name: 'BTC-PERPETUAL' }),
    get('buy', { ...order('0.001', '49000'), instrument_name: 'BTC_USDC-PERPETUAL' }),
    get('buy', { ...order('0.001', '49000'), reduce_only: true }),
    get('buy', { ...order('0.001', '49000'), advanced: 'usd' }),
    get('buy', { ...order('0.001', '49000'), linked_order_type: 'one_triggers_other' }),
    get('mass_quote', { quote_id: '1', mmp_group: 'x', quotes: '[]' }),
    get('close_position', { instrument_name: 'BTC-PERPETUAL', type: 'market' }),
    get('execute_block_trade', { timestamp: 1, nonce: 'x', role: 'maker', trades: '[]' }),
  ],
  transfers: [
    get('submit_transfer_to_user', { currency: 'BTC', amount: 1, destination: 'bc1qthief' }),
    get('submit_transfer_to_subaccount', { currency: 'BTC', amount: 1, destination: 1 }),
    get('submit_transfer_between_subaccounts', { currency: 'BTC', amount: 1, destination: 1 }),
  ],
  credentials: [
    get('auth', { grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' }, 'public'),
    get('exchange_token', { refresh_token: 'x', subject_id: 1 }, 'public'),
    get('fork_token', { refresh_token: 'x', session_name: 'x' }, 'public'),
    get('create_api_key', { max_scope: 'trade:read_write wallet:read_write' }),
    get('list_api_keys', {}),
    get('reset_api_key', { id: 1 }),
    get('logout', {}),
  ],
  amend: (order_id, amount) => get('edit', { order_id, amount, price: '49000' }),
  amended: [
    /\/edit$/,
    (order_id) => ({ jsonrpc: '2.0', result: { order: { order_id, order_state: 'open' }, trades: [] } }),
  ],
  rejected: failed(10009),
  open: failed(13028),
};
