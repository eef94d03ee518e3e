import type { Pair } from '../http/pairs.ts';
import { malformed } from '../refusal.ts';

const NAME = /^[A-Za-z0-9_]+$/;
/** Unreserved characters, and those of RFC 3986's query that no encoder and no parser makes anything else of. */
const VALUE = /^[A-Za-z0-9._~:,@/-]*$/;

/**
 * The one text of a query whose signature is made over it decoded. There `a=1%26b=2` and `a=1&b=2` are signed alike, so
 * that a signature for the first would be one for the second: only names and values are taken that read the same whether
 * or not somebody decodes them.
 *
 * @throws Refusal malformed for any other name or value
 * @example
 * plainQuery([{ name: 'symbol', value: 'BTC-USDT' }]); // 'symbol=BTC-USDT'
 */
export function plainQuery(pairs: readonly Pair[]): string {
  const odd = pairs.find(({ name, value }) => !NAME.test(name) || !VALUE.test(value));
  if (odd !== undefined)
    malformed(
      'character in query',
      `"${odd.name.slice(0, 80)}" holds a character that would be signed in one form and sent in another.`,
    );
  return pairs.map(({ name, value }) => `${name}=${value}`).join('&');
}
