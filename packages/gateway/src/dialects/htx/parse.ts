import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, refuseEncodedBody } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { formatPairs, type Pair, pairValue, parsePairs, without } from '../../http/pairs.ts';
import { isJsonArray, isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { inSignedOrder } from './signed-text.ts';

/** HTX would take a request for five minutes. Since its body isn't signed, the gateway takes it for one. */
export const WINDOW_MS = 60_000;

/** Parameters of the signature, which are in the query. */
const OWN = ['AccessKeyId', 'SignatureMethod', 'SignatureVersion', 'Timestamp', 'Signature'] as const;
/** Those, and older ones, however they are written: another spelling may be read by somebody. */
const OWN_IN_ANY_CASE: ReadonlySet<string> = new Set([
  ...OWN.map((name) => name.toLowerCase()),
  'privatesignature',
]);

/**
 * Parses a request to HTX: parameters of a GET in the query, of a POST in a JSON object or list.
 *
 * @throws Refusal malformed
 * @see https://www.htx.com/en-us/opend/newApiPages/ "Quick Start", "HmacSHA256 Signature Method"
 */
export function parseHtx(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const pairs = parsePairs(inbound.rawQuery);
  const stranger = pairs.find(({ name }) => isOwn(name) && !OWN.some((own) => own === name));
  if (stranger !== undefined)
    malformed('parameter of the signature', 'A parameter of the signature is written in another way.');
  const signature = parseSignature(pairs);
  if (signature !== null && formatPairs(pairs) !== inbound.rawQuery)
    malformed('encoding', 'A signed query must be encoded in the one way that HTX documents.');
  const query = without(pairs, OWN);
  refuseCredentials(query, pairs);
  return {
    inbound,
    signature,
    query: signature === null ? query : inSignedOrder(query),
    body: parseBody(inbound),
  };
}

/** The virtual key's id and signature stand in their own parameters only: what stands in others is sent on. */
function refuseCredentials(query: readonly Pair[], pairs: readonly Pair[]): void {
  const [keyId, , , , signature] = OWN.map((name) => pairValue(pairs, name));
  const credentials = [keyId, signature].filter((one) => one !== undefined && one !== '');
  const repeats = (text: string) => credentials.some((one) => one !== undefined && text.includes(one));
  if (query.some(({ name, value }) => repeats(name) || repeats(value)))
    malformed('parameter of the signature', 'A parameter repeats the key id or the signature.');
}

function isOwn(name: string): boolean {
  return OWN_IN_ANY_CASE.has(name.toLowerCase());
}

function parseSignature(pairs: readonly Pair[]): ClaimedSignature | null {
  const [keyId, method, version, time, signature] = OWN.map((name) => pairValue(pairs, name));
  if ([keyId, method, version, time, signature].every((value) => value === undefined)) return null;
  if (keyId === undefined || time === undefined || signature === undefined)
    return malformed('half a signature', `Send ${OWN.join(', ')} together, or none of them.`);
  if (method !== 'HmacSHA256' || version !== '2')
    malformed('SignatureMethod', 'SignatureMethod must be HmacSHA256, and SignatureVersion 2.');
  if (!/^[A-Za-z0-9-]{1,64}$/.test(keyId)) malformed('AccessKeyId', 'AccessKeyId is no key id.');
  return { keyId, timestamp: parseTimestamp(time), nonce: null, windowMs: null };
}

/** `2017-05-11T15:19:30`, in UTC, and nothing else. */
function parseTimestamp(text: string): number {
  const exact = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$/.test(text);
  const time = Date.parse(`${text}Z`);
  if (!exact || Number.isNaN(time) || new Date(time).toISOString() !== `${text}.000Z`)
    return malformed('Timestamp', 'Timestamp must be in UTC, like 2017-05-11T15:19:30.');
  return time;
}

function parseBody(inbound: InboundRequest): ParsedBody {
  if (inbound.body.length === 0) return { kind: 'none' };
  if (inbound.method !== 'POST') malformed('body', `A ${inbound.method} must not have a body.`);
  if (bodyType(inbound) !== 'json') malformed('content type', 'Send application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value) && !isJsonArray(value))
    return malformed('JSON body', 'The body must be a JSON object or list.');
  return { kind: 'json', value };
}
