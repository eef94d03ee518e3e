import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { samePassphrase } from '../../dialect/passphrase.ts';
import { signatureOfParts } from '../../dialect/signed-parts.ts';
import { singleHeader } from '../../http/inbound.ts';

/**
 * Compares signature and passphrase in constant time, both always.
 *
 * @see https://www.okx.com/docs-v5/en/#overview-rest-authentication-signature
 */
export function verifyOkx({ inbound, signature }: ParsedRequest, secret: VirtualSecret): boolean {
  const header = (name: string) => singleHeader(inbound.headers, name) ?? '';
  const target = inbound.rawQuery === '' ? inbound.path : `${inbound.path}?${inbound.rawQuery}`;
  const timestamp = header('ok-access-timestamp');
  const { method, body } = inbound;
  const expected = Buffer.from(signatureOfParts(secret.key, { timestamp, method, target, body }), 'latin1');
  const given = Buffer.from(header('ok-access-sign'), 'utf8');
  const signed = given.length === expected.length && timingSafeEqual(given, expected);
  const known = samePassphrase(header('ok-access-passphrase'), secret.passphrase);
  return signed && known && signature !== null;
}
