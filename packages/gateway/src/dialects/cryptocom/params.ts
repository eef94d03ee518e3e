import type { ParsedRequest } from '../../dialect/dialect.ts';
import { isJsonObject, type JsonObject } from '../../http/strict-json.ts';

/** `params` of a private request; empty for any other. */
export function paramsOf({ body }: Pick<ParsedRequest, 'body'>): JsonObject {
  const params = body.kind === 'json' && isJsonObject(body.value) ? body.value.get('params') : undefined;
  return params !== undefined && isJsonObject(params) ? params : new Map();
}
