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

/** Finds the endpoint. DepositAddresses with `new` makes an address, so it is no reading there. */
export function classifyKraken(request: ParsedRequest): Classification {
  const found = find(request);
  const names = parameterNames(request);
  // A conditional close is a second order, placed when the first fills; it has its own words in describe.
  refuseUnknownParameters(
    found,
    names.filter((name) => !/^close($|\[)/.test(name)),
  );
  if (found.endpoint.path === '/0/private/DepositAddresses' && names.includes('new'))
    return { ...found, class: 'transfer' };
  return found;
}
