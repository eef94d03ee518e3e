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

/** Orders to come behind an order have their own words in describe. */
const ATTACHED: readonly string[] = ['stop_profit', 'stop_loss'];

/** Finds the endpoint, and refuses parameters it doesn't list, in whichever object of a list they are. */
export function classifyGate(request: ParsedRequest): Classification {
  const found = find(request);
  const names = parameterNames(request).filter((name) => !ATTACHED.includes(name));
  refuseUnknownParameters(found, names);
  return found;
}
