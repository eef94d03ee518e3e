import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, parsePairs } from '../../http/pairs.ts';
import { isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** How long a request is valid when its client doesn't say, and at most; milliseconds. */
export const WINDOW = { default: 5000, longest: 60_000 };

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** How requests were signed before version 5: in their parameters. */
const OLD_SIGNATURE = ['api_key', 'apikey', 'sign', 'sign_type', 'signature', 'recv_window', 'recvwindow'];

/**
 * Reads a request to Bybit: signature in the `X-BAPI-` headers, parameters in the query of a GET request or in the JSON
 * body of a POST request, never in both: the signature covers one of them only. A parameter's name begins with a letter,
 * which also keeps the end of `recv_window` and the beginning of the parameters apart in the signed text.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/guide
 *
 * @throws Refusal malformed, or signature (a key id of the wrong form)
 */
export function parseBybit(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const signature = parseSignature(inbound);
  if (inbound.method === 'GET') {
    if (inbound.body.length > 0) malformed('body of a GET request', 'A GET request must not have a body.');
    return { inbound, signature, query: parseQuery(inbound.rawQuery), body: { kind: 'none' } };
  }
  if (inbound.rawQuery !== '')
    malformed(
      'query of a POST request',
      'A POST request takes its parameters in the body, and has no query.',
    );
  return { inbound, signature, query: [], body: parseBody(inbound) };
}

function parseQuery(rawQuery: string): Pair[] {
  const pairs = parsePairs(rawQuery);
  for (const { name } of pairs) refuseName(name);
  return pairs;
}

function parseBody(inbound: InboundRequest): ParsedBody {
  if (inbound.body.length === 0) return { kind: 'none' };
  if (bodyType(inbound) !== 'json') malformed('content type', 'A body must be of the type application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value)) return malformed('JSON body', 'The body must be a JSON object.');
  if (inbound.body[0] !== 0x7b) malformed('JSON body', 'The body must begin with "{".');
  for (const name of value.keys()) refuseName(name);
  return { kind: 'json', value };
}

function refuseName(name: string): void {
  if (!NAME.test(name) || OLD_SIGNATURE.includes(name.toLowerCase()))
    malformed('parameter name', `A parameter must not be named "${name.slice(0, 80)}".`);
}

function parseSignature(inbound: InboundRequest): ClaimedSignature | null {
  const keyId = optionalHeader(inbound, 'x-bapi-api-key');
  const timestamp = optionalHeader(inbound, 'x-bapi-timestamp');
  const sign = optionalHeader(inbound, 'x-bapi-sign');
  const window = optionalHeader(inbound, 'x-bapi-recv-window');
  const type = optionalHeader(inbound, 'x-bapi-sign-type');
  if ([keyId, timestamp, sign, window, type].every((value) => value === null)) return null;
  if (keyId === null || timestamp === null || sign === null)
    return malformed(
      'part of a signature',
      'Send X-BAPI-API-KEY, X-BAPI-TIMESTAMP and X-BAPI-SIGN together.',
    );
  if (type !== null && type !== '2') malformed('X-BAPI-SIGN-TYPE', 'X-BAPI-SIGN-TYPE must be 2.');
  if (!/^[A-Za-z0-9]{10,64}$/.test(keyId))
    throw new Refusal('signature', 'key id', 'The API key does not consist of 10 to 64 letters and digits.');
  if (!/^[1-9][0-9]{12}$/.test(timestamp))
    malformed('timestamp', 'X-BAPI-TIMESTAMP must be in milliseconds since 1970.');
  return { keyId, timestamp: Number(timestamp), nonce: null, windowMs: windowOf(window) };
}

function windowOf(text: string | null): number | null {
  if (text === null) return null;
  const window = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(window <= WINDOW.longest))
    malformed(
      'X-BAPI-RECV-WINDOW',
      `X-BAPI-RECV-WINDOW must be a number of milliseconds up to ${WINDOW.longest}.`,
    );
  return window;
}
