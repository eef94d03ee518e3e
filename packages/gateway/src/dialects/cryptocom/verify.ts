import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { isJsonObject, type JsonValue, scalarText } from '../../http/strict-json.ts';
import { methodOf } from './method.ts';
import { parameterText } from './signed-text.ts';

/** What a signature is made of. */
export interface SignedParts {
  readonly method: string;
  readonly id: string;
  readonly keyId: string;
  readonly params: JsonValue;
  /** Milliseconds since 1970. */
  readonly nonce: string;
}

/** HMAC-SHA256 of method ‖ id ‖ key id ‖ parameters ‖ nonce. */
export function cryptocomSignature(
  key: KeyObject,
  { method, id, keyId, params, nonce }: SignedParts,
): Buffer {
  return createHmac('sha256', key)
    .update(method + id + keyId + parameterText(params) + nonce, 'utf8')
    .digest();
}

/** Compares in constant time; the signature has one form only, hexadecimal in lower case. */
export function verifyCryptocom({ inbound, signature, body }: ParsedRequest, secret: VirtualSecret): boolean {
  if (signature?.nonce == null || body.kind !== 'json' || !isJsonObject(body.value)) return false;
  const expected = cryptocomSignature(secret.key, {
    method: methodOf(inbound.path) ?? '',
    id: scalarText(body.value.get('id')) ?? '',
    keyId: signature.keyId,
    params: body.value.get('params') ?? new Map(),
    nonce: String(signature.timestamp),
  });
  return sameBytes(Buffer.from(signature.nonce, 'hex'), expected);
}
