import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, parsePairs } from '../../http/pairs.ts';
import { isJsonArray, isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** Gate takes a request for 60 seconds around its timestamp. */
export const LONGEST_WINDOW_MS = 60_000;

/** Methods whose body Gate doesn't read. */
const WITHOUT_BODY: readonly string[] = ['GET', 'DELETE'];

/**
 * Parses a request to Gate's API v4: parameters in the query, in a JSON object or list, or (amendments) in both.
 *
 * @throws Refusal malformed; stale for one that its client had given up when it signed
 * @see https://www.gate.com/docs/developers/apiv4/en/#apiv4-signed-request-requirements
 */
export function parseGate(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const signature = parseSignature(inbound);
  return { inbound, signature, query: parseQuery(inbound), body: parseBody(inbound) };
}

function parseSignature(inbound: InboundRequest): ClaimedSignature | null {
  const [keyId, sign, time] = ['key', 'sign', 'timestamp'].map((name) => optionalHeader(inbound, name));
  if (keyId === null && sign === null && time === null) return null;
  if (keyId === null || sign === null || time === null)
    return malformed('half a signature', 'Send KEY, SIGN and Timestamp together, or none of them.');
  if (!/^[A-Za-z0-9]{1,64}$/.test(keyId)) malformed('KEY', 'KEY is no key id.');
  const timestamp = parseTimestamp(time);
  return { keyId, timestamp, nonce: null, windowMs: parseExpiry(inbound, timestamp) };
}

/** Seconds since 1970; Gate's own client for Python writes a fraction behind them. */
function parseTimestamp(text: string): number {
  const match = /^([1-9][0-9]{9})(?:\.([0-9]{1,9}))?$/.exec(text);
  if (match === null)
    return malformed('Timestamp', 'Timestamp must be seconds since 1970, like 1541993715 or 1541993715.25.');
  return Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0').slice(0, 3));
}

/**
 * `x-gate-exptime`, milliseconds since 1970, after which the client no longer wants its order. The gateway keeps to it
 * itself: the header isn't signed, and isn't sent on.
 */
function parseExpiry(inbound: InboundRequest, timestamp: number): number | null {
  const text = optionalHeader(inbound, 'x-gate-exptime');
  if (text === null) return null;
  if (!/^[1-9][0-9]{12}$/.test(text)) malformed('x-gate-exptime', 'x-gate-exptime must be milliseconds.');
  const left = Number(text) - timestamp;
  if (left <= 0)
    throw new Refusal('stale', 'x-gate-exptime', 'x-gate-exptime is before the request was signed.');
  return Math.min(left, LONGEST_WINDOW_MS);
}

/**
 * The signature is made over the query as it reads without encoding. There `a=1&b=2` would be one parameter or two, so
 * that what separates parameters may not stand inside of one.
 */
function parseQuery({ rawQuery }: InboundRequest): Pair[] {
  const pairs = parsePairs(rawQuery);
  if (pairs.some(({ name, value }) => /[&=#]/.test(name + value)))
    malformed(
      'separator in a parameter',
      'Gate signs the decoded query: "&", "=" and "#" are refused in it.',
    );
  return pairs;
}

function parseBody(inbound: InboundRequest): ParsedBody {
  if (inbound.body.length === 0) return { kind: 'none' };
  if (WITHOUT_BODY.includes(inbound.method))
    malformed('body', `Gate reads no body of a ${inbound.method}: send the parameters in the query.`);
  if (bodyType(inbound) !== 'json') malformed('content type', 'Send application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value) && !isJsonArray(value))
    return malformed('JSON body', 'The body must be a JSON object or list.');
  return { kind: 'json', value };
}
