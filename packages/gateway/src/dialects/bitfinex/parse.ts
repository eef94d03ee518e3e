import type { ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import { type NonceClocks, readTimeNonce, UNIX_CLOCKS } from '../../dialect/time-nonce.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { parsePairs } from '../../http/pairs.ts';
import { isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';

const KEY_ID = /^[A-Za-z0-9_-]{1,128}$/;
/** SHA-384 in lower-case hexadecimal digits: one signature has one text. */
const SIGNATURE = /^[0-9a-f]{96}$/;
/** Nonces are integers up to 2 to the 53: nanoseconds are too great, and with seconds two requests would have the same. */
const CLOCKS: NonceClocks = new Map([...UNIX_CLOCKS].filter(([digits]) => digits === 13 || digits === 16));

/**
 * Parses a request to Bitfinex. What is signed is path, nonce and body in a row, without anything between them. A nonce has
 * 13 or 16 digits here and a body begins with a brace, so that the same text can be read in two ways only if the path of one
 * of them ends with three digits: such a path is refused.
 *
 * @throws Refusal malformed
 * @see https://docs.bitfinex.com/docs/rest-auth
 */
export function parseBitfinex(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const [keyId, nonceText, signature] = ['apikey', 'nonce', 'signature'].map((name) =>
    optionalHeader(inbound, `bfx-${name}`),
  );
  if (keyId === null && nonceText === null && signature === null) return parseUnsigned(inbound);
  if (keyId === null || nonceText === null || signature === null)
    return malformed('half a signature', 'Send bfx-apikey, bfx-nonce and bfx-signature, or none of them.');
  if (!KEY_ID.test(keyId)) malformed('bfx-apikey', 'The header bfx-apikey is no key id.');
  if (!SIGNATURE.test(signature))
    malformed('bfx-signature', 'The signature must be 96 hexadecimal digits in lower case.');
  if (inbound.rawQuery !== '')
    malformed('query of a signed request', 'Signed requests take their parameters in the body only.');
  if (/[0-9]{3}$/.test(inbound.path))
    malformed(
      'digits at the end',
      'The path of a signed request must not end with digits, as a nonce begins.',
    );
  const nonce = readTimeNonce(
    nonceText,
    CLOCKS,
    'Through the gateway the nonce must be the time since 1970 in milli- or microseconds (13 or 16 digits).',
  );
  return {
    inbound,
    signature: { keyId, timestamp: nonce.time, nonce: nonce.text, windowMs: null },
    query: [],
    body: readBody(inbound),
  };
}

function parseUnsigned(inbound: InboundRequest): ParsedRequest {
  if (inbound.body.length > 0)
    malformed('body of an unsigned request', 'Requests without a signature take no body.');
  return { inbound, signature: null, query: parsePairs(inbound.rawQuery), body: { kind: 'none' } };
}

/** An empty object is no parameters, as an empty body is. */
function readBody(inbound: InboundRequest): ParsedBody {
  if (inbound.body.length === 0) return { kind: 'none' };
  if (bodyType(inbound) !== 'json') malformed('content type', 'Send application/json.');
  if (inbound.body[0] !== 0x7b)
    malformed('JSON body', 'The body must be a JSON object, and begin with its brace.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value)) return malformed('JSON body', 'The body must be a JSON object.');
  return value.size === 0 ? { kind: 'none' } : { kind: 'json', value };
}
