import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

const WINDOW_MS = 2000;
/** For endpoints that are not in the table: the lowest of the documentation. */
const LEAST = 2;

/**
 * Requests in two seconds of a user, from each endpoint's "Rate Limit"; of all its keys together.
 *
 * @see https://www.htx.com/en-us/opend/newApiPages/ "New Version Rate limit Rule"
 */
const LIMITS: Readonly<Record<string, number>> = {
  'POST v1/order/orders/place': 100,
  'POST v1/order/batch-orders': 50,
  'POST v1/order/orders/{order_id}/submitcancel': 100,
  'POST v1/order/orders/submitCancelClientOrder': 100,
  'POST v1/order/orders/batchcancel': 50,
  'POST v1/order/orders/batchCancelOpenOrders': 50,
  'POST v2/algo-orders': 20,
  'POST v2/algo-orders/cancellation': 20,
  'GET v1/order/openOrders': 50,
  'GET v1/order/orders': 50,
  'GET v1/order/orders/{order_id}': 50,
  'GET v1/order/orders/getClientOrder': 50,
  'GET v1/order/orders/{order_id}/matchresults': 50,
  'GET v1/order/history': 20,
  'GET v1/order/matchresults': 20,
  'GET v2/algo-orders/opening': 20,
  'GET v2/algo-orders/history': 20,
  'GET v2/algo-orders/specific': 20,
  'GET v1/account/accounts': 100,
  'GET v1/account/accounts/{account_id}/balance': 100,
  'GET v1/account/history': 5,
  'GET v1/query/deposit-withdraw': 20,
};

/** Each public endpoint of an address apart; what HTX serves of markets is far above it. */
const PUBLIC: UpstreamLimit = { name: 'public', scope: 'address', limit: 100, windowMs: WINDOW_MS };

export const htxLimitNames: readonly string[] = [PUBLIC.name, ...Object.keys(LIMITS)];

/** Each endpoint has a limit of its own, which counts requests, a batch too. */
export function htxCosts(
  _request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  _description: Description,
): UpstreamCost[] {
  const name = `${endpoint.method} ${endpoint.path.slice(1)}`;
  if (endpointClass === 'public') return costsOf([{ ...PUBLIC, of: name }, 1]);
  return costsOf([{ name, scope: 'key', limit: LIMITS[name] ?? LEAST, windowMs: WINDOW_MS }, 1]);
}
