import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { singleHeader } from '../../http/inbound.ts';

/**
 * hex(HMAC-SHA384(secret, '/api' ‖ path ‖ nonce ‖ body)), over the body's very bytes; the path with its first slash.
 *
 * @see https://docs.bitfinex.com/docs/rest-auth
 */
export function bitfinexSignature(key: KeyObject, path: string, nonce: string, body: Uint8Array): string {
  return createHmac('sha384', key).update(`/api${path}${nonce}`, 'latin1').update(body).digest('hex');
}

/** Compares in constant time. */
export function verifyBitfinex({ inbound, signature }: ParsedRequest, secret: VirtualSecret): boolean {
  const expected = Buffer.from(
    bitfinexSignature(secret.key, inbound.path, signature?.nonce ?? '', inbound.body),
    'latin1',
  );
  const given = Buffer.from(singleHeader(inbound.headers, 'bfx-signature') ?? '', 'utf8');
  return sameBytes(given, expected) && signature !== null;
}
