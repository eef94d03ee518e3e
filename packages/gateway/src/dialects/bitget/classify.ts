import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import {
  type EndpointFinder,
  endpointFinder,
  parameterNames,
  refuseUnknownParameters,
} from '../../dialect/endpoint-table.ts';
import { endpoints } from './endpoints/index.ts';
import { hosts } from './hosts.ts';

const find: EndpointFinder = endpointFinder(endpoints, hosts);

/** Finds the endpoint, and refuses parameters it doesn't list. */
export function classifyBitget(request: ParsedRequest): Classification {
  const found = find(request);
  // Other products are refused by their name, not by that of a parameter.
  if (found.product === 'spot') refuseUnknownParameters(found, parameterNames(request));
  return found;
}
