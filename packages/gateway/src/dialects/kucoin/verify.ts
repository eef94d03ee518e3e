import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { ParsedRequest, RealKey, VirtualSecret } from '../../dialect/dialect.ts';
import { plainQuery } from '../../dialect/plain-query.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { signatureOfParts } from '../../dialect/signed-parts.ts';
import { singleHeader } from '../../http/inbound.ts';
import type { Pair } from '../../http/pairs.ts';

const NO_PASSPHRASE = createSecretKey(Buffer.from('\n'));

/** Path and query as they are signed and sent. */
export function signedTarget(path: string, query: readonly Pair[]): string {
  return query.length === 0 ? path : `${path}?${plainQuery(query)}`;
}

/** base64(HMAC-SHA256(secret, passphrase)): the passphrase itself never becomes a string. */
export function signedPassphrase(key: KeyObject, passphrase: NonNullable<RealKey['passphrase']>): string {
  const bytes = passphrase.export();
  const signed = createHmac('sha256', key).update(bytes).digest('base64');
  bytes.fill(0);
  return signed;
}

/**
 * Compares signature and passphrase in constant time, both always.
 *
 * @see https://www.kucoin.com/docs-new/authentication
 */
export function verifyKucoin({ inbound, signature, query }: ParsedRequest, secret: VirtualSecret): boolean {
  const header = (name: string) => Buffer.from(singleHeader(inbound.headers, name) ?? '', 'utf8');
  const timestamp = header('kc-api-timestamp').toString('utf8');
  const { method, path, body } = inbound;
  const target = signature === null ? path : signedTarget(path, query);
  const expected = signatureOfParts(secret.key, { timestamp, method, target, body });
  const signed = sameBytes(header('kc-api-sign'), Buffer.from(expected, 'latin1'));
  const passphrase = signedPassphrase(secret.key, secret.passphrase ?? NO_PASSPHRASE);
  const known = sameBytes(header('kc-api-passphrase'), Buffer.from(passphrase, 'latin1'));
  return signed && known && signature !== null && secret.passphrase !== null;
}
