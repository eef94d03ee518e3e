import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOST } from '../hosts.ts';
import { page } from './page.ts';

const hosts = [SPOT_HOST];
const FUNDING = page('rest/account-info/account-funding/introduction');
const SUB = page('rest/account-info/sub-account/introduction');
const TRANSFER = page('rest/account-info/transfer/introduction');

/** Balances, money in and out, and other accounts. */
export const accountEndpoints: readonly Endpoint[] = [
  // Answers hold the real key's id, which is replaced by the virtual one.
  ...endpointGroup(
    { hosts, class: 'read', docs: FUNDING },
    '/api/',
    `GET v1/user-info v2/user-info v1/user/api-key v1/accounts v1/accounts/{accountId} v1/accounts/ledgers
     GET v1/hf/accounts/opened v1/hf/accounts/ledgers v1/base-fee v1/trade-fees v1/accounts/transferable
     GET v3/migrate/user/account/status v1/risk/limit/strategy v1/transaction-history`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', docs: page('rest/account-info/deposit/introduction') },
    '/api/',
    'GET v1/deposits v1/hist-deposits v1/deposit-addresses v2/deposit-addresses v3/deposit-addresses',
  ),
  // A new address is one of the account's own, but what was paid to the last one may be looked for in vain.
  ...endpointGroup(
    { hosts, class: 'admin', docs: page('rest/account-info/deposit/add-deposit-address-v3') },
    '/api/',
    'POST v1/deposit-addresses v2/deposit-addresses v3/deposit-address/create',
  ),
  ...endpointGroup(
    { hosts, class: 'read', docs: page('rest/account-info/withdrawals/introduction') },
    '/api/v1/',
    'GET withdrawals withdrawals/{withdrawalId} withdrawals/quotas hist-withdrawals',
  ),
  ...endpointGroup(
    { hosts, class: 'withdraw', docs: page('rest/account-info/withdrawals/withdraw-v3') },
    '/api/',
    `POST v1/withdrawals v3/withdrawals
     DELETE v1/withdrawals/{withdrawalId}`,
  ),
  ...endpointGroup({ hosts, class: 'read', docs: TRANSFER }, '/api/v1/', 'GET transfer-list'),
  ...endpointGroup(
    { hosts, class: 'transfer', docs: TRANSFER },
    '/api/',
    `POST v1/accounts/inner-transfer v2/accounts/inner-transfer v3/accounts/universal-transfer v1/transfer-out
     POST v2/transfer-out v3/transfer-out v1/transfer-in`,
  ),
  ...endpointGroup(
    { hosts, class: 'transfer', product: 'sub-account', docs: TRANSFER },
    '/api/',
    'POST v1/accounts/sub-transfer v2/accounts/sub-transfer',
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'sub-account', docs: SUB },
    '/api/',
    'GET v1/sub/user v2/sub/user v1/sub-accounts v2/sub-accounts v1/sub-accounts/{subUserId}',
  ),
  ...endpointGroup(
    { hosts, class: 'admin', product: 'sub-account', docs: SUB },
    '/api/',
    'POST v1/sub/user/created v2/sub/user/created v3/sub/user/margin/enable v3/sub/user/futures/enable',
  ),
  // Keys of other accounts: reading them too.
  ...endpointGroup(
    { hosts, class: 'credential', product: 'sub-account', docs: SUB },
    '/api/v1/',
    `GET sub/api-key
     POST sub/api-key sub/api-key/update
     DELETE sub/api-key`,
  ),
];
