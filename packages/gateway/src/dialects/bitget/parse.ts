import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import { plainQuery } from '../../dialect/plain-query.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, parsePairs } from '../../http/pairs.ts';
import { isJsonArray, isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';

/** Bitget takes a request for 30 seconds after its timestamp. */
export const WINDOW_MS = 30_000;

/** The longest passphrase that is compared; HMAC keys above 64 bytes would be shortened. */
const PASSPHRASE = /^[\x21-\x7e]{1,64}$/;

/**
 * Parses a request to Bitget: parameters of a GET in the query, of a POST in a JSON object or list. The query of a signed
 * request is signed decoded and sorted by name, so it must read the same decoded or not, and is sorted here. A request for
 * the demo account (`PAPTRADING`) is refused: it would be another target than the key is for.
 *
 * @throws Refusal malformed
 * @see https://www.bitget.com/api-doc/common/signature
 */
export function parseBitget(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  if (optionalHeader(inbound, 'paptrading') !== null)
    malformed('PAPTRADING', 'Demo trading is not available through the gateway. Leave the header out.');
  const signature = parseSignature(inbound);
  if (inbound.method !== 'GET' && inbound.rawQuery !== '')
    malformed('query of a POST', 'Bitget takes the parameters of a POST in the body only.');
  const query = parsePairs(inbound.rawQuery);
  if (signature !== null) plainQuery(query);
  return {
    inbound,
    signature,
    query: signature === null ? query : sortedByName(query),
    body: parseBody(inbound),
  };
}

/** Pairs in the order of their names' code units. */
export function sortedByName(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function parseSignature(inbound: InboundRequest): ClaimedSignature | null {
  const [keyId, sign, time, passphrase] = ['key', 'sign', 'timestamp', 'passphrase'].map((name) =>
    optionalHeader(inbound, `access-${name}`),
  );
  if (keyId === null && sign === null && time === null && passphrase === null) return null;
  if (keyId === null || sign === null || time === null || passphrase === null)
    return malformed(
      'half a signature',
      'Send ACCESS-KEY, -SIGN, -TIMESTAMP and -PASSPHRASE together, or none of them.',
    );
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(keyId)) malformed('ACCESS-KEY', 'ACCESS-KEY is no key id.');
  if (!PASSPHRASE.test(passphrase)) malformed('ACCESS-PASSPHRASE', 'ACCESS-PASSPHRASE is no passphrase.');
  if (!/^[1-9][0-9]{12}$/.test(time))
    malformed('ACCESS-TIMESTAMP', 'ACCESS-TIMESTAMP must be milliseconds since 1970.');
  return { keyId, timestamp: Number(time), nonce: null, windowMs: null };
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
