import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

/** Source: https://docs.gemini.com/rate-limit, which counts by group of endpoints and names no others. */
const PUBLIC: UpstreamLimit = { name: 'public', scope: 'address', limit: 120, windowMs: 60_000 };
const PRIVATE: UpstreamLimit = { name: 'private', scope: 'key', limit: 600, windowMs: 60_000 };

export const geminiLimitNames: readonly string[] = [PUBLIC, PRIVATE].map(({ name }) => name);

/** One for each request. */
export function geminiCosts(
  _request: ParsedRequest,
  { class: endpointClass }: Classification,
  _description: Description,
): UpstreamCost[] {
  return costsOf([endpointClass === 'public' ? PUBLIC : PRIVATE, 1]);
}
