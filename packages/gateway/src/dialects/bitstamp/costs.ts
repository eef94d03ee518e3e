import type { Classification } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

/**
 * Each client's, all endpoints together. The documentation doesn't say what tells clients without a key apart: their
 * address, it is taken to be.
 *
 * @see https://www.bitstamp.net/api/#section/Request-limits
 */
const EACH_SECOND = { limit: 400, windowMs: 1000 };
const TEN_MINUTES = { limit: 10_000, windowMs: 600_000 };
const PUBLIC: readonly UpstreamLimit[] = [
  { name: 'public-1s', scope: 'address', ...EACH_SECOND },
  { name: 'public-10m', scope: 'address', ...TEN_MINUTES },
];
const PRIVATE: readonly UpstreamLimit[] = [
  { name: 'requests-1s', scope: 'key', ...EACH_SECOND },
  { name: 'requests-10m', scope: 'key', ...TEN_MINUTES },
];

export const bitstampLimitNames: readonly string[] = [...PUBLIC, ...PRIVATE].map(({ name }) => name);

/** One request each. */
export function bitstampCosts(_request: unknown, { class: what }: Classification): UpstreamCost[] {
  return costsOf(...(what === 'public' ? PUBLIC : PRIVATE).map((limit) => [limit, 1] as const));
}
