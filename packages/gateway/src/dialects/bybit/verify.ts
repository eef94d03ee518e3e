import { Buffer } from 'node:buffer';
import { createHmac, verify as verifySignature } from 'node:crypto';
import { decodeBase64 } from '../../dialect/base64.ts';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { optionalHeader } from '../../dialect/headers.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { signedBytes } from './signed-bytes.ts';

/**
 * Whether the signature is one of the secret's: HMAC-SHA256 in lower-case hex, or RSA PKCS#1 v1.5 with SHA-256 in
 * base64, over timestamp, key id, window and what the request holds, as received.
 *
 * @example
 * verifyBybit(parseBybit(inbound), secret); // true
 */
export function verifyBybit({ inbound, signature: claimed }: ParsedRequest, secret: VirtualSecret): boolean {
  const signature = optionalHeader(inbound, 'x-bapi-sign');
  if (claimed === null || signature === null) return false;
  const signed = signedBytes(
    optionalHeader(inbound, 'x-bapi-timestamp') ?? '',
    claimed.keyId,
    optionalHeader(inbound, 'x-bapi-recv-window') ?? '',
    inbound.method === 'GET' ? Buffer.from(inbound.rawQuery, 'latin1') : inbound.body,
  );
  return isSignedBy(secret, signed, signature);
}

/** Whether a signature over these bytes is one of the secret's. */
export function isSignedBy(secret: VirtualSecret, signed: Buffer, signature: string): boolean {
  if (secret.algorithm === 'hmac') {
    if (!/^[0-9a-f]{64}$/.test(signature)) return false;
    return sameBytes(Buffer.from(signature, 'hex'), createHmac('sha256', secret.key).update(signed).digest());
  }
  if (secret.algorithm !== 'rsa' || !/^[A-Za-z0-9+/=]{1,2048}$/.test(signature)) return false;
  const bytes = decodeBase64(Buffer.from(signature, 'latin1'));
  return (
    bytes !== null &&
    secret.key.asymmetricKeyType === 'rsa' &&
    verifySignature('RSA-SHA256', signed, secret.key, bytes)
  );
}
