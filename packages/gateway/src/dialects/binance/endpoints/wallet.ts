import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOSTS } from '../hosts.ts';

/** Wallet, account and user-stream endpoints outside the trading API: what moves funds, mints listen keys, or reads. */
export const walletEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'public',
      product: 'spot',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    GET system/status
  `,
  ),
  ...endpointGroup(
    { hosts: SPOT_HOSTS, class: 'read', product: 'spot', docs: 'https://developers.binance.com/docs/wallet' },
    '/sapi/v1/',
    `
    GET accountSnapshot account/info spot/delist-schedule asset/assetDividend asset/dribblet
    GET asset/transfer asset/assetDetail asset/tradeFee asset/ledger-transfer/cloud-mining/queryByPage
    GET asset/convert-transfer/queryByPage asset/wallet/balance asset/custody/transfer-history
    GET capital/config/getall capital/deposit/address capital/deposit/address/list capital/deposit/hisrec
    GET capital/deposit/subAddress capital/deposit/subHisrec capital/withdraw/history
    GET capital/withdraw/address/list capital/contract/convertible-coins account/status
    GET account/apiTradingStatus bnbBurn account/apiRestrictions localentity/withdraw/history
    GET localentity/deposit/history localentity/vasp localentity/questionnaire-requirements
    GET fiat/get-order-detail
    POST asset/dust-btc asset/get-funding-asset
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'credential',
      product: 'spot',
      docs: 'https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream',
    },
    '/sapi/v1/',
    `
    GET account/apiRestrictions/ipRestriction
    POST userDataStream userDataStream/isolated userListenToken
    PUT userDataStream userDataStream/isolated
    DELETE userDataStream userDataStream/isolated
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'transfer',
      product: 'spot',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    POST asset/transfer fiat/deposit
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'admin',
      product: 'spot',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    POST account/disableFastWithdrawSwitch account/enableFastWithdrawSwitch
    POST capital/contract/convertible-coins capital/deposit/credit-apply bnbBurn
    PUT localentity/deposit/provide-info localentity/broker/deposit/provide-info
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'withdraw',
      product: 'spot',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    POST capital/withdraw/apply localentity/withdraw/apply localentity/broker/withdraw/apply fiat/withdraw
  `,
  ),
  ...endpointGroup(
    { hosts: SPOT_HOSTS, class: 'read', product: 'spot', docs: 'https://developers.binance.com/docs/wallet' },
    '/sapi/v3/',
    `
    POST asset/getUserAsset
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'withdraw',
      product: 'spot',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v2/',
    `
    POST fiat/withdraw
  `,
  ),
  ...endpointGroup(
    { hosts: SPOT_HOSTS, class: 'read', product: 'spot', docs: 'https://developers.binance.com/docs/wallet' },
    '/sapi/v2/',
    `
    GET localentity/withdraw/history
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'withdraw',
      product: 'spot',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/wapi/v3/',
    `
    POST withdraw.html
  `,
  ),
  ...endpointGroup(
    { hosts: SPOT_HOSTS, class: 'read', product: 'spot', docs: 'https://developers.binance.com/docs/wallet' },
    '/wapi/v3/',
    `
    GET depositHistory.html withdrawHistory.html depositAddress.html accountStatus.html
    GET apiTradingStatus.html userAssetDribbletLog.html assetDetail.html tradeFee.html
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'public',
      product: 'spot',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/wapi/v3/',
    `
    GET systemStatus.html
  `,
  ),
];
