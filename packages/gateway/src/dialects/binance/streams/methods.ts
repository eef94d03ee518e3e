import type { Endpoint } from '../../../dialect/dialect.ts';

type Line = readonly [method: Endpoint['method'], path: string];

/**
 * Methods of the WebSocket API and the REST endpoints that do the same with the same parameters.
 *
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/trading-requests and account-requests
 */
const METHODS: Readonly<Record<string, Line>> = {
  'order.place': ['POST', 'order'],
  'order.test': ['POST', 'order/test'],
  'order.cancel': ['DELETE', 'order'],
  'order.cancelReplace': ['POST', 'order/cancelReplace'],
  'order.amend.keepPriority': ['PUT', 'order/amend/keepPriority'],
  'openOrders.cancelAll': ['DELETE', 'openOrders'],
  'orderList.place': ['POST', 'order/oco'],
  'orderList.place.oco': ['POST', 'orderList/oco'],
  'orderList.place.oto': ['POST', 'orderList/oto'],
  'orderList.place.otoco': ['POST', 'orderList/otoco'],
  'orderList.place.opo': ['POST', 'orderList/opo'],
  'orderList.place.opoco': ['POST', 'orderList/opoco'],
  'orderList.cancel': ['DELETE', 'orderList'],
  'sor.order.place': ['POST', 'sor/order'],
  'sor.order.test': ['POST', 'sor/order/test'],
  'order.status': ['GET', 'order'],
  'order.amendments': ['GET', 'order/amendments'],
  'openOrders.status': ['GET', 'openOrders'],
  allOrders: ['GET', 'allOrders'],
  'orderList.status': ['GET', 'orderList'],
  'openOrderLists.status': ['GET', 'openOrderList'],
  allOrderLists: ['GET', 'allOrderList'],
  myTrades: ['GET', 'myTrades'],
  myPreventedMatches: ['GET', 'myPreventedMatches'],
  myAllocations: ['GET', 'myAllocations'],
  myFilters: ['GET', 'myFilters'],
  'account.status': ['GET', 'account'],
  'account.commission': ['GET', 'account/commission'],
  'account.rateLimits.orders': ['GET', 'rateLimit/order'],
};

/** The REST endpoint of a method; null for one that is in no table. */
export function endpointOfMethod(name: string): { method: Endpoint['method']; path: string } | null {
  if (!Object.hasOwn(METHODS, name)) return null;
  const [method, path] = METHODS[name];
  return { method, path: `/api/v3/${path}` };
}
