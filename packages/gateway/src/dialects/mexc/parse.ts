import type { ClaimedSignature, ParsedRequest } from '../../dialect/dialect.ts';
import { optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import { signedText } from '../../dialect/signed-text.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, pairValue, parsePairs, without } from '../../http/pairs.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** How long a request is valid when its client doesn't say, and at most; milliseconds. */
export const WINDOW = { default: 5000, longest: 60_000 };
/** Tells what a key may do, the one that its `accessKey` names. */
export const KEY_INFO_PATH = '/api/v3/apiKeyInfo';

const KEY_ID = /^mx0[A-Za-z0-9]{15}$/;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** In no other spelling than this may they be sent: what MEXC would make of `Signature` is not known. */
const RESERVED = new Map(
  ['timestamp', 'signature', 'recvWindow', 'accessKey'].map((name) => [name.toLowerCase(), name]),
);
/** What signs a request for futures, which is served at the same host. */
const FUTURES_HEADERS = ['apikey', 'signature', 'request-time'];

/**
 * Reads a request to MEXC: key id in `X-MEXC-APIKEY`, all parameters in the query, `signature` last. MEXC takes
 * parameters from a body too, and where both have one the query's counts; here nothing has a body, so that there is one
 * place to read.
 *
 * @see https://www.mexc.com/api-docs/spot-v3/general-info
 * @throws Refusal malformed, forbidden (a key without a signature, a signature for futures) or signature (key id)
 */
export function parseMexc(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  if (inbound.body.length > 0) malformed('body', 'Send all parameters in the query, and no body.');
  if (FUTURES_HEADERS.some((name) => optionalHeader(inbound, name) !== null))
    throw new Refusal('forbidden', 'product', 'The request is signed for futures, and only spot is served.');
  const given = parsePairs(inbound.rawQuery);
  for (const { name } of given) refuseName(name);
  const signature = parseSignature(inbound, given);
  const own = ['timestamp', 'signature'];
  if (signature !== null) refuseOtherKeys(inbound, given, signature.keyId);
  return {
    inbound,
    signature,
    query: signature === null ? given : without(given, isKeyInfo(inbound) ? [...own, 'accessKey'] : own),
    body: { kind: 'none' },
  };
}

function refuseName(name: string): void {
  const reserved = RESERVED.get(name.toLowerCase());
  if (!NAME.test(name) || (reserved !== undefined && name !== reserved))
    malformed('parameter name', 'A parameter has a name that is none of the exchange’s.', {
      name: name.slice(0, 80),
    });
}

function isKeyInfo({ method, path }: InboundRequest): boolean {
  return method === 'GET' && path === KEY_INFO_PATH;
}

/** A key may ask about itself only; `sign` puts the real key's id there. */
function refuseOtherKeys(inbound: InboundRequest, given: readonly Pair[], keyId: string): void {
  const asked = pairValue(given, 'accessKey');
  if (asked === undefined) return;
  if (!isKeyInfo(inbound) || asked !== keyId)
    throw new Refusal('forbidden', 'accessKey', 'A key may ask about itself only.');
}

function parseSignature(inbound: InboundRequest, given: readonly Pair[]): ClaimedSignature | null {
  const keyId = optionalHeader(inbound, 'x-mexc-apikey');
  const signed = pairValue(given, 'signature') !== undefined;
  if (keyId === null) {
    if (signed) malformed('missing key id', 'A signed request needs the header X-MEXC-APIKEY.');
    return null;
  }
  if (!signed)
    throw new Refusal('forbidden', 'unsigned request', 'A request with an API key must be signed.');
  if (!KEY_ID.test(keyId))
    throw new Refusal('signature', 'key id', 'The API key must be mx0 and 15 letters and digits.');
  signedText(inbound);
  const timestamp = pairValue(given, 'timestamp');
  if (timestamp === undefined || !/^[1-9][0-9]{12}$/.test(timestamp))
    malformed('timestamp', 'A signed request needs a timestamp in milliseconds since 1970.');
  return { keyId, timestamp: Number(timestamp), nonce: null, windowMs: windowOf(given) };
}

function windowOf(given: readonly Pair[]): number | null {
  const text = pairValue(given, 'recvWindow');
  if (text === undefined) return null;
  if (!/^[1-9][0-9]{0,4}$/.test(text) || Number(text) > WINDOW.longest)
    malformed('recvWindow', `recvWindow must be a number of milliseconds up to ${WINDOW.longest}.`);
  return Number(text);
}
