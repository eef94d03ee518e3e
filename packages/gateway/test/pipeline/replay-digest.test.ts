import { describe, expect, test } from 'vitest';
import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../src/dialect/dialect.ts';
import { parseStrictJson } from '../../src/http/strict-json.ts';
import { replayDigest } from '../../src/pipeline/replay-digest.ts';

interface Parts {
  readonly method?: string;
  readonly host?: string;
  readonly path?: string;
  readonly signature?: Partial<ClaimedSignature>;
  readonly query?: readonly (readonly [string, string])[];
  readonly body?: ParsedBody;
}
const pairs = (list: readonly (readonly [string, string])[]) =>
  list.map(([name, value]) => ({ name, value }));

function digest(
  { method = 'POST', host = 'h', path = '/p', signature = {}, query = [], body = { kind: 'none' } }: Parts,
  uncovered: readonly ('method' | 'host' | 'path' | 'query' | 'body')[] = [],
): string {
  const request: ParsedRequest = {
    inbound: {
      method,
      host,
      path,
      rawQuery: 'as it was written',
      headers: [],
      body: Buffer.alloc(0),
      gatewayPrefix: '',
      receivedAt: 1,
    },
    signature: { keyId: 'key', timestamp: 1, nonce: null, windowMs: null, ...signature },
    query: pairs(query),
    body,
  };
  return replayDigest(request, { uncovered }).toString('hex');
}
const form = (list: readonly (readonly [string, string])[]): ParsedBody => ({
  kind: 'form',
  pairs: pairs(list),
});
const json = (text: string): ParsedBody => ({ kind: 'json', value: parseStrictJson(Buffer.from(text)) });

describe('two requests are different when they differ in', () => {
  const base = digest({ query: [['a', 'b']] });
  test.each<[string, Parts]>([
    ['method', { method: 'DELETE', query: [['a', 'b']] }],
    ['host', { host: 'i', query: [['a', 'b']] }],
    ['path', { path: '/q', query: [['a', 'b']] }],
    ['key', { signature: { keyId: 'other' }, query: [['a', 'b']] }],
    ['timestamp', { signature: { timestamp: 2 }, query: [['a', 'b']] }],
    ['nonce', { signature: { nonce: '1' }, query: [['a', 'b']] }],
    ['value', { query: [['a', 'c']] }],
    ['name', { query: [['b', 'b']] }],
    ['where a name ends', { query: [['ab', '']] }],
    [
      'another parameter',
      {
        query: [
          ['a', 'b'],
          ['c', ''],
        ],
      },
    ],
    ['JSON beside it', { query: [['a', 'b']], body: json('{}') }],
  ])('%s', (_name, parts) => expect(digest(parts)).not.toBe(base));
  test('the order of parameters', () =>
    expect(
      digest({
        query: [
          ['a', '1'],
          ['b', '2'],
        ],
      }),
    ).not.toBe(
      digest({
        query: [
          ['b', '2'],
          ['a', '1'],
        ],
      }),
    ));
  test('how a number is written in JSON', () =>
    expect(digest({ body: json('{"a":1.0}') })).not.toBe(digest({ body: json('{"a":1}') })));
  test('texts that run into each other', () =>
    expect(digest({ host: 'ab', path: 'c' })).not.toBe(digest({ host: 'a', path: 'bc' })));
});

describe('two requests are the same when they differ only in', () => {
  test('whether parameters are in query or form', () =>
    expect(digest({ body: form([['a', 'b']]) })).toBe(digest({ query: [['a', 'b']] })));
  test('an empty form instead of none', () => expect(digest({ body: form([]) })).toBe(digest({})));
  test('blanks of JSON', () =>
    expect(digest({ body: json('{ "a" : 1 }') })).toBe(digest({ body: json('{"a":1}') })));
  test('the window that the client asks for, where it is no parameter', () =>
    expect(digest({ signature: { windowMs: 9 } })).toBe(digest({})));
  test('what the signature does not cover', () => {
    expect(digest({ method: 'GET', host: 'i', path: '/q' }, ['method', 'host', 'path'])).toBe(
      digest({}, ['method', 'host', 'path']),
    );
    expect(digest({ query: [['a', 'b']], body: json('{"a":1}') }, ['query', 'body'])).toBe(
      digest({}, ['query', 'body']),
    );
  });
});
