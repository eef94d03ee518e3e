import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOSTS } from '../hosts.ts';

/** Sub-accounts, managed sub-accounts and brokers: told apart so that they can be refused by name. */
export const subAccountEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/sapi/v1/',
    `
    GET sub-account/futures/account sub-account/futures/accountSummary sub-account/futures/positionRisk
    GET sub-account/futures/internalTransfer sub-account/list sub-account/margin/account
    GET sub-account/margin/accountSummary sub-account/spotSummary sub-account/status
    GET sub-account/sub/transfer/history sub-account/transfer/subUserHistory sub-account/universalTransfer
    GET sub-account/transaction-statistics managed-subaccount/asset managed-subaccount/accountSnapshot
    GET managed-subaccount/queryTransLogForInvestor managed-subaccount/queryTransLogForTradeParent
    GET managed-subaccount/fetch-future-asset managed-subaccount/marginAsset managed-subaccount/info
    GET managed-subaccount/deposit/address managed-subaccount/query-trans-log apiReferral/ifNewUser
    GET apiReferral/customization apiReferral/userCustomization apiReferral/rebate/recentRecord
    GET apiReferral/rebate/historicalRecord apiReferral/kickback/recentRecord
    GET apiReferral/kickback/historicalRecord broker/subAccount broker/info broker/transfer
    GET broker/transfer/futures broker/rebate/recentRecord broker/rebate/historicalRecord
    GET broker/subAccount/bnbBurn/status broker/subAccount/depositHist broker/subAccount/spotSummary
    GET broker/subAccount/marginSummary broker/subAccount/futuresSummary
    GET broker/rebate/futures/recentRecord broker/universalTransfer
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'credential',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/sapi/v1/',
    `
    GET sub-account/apiRestrictions/ipRestriction/thirdPartyList sub-account/subAccountApi/ipRestriction
    GET broker/subAccountApi broker/subAccountApi/commission/futures
    GET broker/subAccountApi/commission/coinFutures broker/subAccountApi/ipRestriction
    DELETE sub-account/subAccountApi/ipRestriction/ipList broker/subAccountApi
    DELETE broker/subAccountApi/ipRestriction/ipList
    POST broker/subAccountApi broker/subAccountApi/permission broker/subAccountApi/commission
    POST broker/subAccountApi/commission/futures broker/subAccountApi/commission/coinFutures
    POST broker/subAccountApi/ipRestriction broker/subAccountApi/ipRestriction/ipList
    POST broker/subAccountApi/permission/universalTransfer broker/subAccountApi/permission/vanillaOptions
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'admin',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/sapi/v1/',
    `
    POST sub-account/virtualSubAccount sub-account/margin/enable sub-account/futures/enable
    POST sub-account/options/enable apiReferral/customization apiReferral/userCustomization
    POST apiReferral/rebate/historicalRecord apiReferral/kickback/historicalRecord broker/subAccount
    POST broker/subAccount/margin broker/subAccount/futures broker/rebate/historicalRecord
    POST broker/subAccount/bnbBurn/spot broker/subAccount/bnbBurn/marginInterest broker/subAccount/blvt
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'transfer',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/sapi/v1/',
    `
    POST sub-account/margin/transfer sub-account/futures/transfer sub-account/futures/internalTransfer
    POST sub-account/transfer/subToSub sub-account/transfer/subToMaster sub-account/universalTransfer
    POST managed-subaccount/deposit managed-subaccount/withdraw broker/transfer broker/transfer/futures
    POST broker/universalTransfer
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/sapi/v2/',
    `
    GET sub-account/futures/account sub-account/futures/accountSummary sub-account/futures/positionRisk
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'credential',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/sapi/v2/',
    `
    POST sub-account/subAccountApi/ipRestriction
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/sapi/v3/',
    `
    GET sub-account/assets
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/sapi/v4/',
    `
    GET sub-account/assets
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/wapi/v3/',
    `
    GET sub-account/list.html sub-account/assets.html
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'transfer',
      product: 'sub-account',
      docs: 'https://developers.binance.com/docs/sub_account',
    },
    '/wapi/v3/',
    `
    POST sub-account/transfer.html
  `,
  ),
];
