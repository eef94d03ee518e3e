import type { Endpoint } from '../../../dialect/dialect.ts';
import { group } from './group.ts';

/** Account, wallet, withdrawals and sub-accounts. */
export const accountEndpoints: readonly Endpoint[] = [
  ...group(
    'read',
    'spot',
    'account',
    `
    GET account/detail account/rate_limit account/stp_groups account/stp_groups/{stp_id}/users
    GET account/stp_groups/debit_fee account/debit_fee
  `,
  ),
  // Its answer has ids of keys.
  ...group('credential', 'spot', 'account', 'GET account/main_keys'),
  ...group(
    'admin',
    'spot',
    'account',
    `
    POST account/stp_groups account/stp_groups/{stp_id}/users account/debit_fee
    DELETE account/stp_groups/{stp_id}/users
  `,
  ),
  ...group(
    'read',
    'spot',
    'wallet',
    `
    GET wallet/withdrawals wallet/deposits wallet/order_status wallet/withdraw_status wallet/saved_address wallet/fee
    GET wallet/total_balance wallet/small_balance wallet/small_balance_history wallet/push
    GET wallet/getLowCapExchangeList wallet/transfers
  `,
  ),
  // Makes an address where there is none yet.
  ...group('transfer', 'spot', 'wallet', 'GET wallet/deposit_address'),
  ...group('transfer', 'spot', 'wallet', 'POST wallet/transfers'),
  ...group('trade', 'convert', 'wallet', 'POST wallet/small_balance'),
  ...group(
    'withdraw',
    'spot',
    'withdrawal',
    `
    POST withdrawals withdrawals/push
    DELETE withdrawals/{withdrawal_id}
  `,
  ),
  ...group(
    'read',
    'sub-account',
    'subaccount',
    `
    GET sub_accounts sub_accounts/{user_id} sub_accounts/unified_mode wallet/sub_account_transfers
    GET wallet/sub_account_balances wallet/sub_account_margin_balances wallet/sub_account_futures_balances
    GET wallet/sub_account_cross_margin_balances
  `,
  ),
  ...group(
    'transfer',
    'sub-account',
    'wallet',
    'POST wallet/sub_account_transfers wallet/sub_account_to_sub_account',
  ),
  ...group(
    'admin',
    'sub-account',
    'subaccount',
    'POST sub_accounts sub_accounts/{user_id}/lock sub_accounts/{user_id}/unlock',
  ),
  ...group(
    'credential',
    'sub-account',
    'subaccount',
    `
    GET sub_accounts/{user_id}/keys sub_accounts/{user_id}/keys/{key}
    POST sub_accounts/{user_id}/keys
    PUT sub_accounts/{user_id}/keys/{key}
    DELETE sub_accounts/{user_id}/keys/{key}
  `,
  ),
];
