import type { ParsedRequest } from '../../dialect/dialect.ts';
import { type Fields, fieldsOfObject, fieldsOfPairs } from '../../dialect/fields.ts';
import { isJsonObject, type JsonObject } from '../../http/strict-json.ts';

/** Names of all parameters, of the query or of `params`. */
export function namesOf(request: ParsedRequest): string[] {
  return [...request.query.map(({ name }) => name), ...paramsOf(request).keys()];
}

/** The parameters of an order or cancellation as text. @throws Refusal malformed for lists, objects and null */
export function fieldsOf(request: ParsedRequest): Fields {
  return request.body.kind === 'json' ? fieldsOfObject(paramsOf(request)) : fieldsOfPairs(request.query);
}

function paramsOf({ body }: ParsedRequest): JsonObject {
  const params = body.kind === 'json' && isJsonObject(body.value) ? body.value.get('params') : undefined;
  return params !== undefined && isJsonObject(params) ? params : new Map();
}
