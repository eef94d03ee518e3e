import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, refuseEncodedBody } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, parsePairs } from '../../http/pairs.ts';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
  scalarText,
} from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { methodOf } from './method.ts';
import { checkParameters } from './signed-text.ts';

/** A nonce more than a minute away from the exchange's clock is refused there; milliseconds. */
export const WINDOW = { default: 60_000, longest: 60_000 };

const ENVELOPE = ['id', 'method', 'params', 'api_key', 'sig', 'nonce'];

/**
 * Parses a request: public ones are a GET with a query; private ones a POST whose JSON holds id, method, params, key,
 * signature and nonce. `method` must be that of the path: the signature covers it, and nothing of the address.
 *
 * Two requests can have the same signed text, so a signature counts as used up whatever it is put on: it stands in the
 * nonce by which replays are told.
 *
 * @throws Refusal malformed
 * @see https://exchange-developer.crypto.com/exchange/v1/docs/api/rest-common-api-reference
 */
export function parseCryptocom(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  if (inbound.method === 'GET') {
    if (inbound.body.length > 0) malformed('body of a GET', 'A GET must not have a body.');
    return { inbound, signature: null, query: parseQuery(inbound.rawQuery), body: { kind: 'none' } };
  }
  if (inbound.method !== 'POST') malformed('HTTP method', 'Requests are a GET or a POST.');
  if (inbound.rawQuery !== '')
    malformed('query of a POST', 'A POST takes its parameters in the body only: a query is not signed.');
  if (bodyType(inbound) !== 'json') malformed('content type', 'Send application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value)) return malformed('JSON body', 'The body must be a JSON object.');
  for (const name of value.keys())
    if (!ENVELOPE.includes(name))
      malformed('unknown member', `The body must not have a member "${name.slice(0, 80)}".`);
  if (value.get('method') !== methodOf(inbound.path))
    malformed('method', 'The body’s "method" must be that of the address.');
  return { inbound, signature: parseSignature(value), query: [], body: parseBody(value) };
}

function parseQuery(rawQuery: string): Pair[] {
  const pairs = parsePairs(rawQuery);
  const own = pairs.find(({ name }) => ['api_key', 'sig', 'nonce'].includes(name));
  if (own !== undefined)
    malformed('signature in the query', 'A request that is signed is a POST with a JSON body.');
  return pairs;
}

function parseBody(value: JsonObject): ParsedBody {
  const id = value.get('id');
  if (id === undefined || !/^(?:0|[1-9][0-9]{0,18})$/.test(scalarText(id) ?? ''))
    return malformed('id', '"id" must be a whole number of at most 19 digits.');
  const params = value.get('params');
  if (params !== undefined && !isJsonObject(params))
    return malformed('params', '"params" must be an object.');
  const given = params ?? new Map<string, JsonValue>();
  checkParameters(given);
  return {
    kind: 'json',
    value: new Map<string, JsonValue>([
      ['id', id],
      ['params', given],
    ]),
  };
}

function parseSignature(value: JsonObject): ClaimedSignature | null {
  const [keyId, sig] = [value.get('api_key'), value.get('sig')];
  const nonce = scalarText(value.get('nonce'));
  if (nonce === null || !/^[1-9][0-9]{12}$/.test(nonce))
    return malformed('nonce', '"nonce" must be the time in milliseconds since 1970.');
  if (keyId === undefined && sig === undefined) return null;
  if (typeof keyId !== 'string' || !/^[A-Za-z0-9]{1,64}$/.test(keyId))
    return malformed('api_key', '"api_key" must be letters and digits, and stand beside "sig".');
  if (typeof sig !== 'string' || !/^[0-9a-f]{64}$/.test(sig))
    return malformed('sig', '"sig" must be 64 hexadecimal digits in lower case, beside "api_key".');
  return { keyId, timestamp: Number(nonce), nonce: sig, windowMs: null };
}
