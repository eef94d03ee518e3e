import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import { endpointFinder, refuseUnknownParameters } from '../../dialect/endpoint-table.ts';
import { endpoints } from './endpoints.ts';
import { deribitHosts } from './hosts.ts';
import { namesOf } from './params.ts';

const find = endpointFinder(endpoints, deribitHosts);

/** Finds the method, and refuses parameters that it doesn't list. Whether an order is spot, its instrument says. */
export function classifyDeribit(request: ParsedRequest): Classification {
  const found = find(request);
  refuseUnknownParameters(found, namesOf(request));
  return found;
}
