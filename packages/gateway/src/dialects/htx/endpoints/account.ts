import type { Endpoint } from '../../../dialect/dialect.ts';
import { group } from './group.ts';

/** Accounts, wallet, withdrawals and sub-users. */
export const accountEndpoints: readonly Endpoint[] = [
  ...group(
    'read',
    'spot',
    `
    GET v1/account/accounts v1/account/accounts/{account_id}/balance v2/account/valuation
    GET v2/account/asset-valuation v1/account/history v2/account/ledger v2/point/account v1/points/actions
    GET v1/points/orders v2/account/withdraw/quota v2/account/withdraw/address v1/query/deposit-withdraw
    GET v1/query/withdraw/client-order-id v2/user/uid v5/account/universal_transfer_records
  `,
  ),
  // Makes an address where there is none yet.
  ...group('transfer', 'spot', 'GET v2/account/deposit/address'),
  // Its answer has ids of keys.
  ...group('credential', 'spot', 'GET v2/user/api-key'),
  ...group(
    'transfer',
    'spot',
    `
    POST v1/account/transfer v2/account/transfer v1/futures/transfer v2/point/transfer v1/dw/balance/transfer
    POST v5/account/universal_transfer
  `,
  ),
  ...group(
    'withdraw',
    'spot',
    `
    POST v1/dw/withdraw/api/create v1/dw/withdraw-virtual/create v1/dw/withdraw-virtual/{withdraw_id}/place
    POST v1/dw/withdraw-virtual/{withdraw_id}/cancel v1/dw/withdraw/api/cancel
  `,
  ),
  ...group(
    'read',
    'sub-account',
    `
    GET v2/sub-user/user-list v2/sub-user/user-state v2/sub-user/account-list v2/sub-user/query-deposit
    GET v1/subuser/aggregate-balance v1/account/accounts/{sub_uid}
  `,
  ),
  ...group('transfer', 'sub-account', 'POST v1/subuser/transfer\n GET v2/sub-user/deposit-address'),
  ...group(
    'admin',
    'sub-account',
    `
    POST v2/sub-user/deduct-mode v2/sub-user/creation v2/sub-user/management v2/sub-user/tradable-market
    POST v2/sub-user/transferability v1/trust/user/active/credit
  `,
  ),
  ...group(
    'credential',
    'sub-account',
    `
    POST v2/sub-user/api-key-generation v2/sub-user/api-key-modification v2/sub-user/api-key-deletion
  `,
  ),
  ...group(
    'read',
    'other',
    `
    GET v2/invitee/rebate/referrals v2/invitee/rebate/detail v2/invitee/rebate/history
    GET v2/invitee/rebate/all_rebate/detail v2/invitee/rebate/batcher_rebate/detail
  `,
  ),
];
