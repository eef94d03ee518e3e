import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
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

/** Compares HMACs under either passphrase as the key, so that neither length nor a common start shows in the time. */
function samePassphrase(given: string, expected: KeyObject | null): boolean {
  const bytes = Buffer.from(given, 'utf8');
  const [ours, theirs] = [expected ?? createSecretKey(NO_PASSPHRASE), createSecretKey(bytes)].map((key) =>
    createHmac('sha256', key).update('holdfast: okx passphrase').digest(),
  );
  bytes.fill(0);
  return timingSafeEqual(ours, theirs) && expected !== null && given !== '';
}

const NO_PASSPHRASE = Buffer.from('\n');
