import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

/** For endpoints that are not in the table: the lowest of those that may be allowed. */
const LEAST = 5;

/**
 * Requests (batches: orders) a second of an account without a tier.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/rate-limit, "API Rate Limit Table", column spot
 */
const LIMITS: Readonly<Record<string, number>> = {
  'POST order/create': 20,
  'POST order/amend': 10,
  'POST order/cancel': 20,
  'POST order/cancel-all': 20,
  'POST order/create-batch': 20,
  'POST order/amend-batch': 20,
  'POST order/cancel-batch': 20,
  'GET order/realtime': 50,
  'GET order/history': 50,
  'GET execution/list': 50,
  'GET account/wallet-balance': 50,
  'GET account/fee-rate': 5,
  'GET user/query-api': 10,
};

/** All of the exchange's hosts, every request. */
const ADDRESS: UpstreamLimit = { name: 'requests', scope: 'address', limit: 600, windowMs: 5000 };

export const bybitLimitNames: readonly string[] = [ADDRESS.name, ...Object.keys(LIMITS)];

/** Every request counts for the address; those with a key also for the account, each endpoint apart. */
export function bybitCosts(
  _request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  { orders, cancels }: Description,
): UpstreamCost[] {
  if (endpointClass === 'public') return costsOf([ADDRESS, 1]);
  const path = `${endpoint.method} ${endpoint.path.replace(/^\/v5\//, '')}`;
  const limit: UpstreamLimit = { name: path, scope: 'key', limit: LIMITS[path] ?? LEAST, windowMs: 1000 };
  return costsOf([ADDRESS, 1], [limit, Math.max(1, orders.length + cancels.length)]);
}
