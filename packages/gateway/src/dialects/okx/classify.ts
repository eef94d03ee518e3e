import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import {
  type EndpointFinder,
  endpointFinder,
  refuseUnknownParameters,
} from '../../dialect/endpoint-table.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../http/strict-json.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';

const find: EndpointFinder = endpointFinder(endpoints, hosts);

/** Finds the endpoint, and refuses parameters it doesn't list, in whichever object of a list they are. */
export function classifyOkx(request: ParsedRequest): Classification {
  const found = find(request);
  // Other products are refused by their name, not by that of a parameter.
  if (found.product === 'spot') refuseUnknownParameters(found, parameterNames(request));
  return found;
}

/** `attachAlgoOrds` has its own words in describe. */
function parameterNames({ query, body }: ParsedRequest): string[] {
  const names = [...query.map(({ name }) => name), ...(body.kind === 'json' ? namesIn(body.value) : [])];
  return names.filter((name) => name !== 'attachAlgoOrds');
}

function namesIn(value: JsonValue): string[] {
  if (isJsonArray(value)) return value.flatMap(namesIn);
  return isJsonObject(value) ? [...value.keys()] : [];
}
