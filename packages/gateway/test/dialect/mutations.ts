import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import type { HeaderLine, InboundRequest } from '../../src/http/inbound.ts';

/** A change to a request, chosen and placed by numbers, so that fast-check can shrink it. */
export interface Mutation {
  readonly kind: (typeof KINDS)[number];
  /** Where, as a share of what there is. */
  readonly at: number;
  readonly value: string;
}

const KINDS = [
  'query byte',
  'body byte',
  'query cut',
  'body cut',
  'path byte',
  'header byte',
  'header twice',
  'header added',
  'header dropped',
  'parameter value',
  'parameter added',
  'parameter twice',
  'parameter dropped',
  'parameters swapped',
  'parameter renamed',
  'parameter moved',
  'value encoded twice',
  'value encoded needlessly',
  'json value',
  'json member added',
  'json member twice',
  'method',
  'query from body',
  'body from query',
  'path suffix',
] as const;

/** Values that parsers disagree about, or that change what an order means. */
const NASTY_VALUES = [
  '',
  '0',
  '-1',
  '1e5',
  '1E-3',
  'NaN',
  'Infinity',
  '0x10',
  '+5',
  '.5',
  '5.',
  '1,000',
  '١٢٣',
  '00012.50',
  '1'.repeat(60),
  'true',
  'false',
  'null',
  '[]',
  '{}',
  '[1,2]',
  '{"a":1,"a":2}',
  ' BTCUSDT',
  'btcusdt',
  'BTCUSDT ',
  'BTCUSDT\u0000',
  'BTC%55SDT',
  'MARKET',
  'market',
  'Market',
  'LIMIT',
  'limit',
  'STOP_LOSS',
  'BUY',
  'sell',
  'cross',
  'isolated',
  'cash',
  'linear',
  'spot',
  'quote_ccy',
  'base_ccy',
  'quoteCoin',
  'margin',
  'unified',
  'poc',
  '1',
  '99999999999',
  '\ud800',
  '__proto__',
  'a&b=c',
  'a=b',
  '"}',
  '../',
];

/** Names that mean something on one exchange or another. */
const NASTY_NAMES = [
  'symbol',
  'side',
  'type',
  'quantity',
  'quoteOrderQty',
  'price',
  'stopPrice',
  'timestamp',
  'recvWindow',
  'signature',
  'sideEffectType',
  'isIsolated',
  'isLeverage',
  'marketUnit',
  'category',
  'tdMode',
  'tgtCcy',
  'instId',
  'leverage',
  'oflags',
  'ordertype',
  'volume',
  'pair',
  'nonce',
  'otp',
  'close[ordertype]',
  'orderLinkId',
  'api_key',
  'sign',
  'x',
  '__proto__',
  'Symbol',
  'symbol ',
  'symbol[]',
  'sym%62ol',
  'margin_type',
  'order_configuration',
  'attached_order_configuration',
  'retail_portfolio_id',
  'subAccount',
  'attachAlgoOrds',
  'orders',
  'request',
  'account',
  'currency_pair',
  'auto_borrow',
  'text',
  'stop_loss',
  'account-id',
  'accountId',
  'source',
  'stop-price',
  'AccessKeyId',
  'accesskeyid',
  'Timestamp',
];

const NASTY_HEADERS: readonly HeaderLine[] = [
  ['Content-Type', 'text/plain'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['Content-Type', 'application/json; charset=utf-16'],
  ['Content-Encoding', 'gzip'],
  ['Transfer-Encoding', 'chunked'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-Forwarded-For', '203.0.113.9'],
  ['Cookie', 'session=1'],
  ['x-simulated-trading', '1'],
  ['Referer', 'somebody'],
  ['expTime', '1'],
  ['X-MBX-APIKEY', 'other'],
  ['X-BAPI-API-KEY', 'other'],
  ['X-BAPI-RECV-WINDOW', '999999'],
  ['OK-ACCESS-KEY', 'other'],
  ['API-Key', 'other'],
  ['KEY', 'other'],
  ['Timestamp', '1541993715'],
  ['x-gate-exptime', '1'],
  ['Authorization', 'Bearer a.b.c'],
];

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.oneof(
    fc.constantFrom(...NASTY_VALUES),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.string({ maxLength: 6 }),
  ),
});

/** Applies one change. */
export function mutate(inbound: InboundRequest, { kind, at, value }: Mutation): InboundRequest {
  const body = inbound.body.toString('utf8');
  const withBody = (text: string) => ({ ...inbound, body: Buffer.from(text, 'utf8') });
  const withQuery = (rawQuery: string) => ({ ...inbound, rawQuery });
  const index = (length: number) => Math.floor(at * length);
  const name = NASTY_NAMES[index(NASTY_NAMES.length)];
  const pairs = (change: (parts: string[]) => string[]) =>
    body === '' || body.startsWith('{') || body.startsWith('[')
      ? withQuery(joined(change(split(inbound.rawQuery))))
      : withBody(joined(change(split(body))));
  switch (kind) {
    case 'query byte':
      return withQuery(spliced(inbound.rawQuery, index(inbound.rawQuery.length + 1), value));
    case 'body byte':
      return withBody(spliced(body, index(body.length + 1), value));
    case 'query cut':
      return withQuery(inbound.rawQuery.slice(0, index(inbound.rawQuery.length + 1)));
    case 'body cut':
      return withBody(body.slice(0, index(body.length + 1)));
    case 'path byte':
      return { ...inbound, path: spliced(inbound.path, index(inbound.path.length + 1), value) };
    case 'path suffix':
      return { ...inbound, path: `${inbound.path}${['/', '/test', '/..', '?x=1', '%2f', ';a=b'][index(6)]}` };
    case 'header byte':
    case 'header twice':
    case 'header dropped': {
      const place = index(inbound.headers.length);
      const headers = inbound.headers.flatMap((line, i): HeaderLine[] => {
        if (i !== place) return [line];
        if (kind === 'header dropped') return [];
        if (kind === 'header twice') return [line, [line[0], value]];
        return [[line[0], spliced(line[1], index(line[1].length + 1), value)]];
      });
      return { ...inbound, headers };
    }
    case 'header added':
      return { ...inbound, headers: [...inbound.headers, NASTY_HEADERS[index(NASTY_HEADERS.length)]] };
    case 'parameter value':
      return pairs((parts) =>
        changedAt(parts, index(parts.length), (part) => `${nameOf(part)}=${safe(value)}`),
      );
    case 'parameter added':
      return pairs((parts) => [
        ...parts.slice(0, index(parts.length + 1)),
        `${encodeURIComponent(name)}=${safe(value)}`,
        ...parts.slice(index(parts.length + 1)),
      ]);
    case 'parameter twice':
      return pairs((parts) => changedAt(parts, index(parts.length), (part) => `${part}&${part}`));
    case 'parameter dropped':
      return pairs((parts) => parts.filter((_, i) => i !== index(parts.length)));
    case 'parameters swapped':
      return pairs((parts) => [...parts.slice(index(parts.length)), ...parts.slice(0, index(parts.length))]);
    case 'parameter renamed':
      return pairs((parts) =>
        changedAt(parts, index(parts.length), (part) => part.replace(/^[^=]*/, encodeURIComponent(name))),
      );
    case 'value encoded twice':
      return pairs((parts) => changedAt(parts, index(parts.length), (part) => part.replaceAll('%', '%25')));
    case 'value encoded needlessly':
      return pairs((parts) =>
        changedAt(
          parts,
          index(parts.length),
          (part) =>
            `${nameOf(part)}=${part.slice(nameOf(part).length + 1).replace(/[A-Za-z0-9]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
        ),
      );
    case 'parameter moved': {
      const parts = split(inbound.rawQuery);
      const moved = parts.splice(index(parts.length), 1);
      return { ...withQuery(joined(parts)), body: Buffer.from(joined([...split(body), ...moved]), 'utf8') };
    }
    case 'json value':
      return withBody(
        replacedAt(body, /"(?:[^"\\]|\\.)*"(?!:)|-?\d[\d.]*/g, at, () =>
          at > 0.5 ? value : JSON.stringify(value),
        ),
      );
    case 'json member added':
      return withBody(
        replacedAt(body, /\{/g, at, () => `{${JSON.stringify(name)}:${JSON.stringify(value)},`),
      );
    case 'json member twice':
      return withBody(replacedAt(body, /"[^"]*":"[^"]*"/g, at, (member) => `${member},${member}`));
    case 'method':
      return {
        ...inbound,
        method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'get', 'HEAD', 'OPTIONS'][index(8)],
      };
    case 'query from body':
      return { ...withQuery(body), body: Buffer.alloc(0) };
    case 'body from query':
      return { ...withBody(inbound.rawQuery), rawQuery: '' };
    default:
      return kind satisfies never;
  }
}

function split(text: string): string[] {
  return text === '' ? [] : text.split('&');
}

function joined(parts: readonly string[]): string {
  return parts.join('&');
}

function nameOf(part: string): string {
  return part.split('=', 1)[0];
}

function safe(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : '%ED%A0%80';
}

function spliced(text: string, at: number, value: string): string {
  return text.slice(0, at) + value + text.slice(at + 1);
}

function changedAt(parts: readonly string[], place: number, change: (part: string) => string): string[] {
  return parts.map((part, i) => (i === place ? change(part) : part));
}

/** Replaces one match of a pattern, chosen by a share. */
function replacedAt(text: string, pattern: RegExp, at: number, change: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const chosen = matches[Math.floor(at * 997) % matches.length];
  return text.slice(0, chosen.index) + change(chosen[0]) + text.slice(chosen.index + chosen[0].length);
}
