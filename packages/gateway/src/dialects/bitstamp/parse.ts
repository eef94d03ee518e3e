import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, parsePairs } from '../../http/pairs.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** The one type of body, in the one spelling: it is a part of what is signed. */
export const FORM = 'application/x-www-form-urlencoded';
export const VERSION = 'v2';

const KEY = /^BITSTAMP ([A-Za-z0-9]{32})$/;
const NONCE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const OTHERS = ['x-auth-signature', 'x-auth-nonce', 'x-auth-timestamp', 'x-auth-version'];
/** Parameters by which the API once authenticated: what it makes of them beside the headers is not known. */
const OLD_CREDENTIALS = ['key', 'signature', 'nonce'];
const NAME = /^[A-Za-z_]{1,40}$/;

/**
 * Reads a request to Bitstamp: key id, signature, nonce, time and version in `X-Auth…` headers, parameters in a form.
 *
 * What is signed has no delimiters: key, method, address, content type, nonce, time, version and body stand in a row. So
 * that it has one reading only, key, nonce, time and version have a fixed length, the content type has one value, which is
 * there exactly when a body is, and a signed request has no query, which no spot endpoint takes.
 *
 * @see https://www.bitstamp.net/api/#section/Authentication
 * @throws Refusal malformed, or signature for a key id of the wrong form
 */
export function parseBitstamp(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  if (!/^[a-z0-9_/-]+$/.test(inbound.path))
    malformed('path', 'Paths of Bitstamp are written in lower case.', { path: inbound.path.slice(0, 80) });
  if (optionalHeader(inbound, 'x-auth-subaccount-id') !== null)
    malformed(
      'x-auth-subaccount-id',
      'The header names another account, and no signature covers it. Use a key of that account.',
    );
  const signature = parseSignature(inbound);
  const query = parsePairs(inbound.rawQuery);
  refuseNames(query);
  if (signature !== null && inbound.rawQuery !== '')
    malformed('query of a signed request', 'Send parameters in the body: a signed request has no query.');
  return { inbound, signature, query, body: parseBody(inbound) };
}

function parseBody(inbound: InboundRequest): ParsedBody {
  const type = optionalHeader(inbound, 'content-type');
  if (inbound.body.length === 0) {
    // A type without a body is another text to sign, which the exchange refuses too (API0020).
    if (type !== null) malformed('content type', 'Without a body there must be no Content-Type.');
    return { kind: 'none' };
  }
  if (inbound.method !== 'POST') malformed('body', 'Only POST requests have a body.');
  if (type !== FORM) malformed('content type', `A body must be of the type ${FORM}, in this spelling.`);
  const pairs = parsePairs(inbound.body.toString('latin1'));
  refuseNames(pairs);
  return { kind: 'form', pairs };
}

function refuseNames(pairs: readonly Pair[]): void {
  for (const { name } of pairs) {
    if (!NAME.test(name))
      malformed('parameter name', 'A parameter has a name that is none of the exchange’s.', {
        name: name.slice(0, 80),
      });
    if (OLD_CREDENTIALS.includes(name.toLowerCase()))
      throw new Refusal(
        'forbidden',
        'credential in a parameter',
        `"${name}" is no parameter here: sign by headers.`,
        {
          name,
        },
      );
  }
}

function parseSignature(inbound: InboundRequest): ClaimedSignature | null {
  const auth = optionalHeader(inbound, 'x-auth');
  const [signature, nonce, timestamp, version] = OTHERS.map((name) => optionalHeader(inbound, name));
  if (auth === null) {
    if ([signature, nonce, timestamp, version].some((value) => value !== null))
      malformed('half a signature', 'A signed request needs the header X-Auth.');
    return null;
  }
  const keyId = KEY.exec(auth)?.[1];
  if (keyId === undefined)
    throw new Refusal('signature', 'key id', 'X-Auth must be BITSTAMP, a blank, and a key of 32 characters.');
  if (signature === null) malformed('half a signature', 'The header X-Auth-Signature is missing.');
  if (version !== VERSION) malformed('version', 'X-Auth-Version must be v2.');
  if (nonce === null || !NONCE.test(nonce))
    return malformed('nonce', 'X-Auth-Nonce must be a UUID of 36 characters in lower case.');
  if (timestamp === null || !/^[1-9][0-9]{12}$/.test(timestamp))
    return malformed('timestamp', 'X-Auth-Timestamp must be in milliseconds since 1970.');
  return { keyId, timestamp: Number(timestamp), nonce, windowMs: null };
}
