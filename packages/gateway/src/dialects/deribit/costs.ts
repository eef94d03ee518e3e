import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';
import { methodOf } from './method.ts';

/*
 * Credits that come back steadily, as requests: what may be asked at once, and in how long all of it comes back.
 *
 * Source: https://docs.deribit.com/articles/rate-limits
 */
const REQUESTS: UpstreamLimit = { name: 'requests', scope: 'key', limit: 100, windowMs: 5000, decays: true };
/** Of the lowest tier: 5 a second. */
const MATCHING: UpstreamLimit = { name: 'matching', scope: 'key', limit: 20, windowMs: 4000, decays: true };
const TRANSACTIONS: UpstreamLimit = {
  name: 'private/get_transaction_log',
  scope: 'key',
  limit: 8,
  windowMs: 8000,
  decays: true,
};
/** What an address may ask without a key is not documented: taken as what a key may. */
const PUBLIC: UpstreamLimit = { ...REQUESTS, name: 'public', scope: 'address' };
const INSTRUMENTS: UpstreamLimit = {
  name: 'public/get_instruments',
  scope: 'address',
  limit: 50,
  windowMs: 50_000,
  decays: true,
};

export const deribitLimitNames: readonly string[] = [
  REQUESTS,
  MATCHING,
  TRANSACTIONS,
  PUBLIC,
  INSTRUMENTS,
].map(({ name }) => name);

/** Orders and cancellations go to the matching engine, which has a limit of its own. */
export function deribitCosts(
  _request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  _description: Description,
): UpstreamCost[] {
  const method = methodOf(endpoint.path);
  if (endpointClass === 'public') return costsOf([method === INSTRUMENTS.name ? INSTRUMENTS : PUBLIC, 1]);
  if (endpointClass === 'trade') return costsOf([MATCHING, 1]);
  return costsOf([method === TRANSACTIONS.name ? TRANSACTIONS : REQUESTS, 1]);
}
