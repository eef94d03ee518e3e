import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

const WINDOW_MS = 30_000;

/**
 * Pools of weights for the lowest tier (VIP 0).
 *
 * Source: https://www.kucoin.com/docs-new/rate-limit
 */
const SPOT: UpstreamLimit = { name: 'spot', scope: 'key', limit: 4000, windowMs: WINDOW_MS };
const MANAGEMENT: UpstreamLimit = { name: 'management', scope: 'key', limit: 2000, windowMs: WINDOW_MS };
const UNIFIED: UpstreamLimit = { name: 'unified', scope: 'key', limit: 200, windowMs: 3000 };
const PUBLIC: UpstreamLimit = { name: 'public', scope: 'address', limit: 2000, windowMs: WINDOW_MS };

export const kucoinLimitNames: readonly string[] = [SPOT, MANAGEMENT, UNIFIED, PUBLIC].map(
  ({ name }) => name,
);

/** Weights as the pages of the endpoints have them. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'POST v1/hf/orders': 1,
  'POST v1/hf/orders/sync': 1,
  'POST v1/hf/orders/test': 1,
  'POST v1/hf/orders/multi': 1,
  'POST v1/hf/orders/multi/sync': 1,
  'POST v1/hf/orders/alter': 1,
  'POST v1/hf/orders/dead-cancel-all': 2,
  'DELETE v1/hf/orders/{orderId}': 1,
  'DELETE v1/hf/orders/sync/{orderId}': 1,
  'DELETE v1/hf/orders/client-order/{clientOid}': 1,
  'DELETE v1/hf/orders/sync/client-order/{clientOid}': 1,
  'DELETE v1/hf/orders/cancel/{orderId}': 2,
  'DELETE v1/hf/orders': 2,
  'DELETE v1/hf/orders/cancelAll': 30,
  'POST v1/orders': 2,
  'POST v1/orders/test': 2,
  'POST v1/orders/multi': 3,
  'DELETE v1/orders/{orderId}': 3,
  'DELETE v1/order/client-order/{clientOid}': 5,
  'DELETE v1/orders': 20,
  'POST v1/stop-order': 2,
  'DELETE v1/stop-order/{orderId}': 3,
  'DELETE v1/stop-order/cancelOrderByClientOid': 5,
  'DELETE v1/stop-order/cancel': 3,
  'POST v3/oco/order': 2,
  'DELETE v3/oco/order/{orderId}': 3,
  'DELETE v3/oco/client-order/{clientOid}': 3,
  'DELETE v3/oco/orders': 3,
  'GET v1/hf/orders/{orderId}': 2,
  'GET v1/hf/orders/client-order/{clientOid}': 2,
  'GET v1/hf/orders/active': 2,
  'GET v1/hf/orders/active/page': 2,
  'GET v1/hf/orders/active/symbols': 2,
  'GET v1/hf/orders/done': 2,
  'GET v1/hf/fills': 2,
  'GET v1/orders': 2,
  'GET v1/orders/{orderId}': 2,
  'GET v1/limit/orders': 3,
  'GET v1/fills': 10,
  'GET v1/stop-order': 8,
  'GET v1/stop-order/{orderId}': 3,
  'GET v3/oco/orders': 2,
  'GET v1/accounts': 5,
  'GET v1/accounts/{accountId}': 5,
  'GET v1/accounts/ledgers': 2,
  'GET v1/hf/accounts/ledgers': 2,
  'GET v1/base-fee': 3,
  'GET v1/trade-fees': 3,
  'GET v1/deposits': 5,
  'GET v1/timestamp': 3,
  'GET v1/status': 3,
  'GET v2/symbols': 4,
  'GET v3/currencies': 3,
  'GET v1/market/orderbook/level1': 2,
  'GET v1/market/orderbook/level2_20': 2,
  'GET v1/market/orderbook/level2_100': 4,
  'GET v1/market/histories': 3,
  'GET v1/market/candles': 3,
  'GET v1/market/allTickers': 15,
  'GET v1/market/stats': 15,
  'GET ua/v1/account/mode': 60,
  'GET ua/v1/market/instrument': 8,
};

/** For endpoints that are not in the table: as much as any that may be allowed. */
const MOST = 30;

const MANAGED = /^v[123]\/(?:user|accounts|sub|deposit|withdrawals|hist-|transfer|affiliate|broker)/;

/** A request counts its endpoint's weight in one of four pools. */
export function kucoinCosts(
  _request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  _description: Description,
): UpstreamCost[] {
  const path = endpoint.path.replace(/^\/api\//, '');
  const weight = WEIGHTS[`${endpoint.method} ${path}`] ?? MOST;
  if (endpointClass === 'public') return costsOf([PUBLIC, weight]);
  if (path.startsWith('ua/')) return costsOf([UNIFIED, weight]);
  return costsOf([MANAGED.test(path) ? MANAGEMENT : SPOT, weight]);
}
