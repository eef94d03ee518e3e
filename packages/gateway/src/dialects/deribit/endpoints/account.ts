import type { Endpoint } from '../../../dialect/dialect.ts';
import { methods } from './group.ts';

const ACCOUNT = 'account-management';

/** Tokens, API keys, settings and sub-accounts. */
export const accountEndpoints: readonly Endpoint[] = [
  // `public`, and yet they give out tokens that trade and withdraw; a listed key comes with its secret.
  ...methods(
    'credential',
    'spot',
    'authentication',
    'public/auth public/exchange_token public/fork_token private/logout',
  ),
  ...methods(
    'credential',
    'spot',
    ACCOUNT,
    `private/list_api_keys private/create_api_key private/edit_api_key private/enable_api_key
    private/disable_api_key private/reset_api_key private/remove_api_key private/change_api_key_name
    private/change_scope_in_api_key private/set_api_key_as_default`,
  ),
  ...methods(
    'read',
    'spot',
    ACCOUNT,
    `private/get_account_summary private/get_account_summaries private/get_transaction_log
    private/get_access_log private/get_user_locks private/get_affiliate_program_info
    private/get_email_language private/get_new_announcements private/get_currencies`,
  ),
  ...methods(
    'read',
    'derivative',
    ACCOUNT,
    `private/get_position private/get_positions private/get_portfolio_margins private/simulate_portfolio
    private/pme/simulate`,
  ),
  ...methods(
    'read',
    'sub-account',
    ACCOUNT,
    'private/get_subaccounts private/get_subaccounts_details private/list_custody_accounts',
  ),
  ...methods('read', 'spot', 'session-management', 'private/get_cancel_on_disconnect'),
  ...methods(
    'admin',
    'spot',
    ACCOUNT,
    `private/set_self_trading_config private/set_disabled_trading_products private/set_email_language
    private/set_announcement_as_read private/enable_affiliate_program`,
  ),
  ...methods('admin', 'derivative', ACCOUNT, 'private/change_margin_model'),
  ...methods(
    'admin',
    'sub-account',
    ACCOUNT,
    `private/create_subaccount private/remove_subaccount private/change_subaccount_name
    private/set_email_for_subaccount private/set_password_for_subaccount private/toggle_subaccount_login
    private/toggle_notifications_from_subaccount private/disable_tfa_for_subaccount`,
  ),
  ...methods(
    'admin',
    'spot',
    'session-management',
    `public/set_heartbeat public/disable_heartbeat private/enable_cancel_on_disconnect
    private/disable_cancel_on_disconnect`,
  ),
  ...methods(
    'admin',
    'spot',
    'subscription-management',
    `public/subscribe public/unsubscribe public/unsubscribe_all private/subscribe private/unsubscribe
    private/unsubscribe_all`,
  ),
];
