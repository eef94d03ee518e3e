import { Buffer } from 'node:buffer';
import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { singleHeader } from '../../http/inbound.ts';

/**
 * base64(HMAC-SHA512(secret, path ‖ SHA256(nonce ‖ body))), over the body's very bytes.
 *
 * @see https://docs.kraken.com/exchange/guides/rest/authentication
 */
export function krakenSignature(key: KeyObject, path: string, nonce: string, body: Uint8Array): string {
  const message = createHash('sha256').update(nonce, 'latin1').update(body).digest();
  return createHmac('sha512', key).update(path, 'latin1').update(message).digest('base64');
}

/** Compares in constant time; there is one text of a signature, so that an altered base64 is no signature. */
export function verifyKraken({ inbound, signature }: ParsedRequest, secret: VirtualSecret): boolean {
  const expected = Buffer.from(
    krakenSignature(secret.key, inbound.path, signature?.nonce ?? '', inbound.body),
    'latin1',
  );
  const given = Buffer.from(singleHeader(inbound.headers, 'api-sign') ?? '', 'utf8');
  if (given.length !== expected.length) return false;
  return timingSafeEqual(given, expected) && signature !== null && signature.nonce !== null;
}
