import type { Endpoint } from '../../../dialect/dialect.ts';
import { SPOT_HOSTS } from '../hosts.ts';

const DOCS = 'https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints';

/** What the spot API tells about the account. */
export const accountEndpoints: readonly Endpoint[] = [
  read('account', 20, ['omitZeroBalances']),
  read('account/commission', 20, ['symbol']),
  read('order', 4, ['symbol', 'orderId', 'origClientOrderId']),
  read('order/amendments', 4, ['symbol', 'orderId', 'fromExecutionId', 'limit']),
  read('openOrders', 80, ['symbol']),
  read('allOrders', 20, ['symbol', 'orderId', 'startTime', 'endTime', 'limit']),
  read('orderList', 4, ['orderListId', 'origClientOrderId']),
  read('allOrderList', 20, ['fromId', 'startTime', 'endTime', 'limit']),
  read('openOrderList', 6, []),
  read('myTrades', 20, ['symbol', 'orderId', 'startTime', 'endTime', 'fromId', 'limit']),
  read('rateLimit/order', 40, []),
  read('myPreventedMatches', 20, ['symbol', 'preventedMatchId', 'orderId', 'fromPreventedMatchId', 'limit']),
  read('myAllocations', 20, ['symbol', 'startTime', 'endTime', 'fromAllocationId', 'limit', 'orderId']),
  read('myFilters', 40, ['symbol']),
];

function read(path: string, weight: number, parameters: readonly string[]): Endpoint {
  return {
    method: 'GET',
    path: `/api/v3/${path}`,
    hosts: SPOT_HOSTS,
    class: 'read',
    parameters: [...parameters, 'recvWindow'],
    weight,
    docs: DOCS,
  };
}
