import type { Endpoint } from '../../../dialect/dialect.ts';
import { group, trade } from './group.ts';

/** Parameters of an order that are understood, and judged. */
const ORDER_PARAMETERS = [
  'text',
  'currency_pair',
  'type',
  'account',
  'side',
  'amount',
  'price',
  'time_in_force',
  'iceberg',
  'auto_borrow',
  'auto_repay',
  'stp_act',
  'action_mode',
  'slippage',
] as const;

/** Of one amendment; the single one has its order's id in the path. */
const AMEND_PARAMETERS = [
  'currency_pair',
  'account',
  'amount',
  'price',
  'amend_text',
  'action_mode',
] as const;

const CANCEL_PARAMETERS = ['currency_pair', 'id', 'account', 'action_mode'] as const;

/** Inside `trigger` and `put` of an order that waits for a price. */
export const TRIGGER_PARAMETERS = ['price', 'rule', 'expiration'] as const;
export const PUT_PARAMETERS = [
  'type',
  'side',
  'price',
  'amount',
  'account',
  'time_in_force',
  'auto_borrow',
  'auto_repay',
  'text',
] as const;

/** Spot: what is public, what is read, and what trades. */
export const spotEndpoints: readonly Endpoint[] = [
  ...group(
    'public',
    'spot',
    'spot',
    `
    GET spot/currencies spot/currencies/{currency} spot/currency_pairs spot/currency_pairs/{currency_pair}
    GET spot/tickers spot/order_book spot/trades spot/candlesticks spot/time spot/insurance_history
    GET wallet/currency_chains
  `,
  ),
  ...group(
    'read',
    'spot',
    'spot',
    `
    GET spot/fee spot/batch_fee spot/accounts spot/account_book spot/open_orders spot/orders
    GET spot/orders/{order_id} spot/my_trades spot/price_orders spot/price_orders/{order_id} spot/pov_orders
    GET spot/pov_orders/{order_id}
  `,
  ),
  trade('POST', 'spot/orders', 'create-an-order', ORDER_PARAMETERS),
  // ccxt leaves a word of its own, textIsRequired, in each order of a batch.
  trade('POST', 'spot/batch_orders', 'batch-place-orders', [...ORDER_PARAMETERS, 'textIsRequired']),
  trade('PATCH', 'spot/orders/{order_id}', 'amend-single-order', AMEND_PARAMETERS),
  trade('POST', 'spot/amend_batch_orders', 'batch-modification-of-orders', ['order_id', ...AMEND_PARAMETERS]),
  trade('DELETE', 'spot/orders/{order_id}', 'cancel-single-order', [
    'currency_pair',
    'account',
    'action_mode',
  ]),
  trade('POST', 'spot/cancel_batch_orders', 'cancel-batch-orders-by-specified-id-list', CANCEL_PARAMETERS),
  trade('DELETE', 'spot/orders', 'cancel-all-open-orders-in-specified-currency-pair', [
    'currency_pair',
    'side',
    'account',
    'action_mode',
  ]),
  trade('POST', 'spot/countdown_cancel_all', 'countdown-cancel-orders', ['timeout', 'currency_pair']),
  trade('POST', 'spot/price_orders', 'create-price-triggered-order', ['trigger', 'put', 'market']),
  trade('DELETE', 'spot/price_orders/{order_id}', 'cancel-single-auto-order', []),
  trade('DELETE', 'spot/price_orders', 'cancel-all-auto-orders', ['market', 'account']),
  // Buys what is owed, for accounts with a loan.
  ...group(
    'trade',
    'margin',
    'close-position-when-cross-currency-is-disabled',
    'POST spot/cross_liquidate_orders',
  ),
  // Orders that trade on their own, by a share of the market's volume.
  ...group(
    'trade',
    'other',
    'spot',
    'POST spot/pov_orders\n DELETE spot/pov_orders spot/pov_orders/{order_id}',
  ),
];
