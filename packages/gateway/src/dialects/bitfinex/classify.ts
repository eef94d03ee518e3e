import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import {
  type EndpointFinder,
  endpointFinder,
  parameterNames,
  refuseUnknownParameters,
} from '../../dialect/endpoint-table.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';

const find: EndpointFinder = endpointFinder(endpoints, hosts);

/** Finds the endpoint. */
export function classifyBitfinex(request: ParsedRequest): Classification {
  const found = find(request);
  refuseUnknownParameters(found, parameterNames(request));
  return found;
}
