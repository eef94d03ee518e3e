import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import { endpointFinder, refuseUnknownParameters } from '../../dialect/endpoint-table.ts';
import { endpoints } from './endpoints.ts';
import { MARKET_DATA_HOST, OTHER_HOSTS, SPOT_HOSTS } from './hosts.ts';

export const binanceHosts = [...SPOT_HOSTS, MARKET_DATA_HOST, ...OTHER_HOSTS];

const find = endpointFinder(endpoints, binanceHosts);

/**
 * Finds the endpoint, whose path decides class and product: a spot path takes no margin parameter (`sideEffectType`,
 * `isIsolated`), since it isn't listed there.
 */
export function classifyBinance(request: ParsedRequest): Classification {
  const classification = find(request);
  const pairs = request.body.kind === 'form' ? request.body.pairs : request.query;
  refuseUnknownParameters(
    classification,
    pairs.map(({ name }) => name),
  );
  return classification;
}
