import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';
import { pairValue } from '../../http/pairs.ts';

const WINDOW_MS = 2000;
/** For endpoints that are not in the table: the lowest of the documentation. */
const LEAST = 5;

/**
 * Requests (batches: orders) in two seconds, from each endpoint's "Rate Limit"; the address's for public endpoints, the
 * user's for others, of orders for each instrument.
 *
 * Source: https://www.okx.com/docs-v5/en/#overview-rate-limits
 */
const LIMITS: Readonly<Record<string, number>> = {
  'POST trade/order': 60,
  'POST trade/batch-orders': 300,
  'POST trade/cancel-order': 60,
  'POST trade/cancel-batch-orders': 300,
  'POST trade/amend-order': 60,
  'POST trade/amend-batch-orders': 300,
  'POST trade/order-algo': 20,
  'POST trade/cancel-algos': 20,
  'GET trade/order': 60,
  'GET trade/orders-pending': 60,
  'GET trade/orders-history': 40,
  'GET trade/orders-history-archive': 20,
  'GET trade/fills': 60,
  'GET trade/fills-history': 10,
  'GET trade/order-algo': 20,
  'GET trade/orders-algo-pending': 20,
  'GET trade/orders-algo-history': 20,
  'GET account/instruments': 20,
  'GET account/balance': 10,
  'GET account/max-size': 20,
  'GET account/max-avail-size': 20,
  'GET asset/balances': 12,
  'GET asset/currencies': 12,
  'GET market/tickers': 20,
  'GET market/ticker': 20,
  'GET market/books': 40,
  'GET market/candles': 40,
  'GET market/history-candles': 20,
  'GET market/trades': 100,
  'GET market/history-trades': 20,
  'GET public/instruments': 20,
  'GET public/time': 10,
};

/** New and changed orders of one account together. */
const ORDERS: UpstreamLimit = { name: 'orders', scope: 'key', limit: 1000, windowMs: WINDOW_MS };

export const okxLimitNames: readonly string[] = [ORDERS.name, ...Object.keys(LIMITS)];

/** Each endpoint has a limit of its own; batches count their orders. */
export function okxCosts(
  request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  { orders, cancels }: Description,
): UpstreamCost[] {
  const path = `${endpoint.method} ${endpoint.path.replace(/^\/api\/v5\//, '')}`;
  const symbols = new Set([...orders, ...cancels].map(({ symbol }) => symbol ?? ''));
  const instrument =
    symbols.size === 0 ? (pairValue(request.query, 'instType') ?? '') : [...symbols].sort().join(' ');
  const limit: UpstreamLimit = {
    name: path,
    of: symbols.size > 1 ? '' : instrument.slice(0, 60),
    scope: endpointClass === 'public' ? 'address' : 'key',
    limit: LIMITS[path] ?? LEAST,
    windowMs: WINDOW_MS,
  };
  const placed = orders.filter(({ action, attached }) => action !== 'test' && attached !== true).length;
  return costsOf([limit, Math.max(1, orders.length + cancels.length)], [ORDERS, placed]);
}
