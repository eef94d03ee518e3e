import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

/**
 * Those of the lowest tier (Starter). Kraken names no number for public requests but "once a second or less".
 *
 * Source: https://docs.kraken.com/api/docs/guides/spot-rest-ratelimits,
 * https://docs.kraken.com/api/docs/guides/spot-ratelimits,
 * https://support.kraken.com/articles/206548367-what-are-the-api-rate-limits-
 */
const PUBLIC: UpstreamLimit = { name: 'public', scope: 'address', limit: 60, windowMs: 60_000 };
const COUNTER: UpstreamLimit = { name: 'counter', scope: 'key', limit: 15, windowMs: 45_000, decays: true };
const ORDERS: UpstreamLimit = { name: 'orders', scope: 'key', limit: 60, windowMs: 60_000, decays: true };

export const krakenLimitNames: readonly string[] = [PUBLIC, COUNTER, ORDERS].map(({ name }) => name);

/**
 * Placing, changing and cancelling orders does not count in the key's counter but in one of each market. There
 * cancellations cost by how long the order was there, 0 to 8; they are not counted here, since an order that could not be
 * cancelled is worse than an answer "rate limit exceeded".
 */
export function krakenCosts(
  _request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  { orders }: Description,
): UpstreamCost[] {
  if (endpointClass === 'public') return costsOf([PUBLIC, 1]);
  if (endpointClass !== 'trade') return costsOf([COUNTER, endpoint.weight ?? 1]);
  const bySymbol = new Map<string, number>();
  for (const { symbol } of orders) bySymbol.set(symbol ?? '', (bySymbol.get(symbol ?? '') ?? 0) + 1);
  return [...bySymbol].map(([symbol, weight]) => ({ limit: { ...ORDERS, of: symbol }, weight }));
}
