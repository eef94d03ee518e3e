import type { Attack } from './attack.ts';

let orders = 0;
const V3 = ['v3', 'private'];
const V2 = ['v2', 'private'];
const account = '2bbf394c-193b-5b2a-9155-3b4732659ede';
const failed = (error: string) =>
  [
    200,
    { success: false, failure_reason: 'UNKNOWN_FAILURE_REASON', error_response: { error, message: 'x' } },
  ] as const;

export const coinbase: Attack = {
  order: (base_size, limit_price, more) => [
    V3,
    'POST',
    'brokerage/orders',
    {
      client_order_id: `thief-${++orders}`,
      product_id: 'BTC-USD',
      side: 'BUY',
      order_configuration: { limit_limit_gtc: { base_size, limit_price } },
      ...more,
    },
  ],
  batch: () => null,
  withdrawals: [
    [
      V2,
      'POST',
      `accounts/${account}/transactions`,
      { type: 'send', to: 'bc1qthief', amount: '1', currency: 'BTC' },
    ],
    [V2, 'POST', `accounts/${account}/withdrawals`, { amount: '1', currency: 'USD', payment_method: 'x' }],
  ],
  loans: [
    [
      V3,
      'POST',
      'brokerage/orders',
      {
        client_order_id: 'loan',
        product_id: 'BTC-USD',
        side: 'BUY',
        leverage: '5',
        margin_type: 'CROSS',
        order_configuration: { limit_limit_gtc: { base_size: '0.001', limit_price: '49000' } },
      },
    ],
    [
      V3,
      'POST',
      'brokerage/intx/allocate',
      { portfolio_uuid: account, symbol: 'BTC', amount: '1', currency: 'BTC' },
    ],
  ],
  transfers: [
    [
      V3,
      'POST',
      'brokerage/portfolios/move_funds',
      {
        funds: { value: '1', currency: 'BTC' },
        source_portfolio_uuid: account,
        target_portfolio_uuid: account,
      },
    ],
  ],
  credentials: [[V2, 'POST', '../oauth/token', { grant_type: 'refresh_token' }]],
  amend: (order_id, size) => [
    ['v3', 'private'],
    'POST',
    'brokerage/orders/edit',
    { order_id, size, price: '49000' },
  ],
  amended: [/orders\/edit$/, () => ({ success: true, errors: [] })],
  rejected: failed('INSUFFICIENT_FUND'),
  open: failed('UNKNOWN_FAILURE_REASON'),
};
