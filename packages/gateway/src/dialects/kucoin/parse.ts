import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import { plainQuery } from '../../dialect/plain-query.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { parsePairs } from '../../http/pairs.ts';
import { isJsonArray, isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';

/** KuCoin takes a request for 5 seconds after its timestamp. */
export const WINDOW_MS = 5000;

/** Versions of keys that sign the passphrase too. A key of version 1 would send it as it is. */
const VERSIONS = ['2', '3'];
/** base64 of an HMAC-SHA256. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Parses a request to KuCoin: parameters of a GET or DELETE in the query, of a POST in a JSON object or list. The query
 * of a signed request must read the same decoded or not, because it is signed decoded.
 *
 * @throws Refusal malformed
 * @see https://www.kucoin.com/docs-new/authentication
 */
export function parseKucoin(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const signature = parseSignature(inbound);
  if (inbound.method !== 'GET' && inbound.method !== 'DELETE' && inbound.rawQuery !== '')
    malformed('query of a POST', 'KuCoin takes the parameters of a POST in the body only.');
  const query = parsePairs(inbound.rawQuery);
  if (signature !== null) plainQuery(query);
  return { inbound, signature, query, body: parseBody(inbound) };
}

function parseSignature(inbound: InboundRequest): ClaimedSignature | null {
  const [keyId, sign, time, passphrase, version] = [
    'key',
    'sign',
    'timestamp',
    'passphrase',
    'key-version',
  ].map((name) => optionalHeader(inbound, `kc-api-${name}`));
  const given = [keyId, sign, time, passphrase, version];
  if (given.every((value) => value === null)) return null;
  if (keyId === null || sign === null || time === null || passphrase === null || version === null)
    return malformed(
      'half a signature',
      'Send KC-API-KEY, -SIGN, -TIMESTAMP, -PASSPHRASE and -KEY-VERSION together, or none of them.',
    );
  if (!VERSIONS.includes(version))
    malformed('KC-API-KEY-VERSION', 'Virtual keys are of version 2 or 3: sign the passphrase, and say so.');
  if (!/^[A-Za-z0-9-]{1,64}$/.test(keyId)) malformed('KC-API-KEY', 'KC-API-KEY is no key id.');
  if (!SIGNATURE.test(passphrase))
    malformed('KC-API-PASSPHRASE', 'KC-API-PASSPHRASE must be the base64 of an HMAC of the passphrase.');
  if (!/^[1-9][0-9]{12}$/.test(time))
    malformed('KC-API-TIMESTAMP', 'KC-API-TIMESTAMP must be milliseconds since 1970.');
  return { keyId, timestamp: Number(time), nonce: null, windowMs: null };
}

function parseBody(inbound: InboundRequest): ParsedBody {
  if (inbound.body.length === 0) return { kind: 'none' };
  if (inbound.method === 'GET' || inbound.method === 'DELETE')
    malformed('body of a GET', 'A GET or DELETE must not have a body.');
  if (bodyType(inbound) !== 'json') malformed('content type', 'Send application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value) && !isJsonArray(value))
    return malformed('JSON body', 'The body must be a JSON object or list.');
  return { kind: 'json', value };
}
