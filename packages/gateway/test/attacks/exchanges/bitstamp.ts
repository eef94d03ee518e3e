import type { Attack } from './attack.ts';

const failed = (response_code: string, reason: string, more: object = {}) =>
  [400, { status: 'error', reason: { __all__: [reason] }, response_code, ...more }] as const;
const pair = 'btcusd';

export const bitstamp: Attack = {
  order: (amount, price, more) => ['private', 'POST', 'buy/{pair}/', { pair, amount, price, ...more }],
  batch: () => null,
  withdrawals: [
    ['private', 'POST', 'btc_withdrawal/', { amount: '1', address: 'thief' }],
    ['private', 'POST', 'ripple_withdrawal/', { amount: '1', address: 'thief', currency: 'USD' }],
    ['private', 'POST', 'BTC_withdrawal/', { amount: '1', address: 'thief' }],
    ['private', 'POST', 'newcoin_withdrawal/', { amount: '1', address: 'thief' }],
    ['private', 'POST', 'btc_withdrawal', { amount: '1', address: 'thief' }],
    ['private', 'POST', 'withdrawal/open/', { amount: '1', account_currency: 'USD', iban: 'thief' }],
    ['private', 'POST', 'withdrawal/cancel/', { id: '1' }],
  ],
  loans: [
    ...[
      { leverage: '2' },
      { margin_mode: 'CROSS' },
      { leverage: '1' },
      { reduce_only: 'true' },
      { stop_price: '48000' },
      { trailing_delta: '100' },
    ].map(
      (more) =>
        ['private', 'POST', 'buy/{pair}/', { pair, amount: '0.001', price: '49000', ...more }] as const,
    ),
    ['private', 'POST', 'buy/{pair}/', { pair: 'btcusd-perp', amount: '0.001', price: '49000' }],
    [
      'private',
      'POST',
      'leverage_settings/',
      { margin_mode: 'CROSS', market: 'BTC/USD-PERP', leverage: '5' },
    ],
    ['private', 'POST', 'close_positions/', { market: 'BTC/USD-PERP' }],
  ],
  transfers: [
    ['private', 'POST', 'transfer-to-main/', { amount: '1', currency: 'BTC', subAccount: '1' }],
    ['private', 'POST', 'transfer-from-main/', { amount: '1', currency: 'BTC', subAccount: '1' }],
    ['private', 'POST', 'earn/subscribe/', { currency: 'BTC', amount: '1', earn_type: 'STAKING' }],
    ['private', 'POST', 'liquidation_address/new/', { liquidation_currency: 'usd' }],
    ['private', 'POST', 'adjust_position_collateral/', { position_id: '1', new_amount: '1' }],
  ],
  credentials: [
    ['private', 'POST', 'websockets_token/'],
    ['private', 'POST', 'revoke_all_api_keys/'],
  ],
  amend: (id, amount) => ['private', 'POST', 'replace_order/', { id, amount, price: '49000' }],
  amended: [
    /replace_order/,
    (id) => ({
      order_id: Number(id),
      orig_order_id: Number(id),
      order_type: '0',
      market: 'BTC/USD',
      status: 'Open',
    }),
  ],
  rejected: failed('400.009', 'You need 98 USD to open that order. Check your account balance for details.'),
  open: failed('500.016', 'Your request timed out before order confirmation.', { order_id: '1234' }),
};
