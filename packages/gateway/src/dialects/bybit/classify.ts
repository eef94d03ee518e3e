import type { Classification, ParsedRequest, Product } from '../../dialect/dialect.ts';
import { endpointFinder, refuseUnknownParameters } from '../../dialect/endpoint-table.ts';
import { pairValue } from '../../http/pairs.ts';
import { isJsonArray, isJsonObject, type JsonObject, scalarText } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { endpoints } from './endpoints.ts';
import { bybitHosts } from './hosts.ts';

const find = endpointFinder(endpoints, bybitHosts);

/** What `category` makes of an endpoint that serves several products. */
const CATEGORIES: ReadonlyMap<string, Product> = new Map([
  ['spot', 'spot'],
  ['linear', 'derivative'],
  ['inverse', 'derivative'],
  ['option', 'derivative'],
]);

/**
 * Finds the endpoint. The path decides the class; on spot paths the product is what `category` says, and `margin` when
 * an order, or one of a batch, has `isLeverage` set.
 *
 * @throws Refusal malformed for trading without a known category, and for unknown parameters of spot trading
 */
export function classifyBybit(request: ParsedRequest): Classification {
  const found = find(request);
  const body = bodyOf(request);
  const product = found.product === 'spot' ? productOf(found, request, body) : found.product;
  const classification = { ...found, product };
  if (product === 'spot') refuseUnknownParameters(classification, namesOf(request, body));
  return classification;
}

function productOf(found: Classification, request: ParsedRequest, body: JsonObject): Product {
  const category = body.has('category')
    ? scalarText(body.get('category'))
    : (pairValue(request.query, 'category') ?? null);
  const product = category === null ? undefined : CATEGORIES.get(category);
  if (found.class !== 'trade') return product ?? 'spot';
  if (product === undefined)
    return malformed('category', '"category" must be spot, linear, inverse or option.');
  return product === 'spot' && borrows(body) ? 'margin' : product;
}

/** Whether the order, or any of a batch, may borrow; a value that is neither yes nor no is refused. */
function borrows(body: JsonObject): boolean {
  const batch = body.get('request');
  const orders = batch !== undefined && isJsonArray(batch) ? batch.filter(isJsonObject) : [];
  return [body, ...orders].some((order) => {
    const value = order.get('isLeverage');
    if (value === undefined) return false;
    const text = scalarText(value);
    if (text !== '0' && text !== '1') malformed('isLeverage', '"isLeverage" must be 0 or 1.');
    return text === '1';
  });
}

function bodyOf({ body }: ParsedRequest): JsonObject {
  return body.kind === 'json' && isJsonObject(body.value) ? body.value : new Map();
}

function namesOf({ query }: ParsedRequest, body: JsonObject): string[] {
  return [...query.map(({ name }) => name), ...body.keys()];
}
