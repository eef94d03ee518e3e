import type { Endpoint } from '../../dialect/dialect.ts';
import { group } from './group.ts';

const ACCOUNT = 'trading-account-rest-api';
const FUNDING = 'funding-account-rest-api';
const SUB_ACCOUNT = 'sub-account-rest-api';

/** Balances, settings, funding and sub-accounts. */
export const accountEndpoints: readonly Endpoint[] = [
  ...group(
    'GET',
    'read',
    'spot',
    ACCOUNT,
    `account/instruments account/balance account/bills account/bills-archive account/bills-history-archive
    account/config account/subtypes account/max-size account/max-avail-size account/trade-fee account/max-withdrawal`,
  ),
  ...group(
    'GET',
    'read',
    'derivative',
    ACCOUNT,
    `account/positions account/positions-history account/account-position-risk account/greeks account/position-tiers
    account/mmp-config account/move-positions-history account/precheck-set-delta-neutral
    account/set-account-switch-precheck`,
  ),
  ...group(
    'GET',
    'read',
    'margin',
    ACCOUNT,
    `account/leverage-info account/adjust-leverage-info account/risk-state account/collateral-assets`,
  ),
  ...group(
    'GET',
    'read',
    'lending',
    ACCOUNT,
    `account/max-loan account/interest-accrued account/interest-rate account/interest-limits
    account/spot-borrow-repay-history account/quick-margin-borrow-repay-history account/borrow-repay-history
    account/vip-interest-accrued account/vip-interest-deducted account/vip-loan-order-list
    account/vip-loan-order-detail account/fixed-loan/borrowing-limit account/fixed-loan/borrowing-quote
    account/fixed-loan/borrowing-orders-list account/spot-manual-borrow-repay account/set-auto-repay`,
  ),
  ...group('POST', 'admin', 'spot', ACCOUNT, 'account/bills-history-archive account/set-fee-type'),
  ...group(
    'POST',
    'admin',
    'derivative',
    ACCOUNT,
    `account/set-position-mode account/set-greeks account/position-builder account/position-builder-graph
    account/set-riskOffset-type account/set-riskOffset-amt account/activate-option account/mmp-reset
    account/mmp-config account/move-positions account/set-settle-currency account/set-trading-config
    account/simulated_margin`,
  ),
  ...group(
    'POST',
    'admin',
    'margin',
    ACCOUNT,
    `account/set-leverage account/position/margin-balance account/set-isolated-mode account/set-account-level
    account/account-level-switch-preset account/set-collateral-assets account/demo-adjust-balance`,
  ),
  ...group(
    'POST',
    'transfer',
    'lending',
    ACCOUNT,
    `account/spot-manual-borrow-repay account/set-auto-repay account/set-auto-loan account/quick-margin-borrow-repay
    account/borrow-repay account/fixed-loan/borrowing-order account/fixed-loan/amend-borrowing-order
    account/fixed-loan/manual-reborrow account/fixed-loan/repay-borrowing-order`,
  ),
  ...group('POST', 'admin', 'earn', ACCOUNT, 'account/set-auto-earn'),
  ...group(
    'GET',
    'read',
    'spot',
    FUNDING,
    `asset/currencies asset/balances asset/non-tradable-assets asset/asset-valuation asset/transfer-state asset/bills
    asset/bills-history asset/deposit-address asset/deposit-history asset/withdrawal-history
    asset/deposit-withdraw-status asset/monthly-statement`,
  ),
  // Makes an invoice.
  ...group('GET', 'transfer', 'spot', FUNDING, 'asset/deposit-lightning'),
  ...group('POST', 'admin', 'spot', FUNDING, 'asset/monthly-statement'),
  ...group('POST', 'transfer', 'spot', FUNDING, 'asset/transfer'),
  ...group(
    'POST',
    'withdraw',
    'spot',
    FUNDING,
    'asset/withdrawal asset/withdrawal-lightning asset/cancel-withdrawal',
  ),
  ...group(
    'GET',
    'read',
    'convert',
    FUNDING,
    'asset/convert/currencies asset/convert/currency-pair asset/convert/history',
  ),
  ...group(
    'POST',
    'trade',
    'convert',
    FUNDING,
    'asset/convert-dust-assets asset/convert/estimate-quote asset/convert/trade',
  ),
  ...group(
    'GET',
    'read',
    'otc',
    'fiat-rest-api',
    `fiat/deposit-payment-methods fiat/withdrawal-payment-methods fiat/deposit-order-history fiat/deposit
    fiat/withdrawal-order-history fiat/withdrawal fiat/buy-sell/currencies fiat/buy-sell/currency-pair
    fiat/buy-sell/history`,
  ),
  ...group('POST', 'withdraw', 'otc', 'fiat-rest-api', 'fiat/create-withdrawal fiat/cancel-withdrawal'),
  ...group('POST', 'trade', 'otc', 'fiat-rest-api', 'fiat/buy-sell/quote fiat/buy-sell/trade'),
  ...group(
    'GET',
    'read',
    'sub-account',
    SUB_ACCOUNT,
    `users/subaccount/list users/entrust-subaccount-list account/subaccount/balances asset/subaccount/balances
    account/subaccount/max-withdrawal account/subaccount/interest-limits asset/subaccount/bills
    asset/subaccount/managed-subaccount-bills`,
  ),
  ...group('POST', 'transfer', 'sub-account', SUB_ACCOUNT, 'asset/subaccount/transfer'),
  ...group(
    'POST',
    'admin',
    'sub-account',
    SUB_ACCOUNT,
    `users/subaccount/create-subaccount users/subaccount/set-transfer-out account/subaccount/set-loan-allocation`,
  ),
  ...group('GET', 'credential', 'sub-account', SUB_ACCOUNT, 'users/subaccount/apikey'),
  ...group(
    'POST',
    'credential',
    'sub-account',
    SUB_ACCOUNT,
    `users/subaccount/apikey users/subaccount/modify-apikey users/subaccount/subaccount-apikey
    users/subaccount/delete-apikey`,
  ),
];
