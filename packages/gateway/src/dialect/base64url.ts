import { Buffer } from 'node:buffer';

/**
 * The bytes of a base64url text without padding (RFC 4648 section 5, as JWTs have it) in its one canonical form; null
 * for anything else: padding, other letters, a length that no bytes have, bits set behind the last byte.
 */
export function decodeBase64Url(text: string): Buffer | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}
