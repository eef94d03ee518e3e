import { createHmac, type KeyObject } from 'node:crypto';
import { formatPairs, type Pair } from '../../http/pairs.ts';

/** Where a request goes, as its signature has it. */
export interface SignedPlace {
  readonly method: string;
  /** In lower case. */
  readonly host: string;
  readonly path: string;
}

/** Pairs by their names' ASCII codes: the order in which they are signed, and in which they are sent. */
export function inSignedOrder(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * base64(HMAC-SHA256(secret, method ⏎ host ⏎ path ⏎ query)), the query encoded and ordered, without `Signature`.
 *
 * @see https://www.htx.com/en-us/opend/newApiPages/ "HmacSHA256 Signature Method"
 */
export function htxSignature(
  key: KeyObject,
  { method, host, path }: SignedPlace,
  pairs: readonly Pair[],
): string {
  const text = [method, host, path, formatPairs(inSignedOrder(pairs))].join('\n');
  return createHmac('sha256', key).update(text, 'utf8').digest('base64');
}
