import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject, verify as verifySignature } from 'node:crypto';
import { decodeBase64 } from '../../dialect/base64.ts';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { signedText } from '../../dialect/signed-text.ts';

/**
 * Whether the signature is one of the secret's: HMAC-SHA256 in lower-case hex, RSA PKCS#1 v1.5 with SHA-256 or Ed25519
 * in percent-encoded base64, over query or body as received. Binance itself takes hex of either case; here a signature
 * has one spelling, the one that clients send.
 *
 * @example
 * verifyBinance(parseBinance(inbound), secret); // true
 */
export function verifyBinance(
  { inbound, signature: claimed }: ParsedRequest,
  secret: VirtualSecret,
): boolean {
  if (claimed === null) return false;
  const { text, signature } = signedText(inbound);
  const signed = Buffer.from(text, 'latin1');
  const bytes = secret.algorithm === 'hmac' ? hexSignature(signature) : base64Signature(signature);
  return isSignedBy(secret, signed, bytes);
}

/**
 * Whether a signature over these bytes is one of the secret's.
 *
 * @param bytes null: the text was no signature
 */
export function isSignedBy(secret: VirtualSecret, signed: Buffer, bytes: Buffer | null): boolean {
  if (bytes === null) return false;
  if (secret.algorithm === 'hmac')
    return sameBytes(bytes, createHmac('sha256', secret.key).update(signed).digest());
  if (secret.algorithm === 'rsa')
    return isOf(secret.key, 'rsa') && verifySignature('RSA-SHA256', signed, secret.key, bytes);
  if (secret.algorithm === 'ed25519')
    return (
      isOf(secret.key, 'ed25519') && bytes.length === 64 && verifySignature(null, signed, secret.key, bytes)
    );
  return false;
}

/** 64 hex digits in lower case. */
export function hexSignature(text: string): Buffer | null {
  return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : null;
}

/** Base64 whose `+`, `/` and `=` are percent-encoded with upper-case hex, in its one canonical form. */
function base64Signature(text: string): Buffer | null {
  if (!/^(?:[A-Za-z0-9]|%2B|%2F|%3D){1,2048}$/.test(text)) return null;
  return decodeBase64(Buffer.from(decodeURIComponent(text), 'latin1'));
}

function isOf(key: KeyObject, type: string): boolean {
  return key.type === 'public' && key.asymmetricKeyType === type;
}
