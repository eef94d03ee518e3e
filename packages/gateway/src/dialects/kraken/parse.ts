import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import type { TimeNonce } from '../../dialect/time-nonce.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, pairValue, parsePairs, without } from '../../http/pairs.ts';
import { isJsonObject, type JsonObject, parseStrictJson, scalarText } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { readNonce } from './nonce.ts';

export const PRIVATE_PREFIX = '/0/private/';

/**
 * Parses a request to Kraken. A private endpoint takes its parameters from the body, a form or a JSON object, of which
 * `nonce` is the dialect's own; a query there would not be signed, and is refused. So is `otp`: a second factor in the
 * hands of a program is none.
 *
 * @throws Refusal malformed
 * @see https://docs.kraken.com/exchange/guides/rest/authentication
 */
export function parseKraken(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const keyId = optionalHeader(inbound, 'api-key');
  const sign = optionalHeader(inbound, 'api-sign');
  if (keyId !== null && !/^[A-Za-z0-9+/=]{1,128}$/.test(keyId))
    malformed('API-Key', 'The header API-Key is no key id.');
  if (!inbound.path.startsWith(PRIVATE_PREFIX)) return parsePublic(inbound, keyId);
  if ((keyId === null) !== (sign === null))
    malformed('half a signature', 'Send both API-Key and API-Sign, or neither.');
  if (inbound.rawQuery !== '')
    malformed('query of a private endpoint', 'Private endpoints take their parameters in the body only.');
  const { nonce, body } = parseBody(inbound);
  return { inbound, signature: keyId === null ? null : claimed(keyId, nonce), query: [], body };
}

function parsePublic(inbound: InboundRequest, keyId: string | null): ParsedRequest {
  if (inbound.body.length > 0) malformed('body of a public endpoint', 'Public endpoints take no body.');
  const signature = keyId === null ? null : claimed(keyId, null);
  return { inbound, signature, query: parsePairs(inbound.rawQuery), body: { kind: 'none' } };
}

function parseBody(inbound: InboundRequest): { nonce: TimeNonce; body: ParsedBody } {
  if (inbound.body.length === 0) malformed('missing nonce', 'A private request needs a body with a nonce.');
  const type = bodyType(inbound);
  if (type === 'form') {
    const pairs = parsePairs(ascii(inbound.body));
    refuseSecondFactor(pairs.map(({ name }) => name));
    return { nonce: readNonce(pairValue(pairs, 'nonce') ?? null), body: formBody(pairs) };
  }
  if (type !== 'json')
    malformed('content type', 'Send application/x-www-form-urlencoded or application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value)) return malformed('JSON body', 'The body must be a JSON object.');
  refuseSecondFactor([...value.keys()]);
  return { nonce: readNonce(scalarText(value.get('nonce'))), body: jsonBody(value) };
}

function formBody(pairs: readonly Pair[]): ParsedBody {
  return { kind: 'form', pairs: without(pairs, ['nonce']) };
}

function jsonBody(object: JsonObject): ParsedBody {
  return { kind: 'json', value: new Map([...object].filter(([name]) => name !== 'nonce')) };
}

function claimed(keyId: string, nonce: TimeNonce | null): ClaimedSignature {
  return { keyId, timestamp: nonce?.time ?? null, nonce: nonce?.text ?? null, windowMs: null };
}

function refuseSecondFactor(names: readonly string[]): void {
  if (names.includes('otp')) malformed('otp', 'One-time passwords are not accepted through the gateway.');
}

function ascii(body: Buffer): string {
  // Bytes above 0x7f become characters that parsePairs refuses.
  return body.toString('latin1');
}
