import { malformed } from '../refusal.ts';

/** Where a request is meant to go, read from the gateway's own address form. */
export interface RequestTarget<Exchange extends string> {
  readonly exchange: Exchange;
  /** The exchange's host, lower case, one of the dialect's. */
  readonly host: string;
  /** Path on that host; only `/`, letters, digits, `-`, `_`, `.`, `:` and `,`, no empty or dot segments; one `/` may end it. */
  readonly path: string;
  /** Without `?`; empty when there is none. Not decoded. */
  readonly rawQuery: string;
}

const LONGEST = 16_384;
const SEGMENT = /^[A-Za-z0-9_.:,-]+$/;

/**
 * Reads the target of a request line: `/<exchange>/<original host>/<original path>?<query>`.
 *
 * There is one way to write each address: whether its path ends with a slash, as all of Bitstamp's do, is the endpoint
 * table's to say. Refused: absolute-form and other targets that don't begin with `/`, a
 * fragment, control and non-ASCII characters, backslashes, any percent-escape in the path, empty segments (`//`), `.`
 * and `..`, an exchange that isn't served, a host that isn't that exchange's in exactly the
 * spelling of its table (case, a port, a dot at the end), and more than 16,384 characters.
 *
 * @param hosts the hosts of each exchange that is served
 * @throws Refusal malformed
 * @example
 * parseRequestTarget('/bybit/api.bybit.com/v5/market/time?x=1', new Map([['bybit', ['api.bybit.com']]]));
 * // { exchange: 'bybit', host: 'api.bybit.com', path: '/v5/market/time', rawQuery: 'x=1' }
 */
export function parseRequestTarget<Exchange extends string>(
  target: string,
  hosts: ReadonlyMap<Exchange, readonly string[]>,
): RequestTarget<Exchange> {
  if (target.length > LONGEST)
    malformed('address too long', `An address may have at most ${LONGEST} characters.`);
  if (!target.startsWith('/'))
    malformed('address form', 'An address must begin with "/<exchange>/<host of the exchange>/".');
  if (!/^[\x21-\x7e]+$/.test(target) || /[\\#]/.test(target))
    malformed(
      'character in address',
      'An address holds a blank, a control or non-ASCII character, "\\" or "#".',
    );
  const mark = target.indexOf('?');
  const [empty, exchange, host, ...segments] = (mark < 0 ? target : target.slice(0, mark)).split('/');
  const served = [...hosts].find(([id]) => id === exchange);
  if (empty !== '' || served === undefined)
    return malformed('unknown exchange', 'The first part of the path names no exchange that is served here.');
  if (host === undefined || !served[1].includes(host))
    return malformed('unknown host', `The second part of the path is no host of ${served[0]}.`);
  if (segments.length === 0) return malformed('path without segments', 'There is no path behind the host.');
  const slashAtEnd = segments.length > 1 && segments.at(-1) === '';
  for (const segment of slashAtEnd ? segments.slice(0, -1) : segments) {
    if (!SEGMENT.test(segment) || /^\.+$/.test(segment))
      malformed(
        'segment of the path',
        'A path may hold only letters, digits, "-", "_", ".", ":" and ",", with no empty or dot segments.',
      );
  }
  return {
    exchange: served[0],
    host,
    path: `/${segments.join('/')}`,
    rawQuery: mark < 0 ? '' : target.slice(mark + 1),
  };
}
