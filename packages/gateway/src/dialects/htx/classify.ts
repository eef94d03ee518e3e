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

/** Finds the endpoint, and refuses parameters it doesn't list, in whichever object of a list they are. */
export function classifyHtx(request: ParsedRequest): Classification {
  const found = find(request);
  refuseUnknownParameters(found, parameterNames(request));
  return found;
}
