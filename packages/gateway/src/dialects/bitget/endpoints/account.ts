import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { page } from './page.ts';

/** Market data, balances, and money in and out, of the second version of the API. */
export const accountEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', docs: page('spot/account/Get-Account-Assets') },
    '/api/',
    `GET v2/account/all-account-balance v2/account/bot-assets v2/account/funding-assets v2/common/trade-rate
     GET v2/spot/account/assets v2/spot/account/bills v2/spot/account/deduct-info v2/spot/account/info
     GET v2/spot/account/transferRecords v2/spot/account/upgrade-status v2/spot/trade/current-plan-order
     GET v2/spot/trade/fills v2/spot/trade/history-orders v2/spot/trade/history-plan-order
     GET v2/spot/trade/orderInfo v2/spot/trade/plan-sub-order v2/spot/trade/unfilled-orders
     GET v2/spot/wallet/deposit-address v2/spot/wallet/deposit-records v2/spot/wallet/transfer-coin-info
     GET v2/spot/wallet/withdrawal-records`,
  ),
  ...endpointGroup(
    { class: 'public', docs: page('spot/market/Get-Tickers') },
    '/api/',
    `GET v2/public/annoucements v2/public/time v2/spot/market/candles v2/spot/market/fills
     GET v2/spot/market/fills-history v2/spot/market/fund-flow v2/spot/market/fund-net-flow
     GET v2/spot/market/history-candles v2/spot/market/merge-depth v2/spot/market/orderbook
     GET v2/spot/market/support-symbols v2/spot/market/tickers v2/spot/market/vip-fee-rate
     GET v2/spot/market/whale-net-flow v2/spot/public/coins v2/spot/public/symbols`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'sub-account', docs: page('spot/account/Get-Account-Assets') },
    '/api/',
    `GET v2/spot/account/sub-main-trans-record v2/spot/account/subaccount-assets
     GET v2/spot/wallet/subaccount-deposit-address v2/spot/wallet/subaccount-deposit-records`,
  ),
  ...endpointGroup(
    { class: 'admin', docs: page('spot/account/Modify-Deposit-Account') },
    '/api/',
    `POST v2/spot/account/switch-deduct v2/spot/account/upgrade v2/spot/wallet/modify-deposit-account`,
  ),
  ...endpointGroup(
    { class: 'withdraw', docs: page('spot/account/Wallet-Withdrawal') },
    '/api/',
    `POST v2/spot/wallet/cancel-withdrawal v2/spot/wallet/withdrawal`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'sub-account', docs: page('spot/account/Wallet-Transfer') },
    '/api/',
    `POST v2/spot/wallet/subaccount-transfer`,
  ),
  ...endpointGroup(
    { class: 'transfer', docs: page('spot/account/Wallet-Transfer') },
    '/api/',
    `POST v2/spot/wallet/transfer`,
  ),
];
