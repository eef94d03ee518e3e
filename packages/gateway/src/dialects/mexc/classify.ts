import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import { endpointFinder, parameterNames, refuseUnknownParameters } from '../../dialect/endpoint-table.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';

const find = endpointFinder(endpoints, hosts);

/** Finds the endpoint, whose path decides class and product. */
export function classifyMexc(request: ParsedRequest): Classification {
  const found = find(request);
  refuseUnknownParameters(found, parameterNames(request));
  return found;
}
