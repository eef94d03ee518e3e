import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { page } from './page.ts';

/** Products that no policy can allow, and other accounts. */
export const otherEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', product: 'sub-account', docs: page('broker/intro') },
    '/api/',
    `GET v2/broker/account/info v2/broker/account/subaccount-email v2/broker/account/subaccount-future-assets
     GET v2/broker/account/subaccount-list v2/broker/account/subaccount-spot-assets v2/broker/agent-commission
     GET v2/broker/all-sub-deposit-withdrawal v2/broker/commissions v2/broker/customer-commissions
     GET v2/broker/customer-kyc-result v2/broker/order-commission v2/broker/rebate-info
     GET v2/broker/sub-customer-list v2/broker/subaccount-deposit v2/broker/subaccount-withdrawal
     GET v2/broker/subaccounts v2/broker/total-commission v2/broker/trade-volume v2/user/virtual-subaccount-list
     POST v2/broker/customer-asset v2/broker/customer-deposit v2/broker/customer-list
     POST v2/broker/customer-trade-volume`,
  ),
  ...endpointGroup(
    { class: 'credential', product: 'sub-account', docs: page('broker/intro') },
    '/api/',
    `GET v2/broker/manage/subaccount-apikey-list v2/user/virtual-subaccount-apikey-list
     POST v2/broker/manage/create-subaccount-apikey v2/broker/manage/modify-subaccount-apikey
     POST v2/user/batch-create-subaccount-and-apikey v2/user/create-virtual-subaccount-apikey
     POST v2/user/modify-virtual-subaccount-apikey`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'convert', docs: page('common/convert/Trade') },
    '/api/',
    `GET v2/convert/bgb-convert-coin-list v2/convert/bgb-convert-records v2/convert/convert-record
     GET v2/convert/currencies v2/convert/quoted-price`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'other', docs: page('copytrading/intro') },
    '/api/',
    `GET v2/copy/mix-broker/query-current-traces v2/copy/mix-broker/query-history-traces
     GET v2/copy/mix-broker/query-traders v2/copy/mix-follower/query-current-orders
     GET v2/copy/mix-follower/query-history-orders v2/copy/mix-follower/query-quantity-limit
     GET v2/copy/mix-follower/query-settings v2/copy/mix-follower/query-traders
     GET v2/copy/mix-trader/config-query-followers v2/copy/mix-trader/config-query-symbols
     GET v2/copy/mix-trader/order-current-track v2/copy/mix-trader/order-history-track
     GET v2/copy/mix-trader/order-total-detail v2/copy/mix-trader/profit-details
     GET v2/copy/mix-trader/profit-history-details v2/copy/mix-trader/profit-history-summarys
     GET v2/copy/mix-trader/profits-group-coin-date v2/copy/spot-follower/query-current-orders
     GET v2/copy/spot-follower/query-history-orders v2/copy/spot-follower/query-settings
     GET v2/copy/spot-follower/query-trader-symbols v2/copy/spot-follower/query-traders
     GET v2/copy/spot-trader/config-query-followers v2/copy/spot-trader/config-query-settings
     GET v2/copy/spot-trader/order-current-track v2/copy/spot-trader/order-history-track
     GET v2/copy/spot-trader/order-total-detail v2/copy/spot-trader/profit-details
     GET v2/copy/spot-trader/profit-history-details v2/copy/spot-trader/profit-summarys v2/tax/future-record
     GET v2/tax/margin-record v2/tax/spot-record`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'earn', docs: page('earn/intro') },
    '/api/',
    `GET v2/earn/account/assets v2/earn/elite/assets v2/earn/elite/product v2/earn/elite/records
     GET v2/earn/elite/redeem-info v2/earn/elite/subscribe-info v2/earn/elite/subscribe-result
     GET v2/earn/savings/account v2/earn/savings/assets v2/earn/savings/product v2/earn/savings/records
     GET v2/earn/savings/redeem-result v2/earn/savings/subscribe-info v2/earn/savings/subscribe-result
     GET v2/earn/sharkfin/account v2/earn/sharkfin/assets v2/earn/sharkfin/product v2/earn/sharkfin/records
     GET v2/earn/sharkfin/subscribe-info v2/earn/sharkfin/subscribe-result`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'lending', docs: page('earn/loan/Borrow') },
    '/api/',
    `GET v2/earn/loan/borrow-history v2/earn/loan/debts v2/earn/loan/ongoing-orders v2/earn/loan/reduces
     GET v2/earn/loan/repay-history v2/earn/loan/revise-history`,
  ),
  ...endpointGroup(
    { class: 'public', product: 'lending', docs: page('earn/loan/Borrow') },
    '/api/',
    `GET v2/earn/loan/public/coinInfos v2/earn/loan/public/hour-interest`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'otc', docs: page('p2p/intro') },
    '/api/',
    `GET v2/p2p/advList v2/p2p/merchantInfo v2/p2p/merchantList v2/p2p/orderList v2/tax/p2p-record`,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'sub-account', docs: page('broker/intro') },
    '/api/',
    `POST v2/broker/account/create-subaccount v2/broker/account/modify-subaccount
     POST v2/broker/account/modify-subaccount-email v2/broker/account/set-subaccount-autotransfer
     POST v2/broker/account/subaccount-address v2/user/create-agent-subaccount v2/user/create-virtual-subaccount
     POST v2/user/modify-virtual-subaccount`,
  ),
  ...endpointGroup(
    { class: 'withdraw', product: 'sub-account', docs: page('broker/intro') },
    '/api/',
    `POST v2/broker/account/subaccount-withdrawal`,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'convert', parameters: [], docs: page('common/convert/Trade') },
    '/api/',
    `POST v2/convert/bgb-convert v2/convert/trade`,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'other', parameters: [], docs: page('copytrading/intro') },
    '/api/',
    `POST v2/copy/mix-follower/cancel-trader v2/copy/mix-follower/close-positions
     POST v2/copy/mix-follower/setting-tpsl v2/copy/mix-follower/settings
     POST v2/copy/mix-trader/config-remove-follower v2/copy/mix-trader/config-setting-base
     POST v2/copy/mix-trader/config-setting-symbols v2/copy/mix-trader/config-settings-base
     POST v2/copy/mix-trader/order-close-positions v2/copy/mix-trader/order-modify-tpsl
     POST v2/copy/spot-follower/cancel-trader v2/copy/spot-follower/order-close-tracking
     POST v2/copy/spot-follower/setting-tpsl v2/copy/spot-follower/settings v2/copy/spot-follower/stop-order
     POST v2/copy/spot-trader/config-remove-follower v2/copy/spot-trader/config-setting-symbols
     POST v2/copy/spot-trader/order-close-tracking v2/copy/spot-trader/order-modify-tpsl`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'earn', docs: page('earn/intro') },
    '/api/',
    `POST v2/earn/elite/redeem v2/earn/elite/subscribe v2/earn/savings/redeem v2/earn/savings/subscribe
     POST v2/earn/sharkfin/subscribe`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'lending', docs: page('earn/loan/Borrow') },
    '/api/',
    `POST v2/earn/loan/borrow v2/earn/loan/repay v2/earn/loan/revise-pledge`,
  ),
];
