import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { parsePairs } from '../../http/pairs.ts';
import { isJsonArray, isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** OKX takes a request for 30 seconds after its timestamp. */
export const LONGEST_WINDOW_MS = 30_000;

/** The longest passphrase that is compared; HMAC keys above 64 bytes would be shortened. */
const PASSPHRASE = /^[\x21-\x7e]{1,64}$/;

/**
 * Parses a request to OKX: parameters of a GET in the query, of a POST in a JSON object or list. A request for the demo
 * account (`x-simulated-trading`) is refused: it would be another target than the key is for.
 *
 * @throws Refusal malformed
 * @see https://www.okx.com/docs-v5/en/#overview-rest-authentication
 */
export function parseOkx(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  if (optionalHeader(inbound, 'x-simulated-trading') !== null)
    malformed(
      'x-simulated-trading',
      'Demo trading is not available through the gateway. Leave the header out.',
    );
  const signature = parseSignature(inbound);
  if (inbound.method !== 'GET' && inbound.rawQuery !== '')
    malformed('query of a POST', 'OKX takes the parameters of a POST in the body only.');
  return { inbound, signature, query: parsePairs(inbound.rawQuery), body: parseBody(inbound) };
}

function parseSignature(inbound: InboundRequest): ClaimedSignature | null {
  const [keyId, sign, time, passphrase] = ['key', 'sign', 'timestamp', 'passphrase'].map((name) =>
    optionalHeader(inbound, `ok-access-${name}`),
  );
  if (keyId === null && sign === null && time === null && passphrase === null) return null;
  if (keyId === null || sign === null || time === null || passphrase === null)
    return malformed(
      'half a signature',
      'Send OK-ACCESS-KEY, -SIGN, -TIMESTAMP and -PASSPHRASE together, or none of them.',
    );
  if (!/^[A-Za-z0-9-]{1,64}$/.test(keyId)) malformed('OK-ACCESS-KEY', 'OK-ACCESS-KEY is no key id.');
  if (!PASSPHRASE.test(passphrase))
    malformed('OK-ACCESS-PASSPHRASE', 'OK-ACCESS-PASSPHRASE is no passphrase.');
  const timestamp = parseTimestamp(time);
  return { keyId, timestamp, nonce: null, windowMs: parseExpiry(inbound, timestamp) };
}

/** `2020-12-08T09:08:57.715Z` and nothing else: no other precision, zone or impossible date. */
function parseTimestamp(text: string): number {
  const time = Date.parse(text);
  const exact = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/.test(text);
  if (!exact || Number.isNaN(time) || new Date(time).toISOString() !== text)
    return malformed('OK-ACCESS-TIMESTAMP', 'OK-ACCESS-TIMESTAMP must be like 2020-12-08T09:08:57.715Z.');
  return time;
}

/**
 * `expTime`, milliseconds since 1970, after which the client no longer wants its order. The gateway keeps to it itself:
 * the header isn't signed, and isn't sent on.
 */
function parseExpiry(inbound: InboundRequest, timestamp: number): number | null {
  const text = optionalHeader(inbound, 'exptime');
  if (text === null) return null;
  if (!/^[1-9][0-9]{12}$/.test(text)) malformed('expTime', 'expTime must be milliseconds since 1970.');
  const left = Number(text) - timestamp;
  if (left <= 0) throw new Refusal('stale', 'expTime', 'expTime is before the request was signed.');
  return Math.min(left, LONGEST_WINDOW_MS);
}

function parseBody(inbound: InboundRequest): ParsedBody {
  if (inbound.body.length === 0) return { kind: 'none' };
  if (inbound.method === 'GET') malformed('body of a GET', 'A GET must not have a body.');
  if (bodyType(inbound) !== 'json') malformed('content type', 'Send application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value) && !isJsonArray(value))
    return malformed('JSON body', 'The body must be a JSON object or list.');
  return { kind: 'json', value };
}
