import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { parsePairs } from '../../http/pairs.ts';
import { isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { readToken } from './token.ts';

/** The version of the v2 API that the gateway asks for. */
export const API_VERSION = '2018-05-30';

/** Query parameters that Coinbase documents as lists; they are written by repeating the name. */
const LISTS = [
  'asset_filters',
  'order_ids',
  'order_status',
  'order_types',
  'product_ids',
  'time_in_forces',
  'trade_ids',
];

/** Headers of the keys that Coinbase no longer gives out, and of second factors. */
const REFUSED = [
  'cb-access-key',
  'cb-access-sign',
  'cb-access-timestamp',
  'cb-access-passphrase',
  'cb-2fa-token',
];

/**
 * Parses a request to Coinbase: parameters of a GET in the query, all others in a JSON object, and a JWT that covers
 * neither.
 *
 * @throws Refusal malformed
 */
export function parseCoinbase(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  for (const name of REFUSED) {
    if (optionalHeader(inbound, name) !== null)
      malformed(name, 'Only JWTs of CDP keys are accepted, without second factors.');
  }
  const version = optionalHeader(inbound, 'cb-version');
  if (version !== null && version !== API_VERSION && inbound.path.startsWith('/v2/'))
    malformed('cb-version', `Through the gateway, the v2 API has the version ${API_VERSION}.`);
  const signature = parseSignature(inbound);
  if (inbound.method !== 'GET' && inbound.rawQuery !== '')
    malformed('query beside a body', `Send the parameters of a ${inbound.method} in the body.`);
  return { inbound, signature, query: parsePairs(inbound.rawQuery, LISTS), body: parseBody(inbound) };
}

function parseSignature(inbound: InboundRequest): ClaimedSignature | null {
  const token = readToken(inbound);
  if (token === null) return null;
  return {
    keyId: token.keyId,
    timestamp: token.notBefore * 1000,
    nonce: token.nonce,
    windowMs: (token.expires - token.notBefore) * 1000,
  };
}

function parseBody(inbound: InboundRequest): ParsedBody {
  if (inbound.body.length === 0) return { kind: 'none' };
  if (inbound.method === 'GET') malformed('body of a GET', 'A GET must not have a body.');
  if (bodyType(inbound) !== 'json') malformed('content type', 'Send application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value)) return malformed('JSON body', 'The body must be a JSON object.');
  return { kind: 'json', value };
}
