import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import { signedText } from '../../dialect/signed-text.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, pairValue, parsePairs, without } from '../../http/pairs.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** How long a request is valid when its client doesn't say, and at most; milliseconds. */
export const WINDOW = { default: 5000, longest: 60_000 };

/** Parameters that this dialect writes itself. `recvWindow` stays with the client's. */
const OWN = ['timestamp', 'signature'];
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** In no other spelling than this may they be sent: what the exchange would make of `Signature` is not known. */
const RESERVED = new Map(
  ['timestamp', 'signature', 'recvWindow', 'apiKey', 'secret'].map((name) => [name.toLowerCase(), name]),
);

/**
 * Reads a request to Binance: key id in `X-MBX-APIKEY`, parameters in the query or in a form body (not in both), with
 * `timestamp` in milliseconds and `signature` last. A key id without a signature is refused, whatever it asks for.
 *
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
 *
 * @throws Refusal malformed, forbidden (key id without signature) or signature (a key id of the wrong form)
 */
export function parseBinance(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const body = parseBody(inbound);
  const query = parsePairs(inbound.rawQuery);
  const given = body.kind === 'form' ? body.pairs : query;
  if (body.kind === 'form' && query.length > 0)
    malformed('parameters in query and body', 'Send all parameters in the query, or all in the body.');
  for (const { name } of given) refuseName(name);
  const signature = parseSignature(inbound, given);
  if (signature === null) return { inbound, signature, query, body };
  return {
    inbound,
    signature,
    query: without(query, OWN),
    body: body.kind === 'form' ? { kind: 'form', pairs: without(body.pairs, OWN) } : body,
  };
}

function parseBody(inbound: InboundRequest): ParsedBody & { kind: 'none' | 'form' } {
  if (inbound.body.length === 0) return { kind: 'none' };
  if (inbound.method === 'GET') malformed('body of a GET request', 'A GET request must not have a body.');
  if (bodyType(inbound) !== 'form')
    malformed('content type', 'A body must be of the type application/x-www-form-urlencoded.');
  return { kind: 'form', pairs: parsePairs(inbound.body.toString('latin1')) };
}

function refuseName(name: string): void {
  if (!NAME.test(name))
    malformed('parameter name', 'A parameter has a name that is none of the exchange’s.', {
      name: name.slice(0, 80),
    });
  const reserved = RESERVED.get(name.toLowerCase());
  if (reserved !== undefined && (name !== reserved || reserved === 'apiKey' || reserved === 'secret'))
    malformed('parameter name', `A parameter must not be named "${name}".`, { name });
}

function parseSignature(inbound: InboundRequest, given: readonly Pair[]): ClaimedSignature | null {
  const keyId = optionalHeader(inbound, 'x-mbx-apikey');
  const signed = pairValue(given, 'signature') !== undefined;
  if (keyId === null) {
    if (signed) malformed('missing key id', 'A signed request needs the header X-MBX-APIKEY.');
    return null;
  }
  if (!signed)
    throw new Refusal(
      'forbidden',
      'unsigned request',
      'A request with an API key must be signed; endpoints that take a bare key are not served.',
    );
  if (!/^[A-Za-z0-9]{64}$/.test(keyId))
    throw new Refusal('signature', 'key id', 'The API key does not have 64 letters and digits.');
  signedText(inbound);
  const timestamp = pairValue(given, 'timestamp');
  if (timestamp === undefined || !/^[1-9][0-9]{12}$/.test(timestamp))
    malformed('timestamp', 'A signed request needs a timestamp in milliseconds since 1970.');
  return { keyId, timestamp: Number(timestamp), nonce: null, windowMs: windowOf(given) };
}

function windowOf(given: readonly Pair[]): number | null {
  const text = pairValue(given, 'recvWindow');
  if (text === undefined) return null;
  const window = /^[1-9][0-9]{0,4}(?:\.[0-9]{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(window <= WINDOW.longest))
    malformed('recvWindow', `recvWindow must be a number of milliseconds up to ${WINDOW.longest}.`);
  return window;
}
