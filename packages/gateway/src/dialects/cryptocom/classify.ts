import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import { endpointFinder, refuseUnknownParameters } from '../../dialect/endpoint-table.ts';
import { endpoints } from './endpoints.ts';
import { cryptocomHosts } from './hosts.ts';
import { paramsOf } from './params.ts';
import { refuseFractions } from './signed-text.ts';

const find = endpointFinder(endpoints, cryptocomHosts);

/** Finds the endpoint, and refuses parameters it doesn't list. Those of a list's items `describe` looks at. */
export function classifyCryptocom(request: ParsedRequest): Classification {
  const found = find(request);
  if (found.product !== 'spot') return found;
  const params = paramsOf(request);
  // What is never sent is refused by its name, not by that of a number.
  if (found.class === 'read' || found.class === 'trade') refuseFractions(params);
  refuseUnknownParameters(found, params.keys());
  return found;
}
