import { Buffer } from 'node:buffer';
import { decodeBase64 } from '../../../dialect/base64.ts';
import { type Fields, fieldsOfObject, requiredField } from '../../../dialect/fields.ts';
import type { StreamLogin } from '../../../dialect/stream-dialect.ts';
import type { JsonObject } from '../../../http/strict-json.ts';
import { malformed, Refusal } from '../../../refusal.ts';
import { WINDOW } from '../parse.ts';
import { hexSignature, isSignedBy } from '../verify.ts';

const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
/** Nothing that could end a parameter in the signed text, so that the same text has one meaning. */
const VALUE = /^[A-Za-z0-9_.:/-]{0,128}$/;

/** Parameters of a frame: who signed them, and what is left. */
export interface SignedParameters {
  /** Null where the frame relies on an earlier login. */
  readonly login: StreamLogin | null;
  readonly timestamp: number | null;
  readonly windowMs: number | null;
  /** Without key, signature and time. */
  readonly rest: Fields;
}

/**
 * Reads the parameters of a frame. The signature is made over all of them but itself, sorted by name.
 *
 * @throws Refusal malformed, signature
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/request-security
 */
export function readSignedParameters(params: JsonObject): SignedParameters {
  const fields = fieldsOfObject(params);
  for (const [name, value] of fields) {
    if (!NAME.test(name) || (name !== 'signature' && !VALUE.test(value)))
      malformed('parameter of a frame', 'A parameter has a name or a value that is not understood.');
  }
  const timestamp = fields.has('timestamp') ? timeOf(fields) : null;
  const windowMs = fields.has('recvWindow') ? windowOf(fields) : null;
  // In the order in which they are signed: a frame whose parameters are in another order has the same signature, and is the same.
  const rest = new Map(
    sorted(fields).filter(
      ([name]) => !['apiKey', 'signature', 'timestamp', 'returnRateLimits'].includes(name),
    ),
  );
  if (!fields.has('apiKey') && !fields.has('signature')) return { login: null, timestamp, windowMs, rest };
  const keyId = requiredField(fields, 'apiKey');
  const signature = requiredField(fields, 'signature');
  if (timestamp === null) return malformed('timestamp', 'A signed frame needs a timestamp.');
  if (!/^[A-Za-z0-9]{64}$/.test(keyId))
    throw new Refusal('signature', 'key id', 'The API key does not have 64 letters and digits.');
  const signed = Buffer.from(signedText(fields), 'latin1');
  const verify: StreamLogin['verify'] = (secret) =>
    isSignedBy(
      secret,
      signed,
      secret.algorithm === 'hmac' ? hexSignature(signature) : base64Signature(signature),
    );
  return {
    login: { signature: { keyId, timestamp, nonce: null, windowMs }, verify },
    timestamp,
    windowMs,
    rest,
  };
}

/** `name=value` for each parameter but the signature, sorted by name. */
export function signedText(fields: Fields): string {
  return sorted(fields)
    .filter(([name]) => name !== 'signature')
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function sorted(fields: Fields): [name: string, value: string][] {
  return [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
}

function base64Signature(text: string): Buffer | null {
  return /^[A-Za-z0-9+/=]{1,2048}$/.test(text) ? decodeBase64(Buffer.from(text, 'latin1')) : null;
}

function timeOf(fields: Fields): number {
  const text = requiredField(fields, 'timestamp');
  if (!/^[1-9][0-9]{12}$/.test(text)) malformed('timestamp', 'timestamp must be milliseconds since 1970.');
  return Number(text);
}

function windowOf(fields: Fields): number {
  const text = requiredField(fields, 'recvWindow');
  const window = /^[1-9][0-9]{0,4}(?:\.[0-9]{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(window <= WINDOW.longest))
    malformed('recvWindow', `recvWindow must be a number of milliseconds up to ${WINDOW.longest}.`);
  return window;
}
