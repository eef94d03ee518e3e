import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

/**
 * Requests a minute, of each endpoint apart, from "Ratelimit" of its page; most have 90.
 *
 * Source: https://docs.bitfinex.com/docs/requirements-and-limitations, https://docs.bitfinex.com/reference
 */
const PER_MINUTE: Readonly<Record<string, number>> = {
  '/v2/platform/status': 30,
  '/v2/book/{symbol}/{precision}': 240,
  '/v2/book/{base}:{quote}/{precision}': 240,
  '/v2/liquidations/hist': 3,
  '/v2/candles/trade:{timeframe}:{symbol}/{section}': 30,
  '/v2/candles/trade:{timeframe}:{base}:{quote}/{section}': 30,
  '/v2/auth/r/deposit/address/all': 10,
  '/v2/auth/r/alerts': 45,
};
const USUAL = 90;

export const bitfinexLimitNames: readonly string[] = ['requests'];

/** One for each request; of a batch too. Bitfinex counts by address, and locks it out for up to a minute. */
export function bitfinexCosts(
  _request: ParsedRequest,
  { endpoint: { path } }: Classification,
  _description: Description,
): UpstreamCost[] {
  const limit: UpstreamLimit = {
    name: 'requests',
    of: path,
    scope: 'address',
    limit: PER_MINUTE[path] ?? USUAL,
    windowMs: 60_000,
  };
  return costsOf([limit, 1]);
}
