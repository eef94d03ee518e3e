import { Buffer } from 'node:buffer';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { samePassphrase } from '../../dialect/passphrase.ts';
import { plainQuery } from '../../dialect/plain-query.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { signatureOfParts } from '../../dialect/signed-parts.ts';
import { singleHeader } from '../../http/inbound.ts';
import { type Pair, parsePairs } from '../../http/pairs.ts';

/** Path and query as they are signed and sent. */
export function signedTarget(path: string, query: readonly Pair[]): string {
  return query.length === 0 ? path : `${path}?${plainQuery(query)}`;
}

/**
 * Compares signature and passphrase in constant time, both always. The documentation wants the query sorted; a client that
 * signs it in the order in which it sends it means the same parameters, each of which is there once.
 *
 * @see https://www.bitget.com/api-doc/common/signature
 */
export function verifyBitget({ inbound, signature, query }: ParsedRequest, secret: VirtualSecret): boolean {
  const header = (name: string) => singleHeader(inbound.headers, name) ?? '';
  const timestamp = header('access-timestamp');
  const given = Buffer.from(header('access-sign'), 'utf8');
  const { method, path, body } = inbound;
  const asSent = signature === null ? [] : parsePairs(inbound.rawQuery);
  const [sorted, sent] = [signature === null ? [] : query, asSent].map((pairs) => {
    const target = signedTarget(path, pairs);
    const expected = signatureOfParts(secret.key, { timestamp, method, target, body });
    return sameBytes(given, Buffer.from(expected, 'latin1'));
  });
  const known = samePassphrase(header('access-passphrase'), secret.passphrase);
  return (sorted || sent) && known && signature !== null;
}
