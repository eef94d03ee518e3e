import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { samePassphrase } from '../../dialect/passphrase.ts';
import { singleHeader } from '../../http/inbound.ts';

/** What a signature is made of, each part as it is sent. */
export interface SignedParts {
  /** OK-ACCESS-TIMESTAMP. */
  readonly timestamp: string;
  readonly method: string;
  /** Path and, behind `?`, the query. */
  readonly target: string;
  readonly body: Uint8Array;
}

/**
 * base64(HMAC-SHA256(secret, timestamp ‖ method ‖ path with query ‖ body)).
 *
 * @see https://www.okx.com/docs-v5/en/#overview-rest-authentication-signature
 */
export function okxSignature(key: KeyObject, { timestamp, method, target, body }: SignedParts): string {
  return createHmac('sha256', key)
    .update(timestamp + method + target, 'utf8')
    .update(body)
    .digest('base64');
}

/** Compares signature and passphrase in constant time, both always. */
export function verifyOkx({ inbound, signature }: ParsedRequest, secret: VirtualSecret): boolean {
  const header = (name: string) => singleHeader(inbound.headers, name) ?? '';
  const target = inbound.rawQuery === '' ? inbound.path : `${inbound.path}?${inbound.rawQuery}`;
  const timestamp = header('ok-access-timestamp');
  const { method, body } = inbound;
  const expected = Buffer.from(okxSignature(secret.key, { timestamp, method, target, body }), 'latin1');
  const given = Buffer.from(header('ok-access-sign'), 'utf8');
  const signed = given.length === expected.length && timingSafeEqual(given, expected);
  const known = samePassphrase(header('ok-access-passphrase'), secret.passphrase);
  return signed && known && signature !== null;
}
