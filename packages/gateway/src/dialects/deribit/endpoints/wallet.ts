import type { Endpoint } from '../../../dialect/dialect.ts';
import { methods } from './group.ts';

/** Deposits, withdrawals and transfers. */
export const walletEndpoints: readonly Endpoint[] = [
  ...methods(
    'read',
    'spot',
    'wallet',
    `private/get_deposits private/get_withdrawals private/get_transfers private/get_current_deposit_address
    private/get_address_book private/get_address_beneficiary private/list_address_beneficiaries
    private/get_reward_eligibility`,
  ),
  ...methods('withdraw', 'spot', 'wallet', 'private/withdraw private/cancel_withdrawal'),
  ...methods(
    'transfer',
    'sub-account',
    'wallet',
    'private/submit_transfer_to_subaccount private/submit_transfer_between_subaccounts',
  ),
  ...methods('transfer', 'spot', 'wallet', 'private/submit_transfer_to_user private/cancel_transfer_by_id'),
  // Where a withdrawal may go is in the address book.
  ...methods(
    'admin',
    'spot',
    'wallet',
    `private/add_to_address_book private/remove_from_address_book private/update_in_address_book
    private/save_address_beneficiary private/delete_address_beneficiary private/create_deposit_address
    private/set_clearance_originator`,
  ),
];
