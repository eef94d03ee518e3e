import { Buffer } from 'node:buffer';
import { decodeBase64 } from '../../dialect/base64.ts';
import type { ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { optionalHeader, refuseEncodedBody } from '../../dialect/headers.ts';
import type { TimeNonce } from '../../dialect/time-nonce.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { parsePairs } from '../../http/pairs.ts';
import {
  formatJson,
  isJsonObject,
  type JsonObject,
  parseStrictJson,
  scalarText,
} from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { readNonce } from './nonce.ts';

const KEY_ID = /^[A-Za-z0-9_-]{1,128}$/;
/** SHA-384 in lower-case hexadecimal digits: one signature has one text. */
const SIGNATURE = /^[0-9a-f]{96}$/;

/**
 * Parses a request to Gemini. A signed one has all its parameters in the header X-GEMINI-PAYLOAD, as JSON in base64, beside
 * the path in `request` and the `nonce`; a query or another body would not be signed, and is refused. What is given back as
 * its body are the parameters of that header.
 *
 * @throws Refusal malformed
 * @see https://docs.gemini.com/authentication/api-key
 */
export function parseGemini(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const [keyId, payload, signature] = ['apikey', 'payload', 'signature'].map((name) =>
    optionalHeader(inbound, `x-gemini-${name}`),
  );
  if (keyId === null && payload === null && signature === null) return parseUnsigned(inbound);
  if (keyId === null || payload === null || signature === null)
    return malformed(
      'half a signature',
      'Send X-GEMINI-APIKEY, X-GEMINI-PAYLOAD and X-GEMINI-SIGNATURE, or none of them.',
    );
  if (!KEY_ID.test(keyId)) malformed('X-GEMINI-APIKEY', 'The header X-GEMINI-APIKEY is no key id.');
  if (!SIGNATURE.test(signature))
    malformed('X-GEMINI-SIGNATURE', 'The signature must be 96 hexadecimal digits in lower case.');
  if (inbound.rawQuery !== '')
    malformed('query of a signed request', 'Signed requests take their parameters in X-GEMINI-PAYLOAD only.');
  const { nonce, parameters, bytes } = readPayload(payload, inbound.path);
  checkBody(inbound.body, parameters, bytes);
  return {
    inbound,
    signature: { keyId, timestamp: nonce.time, nonce: nonce.text, windowMs: null },
    query: [],
    body: bodyOf(parameters),
  };
}

/** The parameters as the body that is judged; none when there are none. */
function bodyOf(parameters: JsonObject): ParsedBody {
  return parameters.size === 0 ? { kind: 'none' } : { kind: 'json', value: parameters };
}

function parseUnsigned(inbound: InboundRequest): ParsedRequest {
  if (inbound.body.length > 0)
    malformed('body of an unsigned request', 'Requests without a signature take no body.');
  return { inbound, signature: null, query: parsePairs(inbound.rawQuery), body: { kind: 'none' } };
}

interface Payload {
  readonly nonce: TimeNonce;
  /** All members but `request` and `nonce`. */
  readonly parameters: JsonObject;
  readonly bytes: Buffer;
}

function readPayload(text: string, path: string): Payload {
  const bytes = decodeBase64(Buffer.from(text, 'latin1'));
  if (bytes === null) return malformed('payload', 'X-GEMINI-PAYLOAD must be base64 in its canonical form.');
  const payload = parseStrictJson(bytes);
  if (!isJsonObject(payload)) return malformed('payload', 'X-GEMINI-PAYLOAD must hold a JSON object.');
  // Method and address are not signed, so that this alone ties what is signed to an endpoint.
  if (payload.get('request') !== path)
    malformed('request', '"request" in X-GEMINI-PAYLOAD must be the path of the address, letter by letter.');
  const nonce = readNonce(scalarText(payload.get('nonce')));
  // Keys of one account need none; with a master key it would name another account.
  if (payload.has('account'))
    malformed('account', '"account" names an account of a group, and is not accepted through the gateway.');
  const parameters = new Map([...payload].filter(([name]) => name !== 'request' && name !== 'nonce'));
  return { nonce, parameters, bytes };
}

/**
 * The body is not signed, and Gemini doesn't read it. Clients send none, or write again what is in the payload (ccxt all but
 * `request` and `nonce`, the examples of the documentation all of it). Anything else would be a second reading.
 */
function checkBody(body: Buffer, parameters: JsonObject, payload: Buffer): void {
  if (body.length === 0 || body.equals(payload) || body.equals(Buffer.from(formatJson(parameters), 'utf8')))
    return;
  malformed('body of a signed request', 'The body must be empty: parameters are in X-GEMINI-PAYLOAD only.');
}
