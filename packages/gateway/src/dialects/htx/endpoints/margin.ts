import type { Endpoint } from '../../../dialect/dialect.ts';
import { group } from './group.ts';

/** Loans, margin, coin-to-coin lending, conversion of stable coins, and leveraged tokens. */
export const marginEndpoints: readonly Endpoint[] = [
  ...group(
    'read',
    'margin',
    `
    GET v1/margin/loan-info v1/margin/loan-orders v1/margin/accounts/balance v1/cross-margin/loan-info
    GET v1/cross-margin/loan-orders v1/cross-margin/accounts/balance v2/account/repayment
  `,
  ),
  ...group(
    'transfer',
    'margin',
    `
    POST v1/dw/transfer-in/margin v1/dw/transfer-out/margin v1/cross-margin/transfer-in
    POST v1/cross-margin/transfer-out
  `,
  ),
  ...group(
    'transfer',
    'lending',
    `
    POST v1/margin/orders v1/margin/orders/{order_id}/repay v1/cross-margin/orders
    POST v1/cross-margin/orders/{order_id}/repay v2/account/repayment v2/c2c/offer v2/c2c/cancellation
    POST v2/c2c/cancel-all v2/c2c/repayment v2/c2c/transfer
  `,
  ),
  ...group(
    'read',
    'lending',
    'GET v2/c2c/offers v2/c2c/offer v2/c2c/transactions v2/c2c/repayment v2/c2c/account',
  ),
  ...group(
    'read',
    'convert',
    'GET v1/stable-coin/quote v1/stable_coin/exchange_rate v1/stable-coin/exchange_rate',
  ),
  ...group('trade', 'convert', 'POST v1/stable-coin/exchange'),
  ...group('read', 'other', 'GET v2/etp/transactions v2/etp/transaction v2/etp/limit'),
  ...group(
    'trade',
    'other',
    'POST v2/etp/creation v2/etp/redemption v2/etp/{transact_id}/cancel v2/etp/batch-cancel',
  ),
];
