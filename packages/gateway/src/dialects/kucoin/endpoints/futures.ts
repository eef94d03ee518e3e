import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { FUTURES_HOST } from '../hosts.ts';
import { page } from './page.ts';

const hosts = [FUTURES_HOST];
const ORDERS = page('rest/futures-trading/orders/introduction');
const POSITIONS = page('rest/futures-trading/positions/introduction');
const COPY = page('rest/copy-trading/introduction');

/** Futures, on a host of their own: many paths are spot's on the other. */
export const futuresEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts,
      class: 'public',
      product: 'derivative',
      docs: page('rest/futures-trading/market-data/introduction'),
    },
    '/api/',
    `GET v1/contracts/active v1/contracts/{symbol} v1/ticker v1/allTickers v1/level2/snapshot v1/level2/depth20
     GET v1/level2/depth100 v1/trade/history v1/kline/query v1/interest/query v1/index/query
     GET v1/mark-price/{symbol}/current v1/premium/query v1/trade-statistics v1/funding-rate/{symbol}/current
     GET v1/contract/funding-rates v1/timestamp v1/status v1/level2/message/query v1/level3/message/query
     GET v1/level3/snapshot v2/level3/snapshot v1/contracts/risk-limit/{symbol}`,
  ),
  ...endpointGroup(
    {
      hosts,
      class: 'credential',
      product: 'derivative',
      docs: page('websocket-api/base-info/get-private-token-futures'),
    },
    '/api/',
    'POST v1/bullet-public v1/bullet-private v2/bullet-private',
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'derivative', docs: ORDERS },
    '/api/v1/',
    `GET orders orders/{orderId} orders/byClientOid stopOrders recentDoneOrders fills recentFills openOrderStatistics
     GET trade-fees funding-history transaction-history account-overview transfer-list deposit-address deposit-list
     GET withdrawals/quotas withdrawal-list`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'sub-account', docs: ORDERS },
    '/api/v1/',
    'GET account-overview-all',
  ),
  ...endpointGroup(
    { hosts, class: 'trade', product: 'derivative', parameters: [], docs: ORDERS },
    '/api/',
    `POST v1/orders v1/orders/test v1/orders/multi v1/st-orders
     DELETE v1/orders v3/orders v1/stopOrders v1/orders/{orderId} v1/orders/client-order/{clientOid}
     DELETE v1/orders/multi-cancel`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'derivative', docs: POSITIONS },
    '/api/',
    `GET v1/position v2/position v1/positions v1/history-positions v1/margin/maxWithdrawMargin v2/getMaxOpenSize
     GET v1/getMaxOpenSize v2/getCrossUserLeverage v1/getCrossUserLeverage v2/getCrossModeMarginRequirement
     GET v2/batchGetCrossOrderLimit v2/position/getMarginMode v2/position/getPositionMode`,
  ),
  ...endpointGroup(
    { hosts, class: 'admin', product: 'derivative', docs: POSITIONS },
    '/api/',
    `POST v1/position/margin/auto-deposit-status v1/margin/withdrawMargin v1/position/margin/deposit-margin
     POST v1/position/risk-limit-level/change v2/changeCrossUserLeverage v2/position/changeMarginMode
     POST v2/position/batchChangeMarginMode v2/position/switchPositionMode`,
  ),
  ...endpointGroup(
    {
      hosts,
      class: 'transfer',
      product: 'derivative',
      docs: page('rest/account-info/transfer/introduction'),
    },
    '/api/',
    `POST v1/transfer-out v2/transfer-out v3/transfer-out v1/transfer-in
     DELETE v1/cancel/transfer-out`,
  ),
  ...endpointGroup(
    {
      hosts,
      class: 'withdraw',
      product: 'derivative',
      docs: page('rest/account-info/withdrawals/introduction'),
    },
    '/api/v1/',
    `POST withdrawals
     DELETE withdrawals/{withdrawalId}`,
  ),
  ...endpointGroup(
    {
      hosts,
      class: 'credential',
      product: 'sub-account',
      docs: page('rest/account-info/sub-account/introduction'),
    },
    '/api/v1/',
    `GET sub/api-key
     POST sub/api-key sub/api-key/update
     DELETE sub/api-key`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'other', docs: COPY },
    '/api/v1/copy-trade/futures/',
    'GET get-max-open-size position/margin/max-withdraw-margin',
  ),
  ...endpointGroup(
    { hosts, class: 'trade', product: 'other', parameters: [], docs: COPY },
    '/api/',
    `POST v1/copy-trade/futures/orders v1/copy-trade/futures/orders/test v1/copy-trade/futures/st-orders
     DELETE v1/copy-trade/futures/orders v1/copy-trade/futures/orders/client-order`,
  ),
  ...endpointGroup(
    { hosts, class: 'admin', product: 'other', docs: COPY },
    '/api/',
    `POST v1/copy-trade/futures/position/margin/deposit-margin v1/copy-trade/futures/position/margin/withdraw-margin
     POST v1/copy-trade/futures/position/risk-limit-level/change v1/copy-trade/futures/position/margin/auto-deposit-status
     POST v1/copy-trade/futures/position/changeMarginMode v1/copy-trade/futures/position/changeCrossUserLeverage
     POST v2/copy-trade/futures/changeCrossUserLeverage v1/copy-trade/getCrossModeMarginRequirement
     POST v2/copy-trade/getCrossModeMarginRequirement v1/copy-trade/position/switchPositionMode
     POST v2/copy-trade/position/switchPositionMode`,
  ),
];
