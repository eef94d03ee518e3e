import type { Attack } from './attack.ts';

const order = (amount: unknown, price: unknown) => ({
  type: 'EXCHANGE LIMIT',
  symbol: 'tBTCUSD',
  amount,
  price,
});
const post = (path: string, parameters: Record<string, unknown> = {}) =>
  ['private', 'POST', path, parameters] as const;
const submit = (changes: Record<string, unknown>) =>
  post('auth/w/order/submit', { ...order('0.001', '49000'), ...changes });
const operate = (...ops: unknown[]) => post('auth/w/order/multi', { ops });
const failed = (code: number, text: string) => [500, ['error', code, text]] as const;

export const bitfinex: Attack = {
  order: (amount, price, more) => post('auth/w/order/submit', { ...order(amount, price), ...more }),
  batch: (orders) => operate(...orders.map(([amount, price]) => ['on', order(amount, price)])),
  negativeSells: true,
  withdrawals: [
    post('auth/w/withdraw', { wallet: 'exchange', method: 'bitcoin', amount: '1', address: 'thief' }),
    post('auth/w/ext/wallets/withdrawals/request', { amount: '1' }),
  ],
  loans: [
    submit({ type: 'LIMIT' }),
    submit({ type: 'MARKET', price: undefined }),
    submit({ symbol: 'tBTCF0:USTF0' }),
    submit({ symbol: 'tBTCF0:USTF0', lev: 10 }),
    submit({ lev: 10 }),
    submit({ flags: 512 }),
    submit({ flags: 1024 }),
    submit({ flags: 524_288 }),
    submit({ flags: 16_384, price_oco_stop: '40000' }),
    submit({ meta: { $F33: 3 } }),
    operate(['on', order('0.001', '49000')], ['on', { ...order('0.001', '49000'), type: 'LIMIT' }]),
    post('auth/w/funding/offer/submit', {
      type: 'LIMIT',
      symbol: 'fUSD',
      amount: '100',
      rate: '0',
      period: 2,
    }),
    post('auth/w/position/claim', { id: 1 }),
    post('auth/w/deriv/collateral/set', { symbol: 'tBTCF0:USTF0', collateral: 1 }),
  ],
  transfers: [
    post('auth/w/transfer', { from: 'exchange', to: 'margin', currency: 'BTC', amount: '1' }),
    post('auth/w/transfer', {
      from: 'exchange',
      to: 'exchange',
      currency: 'BTC',
      amount: '1',
      email_dst: 'thief@example.com',
    }),
    post('auth/w/deposit/address', { wallet: 'exchange', method: 'bitcoin', op_renew: 1 }),
    post('auth/w/settings/set', { settings: { x: 1 } }),
  ],
  credentials: [post('auth/w/token', { scope: 'api', ttl: 3600 })],
  amend: (id, amount) => post('auth/w/order/update', { id: Number(id), amount, price: '49000' }),
  amended: [
    /order\/update$/,
    (id) => [
      1,
      'ou-req',
      null,
      null,
      [Number(id), null, 1, 'tBTCUSD'],
      null,
      'SUCCESS',
      'Submitting update.',
    ],
  ],
  rejected: failed(10020, 'amount: invalid'),
  open: failed(10001, 'something new'),
};
