import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/** Sub-accounts and API keys. */
export const subAccountEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      class: 'read',
      product: 'sub-account',
      docs: 'https://bybit-exchange.github.io/docs/v5/user/create-subuid',
    },
    '/v5/',
    `
    GET asset/total-members-assets asset/transfer/query-sub-member-list
    GET asset/deposit/query-sub-member-record asset/deposit/query-sub-member-address
    GET user/query-sub-members user/get-member-type user/aff-customer-info user/submembers
    GET user/escrow_sub_members user/invitation/referrals user/invitation/code broker/earning-record
    GET broker/earnings-info broker/account-info broker/asset/query-sub-member-deposit-record
  `,
  ),
  ...endpointGroup(
    {
      class: 'credential',
      product: 'sub-account',
      docs: 'https://bybit-exchange.github.io/docs/v5/user/create-subuid-apikey',
    },
    '/v5/',
    `
    GET user/sub-apikeys
    POST user/create-sub-api user/update-api user/update-sub-api user/delete-api user/delete-sub-api
    POST user/create-demo-member
  `,
  ),
  ...endpointGroup(
    {
      class: 'admin',
      product: 'sub-account',
      docs: 'https://bybit-exchange.github.io/docs/v5/user/create-subuid',
    },
    '/v5/',
    `
    POST user/create-sub-member user/frozen-sub-member user/agreement broker/award/info
    POST broker/award/distribute-award broker/award/distribution-record user/del-submember
  `,
  ),
  ...endpointGroup(
    {
      class: 'transfer',
      product: 'sub-account',
      docs: 'https://bybit-exchange.github.io/docs/v5/asset/transfer/create-inter-transfer',
    },
    '/v5/',
    `
    POST asset/transfer/save-transfer-sub-member
  `,
  ),
];
