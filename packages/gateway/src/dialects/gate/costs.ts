import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

const WINDOW_MS = 10_000;

/** Orders placed and changed, of a user in one market, in a second. */
const ORDERS: UpstreamLimit = { name: 'orders', scope: 'key', limit: 10, windowMs: 1000 };
/** Cancellations of a user in a second. */
const CANCELS: UpstreamLimit = { name: 'cancels', scope: 'key', limit: 200, windowMs: 1000 };
/** Each spot endpoint of a user apart, and each other private endpoint. */
const SPOT: UpstreamLimit = { name: 'spot', scope: 'key', limit: 200, windowMs: WINDOW_MS };
const OTHER: UpstreamLimit = { name: 'private', scope: 'key', limit: 80, windowMs: WINDOW_MS };
/** Each public endpoint of an address apart. */
const PUBLIC: UpstreamLimit = { name: 'public', scope: 'address', limit: 200, windowMs: WINDOW_MS };

export const gateLimitNames: readonly string[] = [ORDERS, CANCELS, SPOT, OTHER, PUBLIC].map(
  ({ name }) => name,
);

/**
 * What a request costs. That a batch is one request is how the documentation counts (requests, single and batch
 * together), for each market in it.
 *
 * @see https://www.gate.com/docs/developers/apiv4/en/#frequency-limit-rule
 */
export function gateCosts(
  _request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  { orders, cancels }: Description,
): UpstreamCost[] {
  const path = endpoint.path.replace('/api/v4/', '');
  const of = `${endpoint.method} ${path}`;
  if (endpointClass === 'public') return costsOf([{ ...PUBLIC, of }, 1]);
  if (endpointClass !== 'trade') return costsOf([{ ...(path.startsWith('spot/') ? SPOT : OTHER), of }, 1]);
  if (orders.length === 0) return costsOf([CANCELS, Math.max(1, cancels.length)]);
  const markets = new Set(orders.map(({ symbol }) => symbol ?? ''));
  return [...markets].map((market) => ({ limit: { ...ORDERS, of: market }, weight: 1 }));
}
