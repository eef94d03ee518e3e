import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

/** For methods that the table doesn't name: requests in 100 ms. */
const OTHERS = [3, 100] as const;
const PUBLIC = [100, 1000] as const;
const STAKING = [50, 1000] as const;

/**
 * Requests of a key for each method, and in how many milliseconds.
 *
 * Source: https://exchange-developer.crypto.com/exchange/v1/docs/api/rest-common-api-reference, "Rate Limits"
 */
const LIMITS: Readonly<Record<string, readonly [limit: number, windowMs: number]>> = {
  'private/create-order': [15, 100],
  'private/cancel-order': [15, 100],
  'private/cancel-all-orders': [15, 100],
  'private/get-order-detail': [30, 100],
  'private/get-trades': [1, 1000],
  'private/get-order-history': [1, 1000],
};

export const cryptocomLimitNames: readonly string[] = Object.keys(LIMITS);

/** Each method has a limit of its own: of the address for public ones, else of the key. A list counts once. */
export function cryptocomCosts(
  _request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  _description: Description,
): UpstreamCost[] {
  const name = endpoint.path.replace(/^\/(?:exchange\/)?v[12]\//, '');
  const isPublic = endpointClass === 'public';
  const [limit, windowMs] =
    LIMITS[name] ?? (isPublic ? PUBLIC : name.includes('/staking/') ? STAKING : OTHERS);
  const cost: UpstreamLimit = { name, scope: isPublic ? 'address' : 'key', limit, windowMs };
  return costsOf([cost, 1]);
}
