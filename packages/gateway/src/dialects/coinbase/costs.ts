import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

/** Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api-rate-limits */
const PUBLIC: UpstreamLimit = { name: 'public', scope: 'address', limit: 10, windowMs: 1000 };
const PRIVATE: UpstreamLimit = { name: 'private', scope: 'key', limit: 30, windowMs: 1000 };

export const coinbaseLimitNames: readonly string[] = [PUBLIC, PRIVATE].map(({ name }) => name);

/** Each request is one, of the address without a key and of the user with one. */
export function coinbaseCosts(_request: ParsedRequest, classification: Classification): UpstreamCost[] {
  return costsOf([classification.class === 'public' ? PUBLIC : PRIVATE, 1]);
}
