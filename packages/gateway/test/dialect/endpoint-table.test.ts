import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { Endpoint, ParsedRequest } from '../../src/dialect/dialect.ts';
import { endpointGroup } from '../../src/dialect/endpoint-group.ts';
import { endpointFinder, refuseUnknownParameters } from '../../src/dialect/endpoint-table.ts';

const HOSTS = ['a.example', 'b.example'];
const endpoint = (path: string, more: Partial<Endpoint> = {}): Endpoint => ({
  method: 'GET',
  path,
  class: 'read',
  docs: 'https://docs.example',
  ...more,
});
const request = (method: string, path: string, host = 'a.example'): ParsedRequest => ({
  inbound: {
    method,
    host,
    path,
    rawQuery: '',
    headers: [],
    body: Buffer.alloc(0),
    gatewayPrefix: '',
    receivedAt: 0,
  },
  signature: null,
  query: [],
  body: { kind: 'none' },
});
const unknown = expect.objectContaining({ reason: 'forbidden', rule: 'unknown endpoint' });

describe('an endpoint table', () => {
  const table = [
    endpoint('/v1/orders'),
    endpoint('/v1/orders', { method: 'POST', class: 'trade' }),
    endpoint('/v1/orders/{id}'),
    endpoint('/v1/orders/batch', { class: 'admin', product: 'margin' }),
    endpoint('/v1/only-a', { hosts: ['a.example'] }),
    endpoint('/v1/a.c/{id}/fills'),
  ];
  const find = endpointFinder(table, HOSTS);

  it('finds by method, host and path', () => {
    expect(find(request('GET', '/v1/orders'))).toEqual({
      endpoint: table[0],
      class: 'read',
      product: 'spot',
    });
    expect(find(request('POST', '/v1/orders', 'b.example')).class).toBe('trade');
    expect(find(request('GET', '/v1/orders/17-a_b.c')).endpoint).toBe(table[2]);
    expect(find(request('GET', '/v1/a.c/x/fills')).endpoint).toBe(table[5]);
  });

  it('prefers the literal path', () => {
    expect(find(request('GET', '/v1/orders/batch'))).toEqual({
      endpoint: table[3],
      class: 'admin',
      product: 'margin',
    });
  });

  it.each([
    ['DELETE', '/v1/orders', 'a.example'],
    ['get', '/v1/orders', 'a.example'],
    ['GET', '/v1/Orders', 'a.example'],
    ['GET', '/v1/orders/', 'a.example'],
    ['GET', '/v1/orders/17/fills', 'a.example'],
    ['GET', '/v1/orders/.', 'a.example'],
    ['GET', '/v1/orders/..', 'a.example'],
    ['GET', '/v1/orders/{id}', 'a.example'],
    ['GET', '/v1/orders/a%2fb', 'a.example'],
    ['GET', '/v1/orders/a\n', 'a.example'],
    ['GET', '/v1/orders/é', 'a.example'],
    ['GET', '/v1/abc/x/fills', 'a.example'],
    ['GET', '/v1/a.c/../fills', 'a.example'],
    ['GET', '/v1/only-a', 'b.example'],
    ['GET', '/v1/orders', 'c.example'],
    ['GET', '/v1/orders', 'a.example.'],
    ['GET', '', 'a.example'],
    ['GET', `/${'x'.repeat(5000)}`, 'a.example'],
  ])('refuses %s %s on %s', (method, path, host) => {
    expect(() => find(request(method, path, host))).toThrow(unknown);
  });

  it('has names that are a part of a segment, and paths that end with a slash', () => {
    const parts = [
      endpoint('/v2/{coin}_out/', { class: 'withdraw' }),
      endpoint('/v2/{coin}_in/'),
      endpoint('/v2/open/{market}'),
      endpoint('/v2/x.{name}.y'),
    ];
    const findPart = endpointFinder(parts, HOSTS);
    expect(findPart(request('GET', '/v2/btc_out/')).endpoint).toBe(parts[0]);
    expect(findPart(request('GET', '/v2/a_in_out/')).endpoint).toBe(parts[0]);
    expect(findPart(request('GET', '/v2/btc_in/')).endpoint).toBe(parts[1]);
    expect(findPart(request('GET', '/v2/x.a.y')).endpoint).toBe(parts[3]);
    for (const path of [
      '/v2/btc_out',
      '/v2/_out/',
      '/v2/btc_out//',
      '/v2/btc_out/x',
      '/v2/a/b_out/',
      '/v2/btc_OUT/',
      '/v2/btc_out2/',
      '/v2/open/',
      '/v2/open/btcusd/',
      '/v2/xzazy',
      '/v2/x..y',
    ])
      expect(() => findPart(request('GET', path)), path).toThrow(unknown);
  });

  describe('with colons inside a segment', () => {
    const pair = endpoint('/v1/ticker/{base}:{quote}');
    const single = endpoint('/v1/ticker/{symbol}');
    const candles = endpoint('/v1/candles/trade:{time}:{symbol}/hist');
    const any = endpoint('/v1/conf/{config+}');
    const findIn = endpointFinder([pair, single, candles, any], HOSTS);

    it.each([
      ['/v1/ticker/BTC:USD', pair],
      ['/v1/ticker/BTCUSD', single],
      ['/v1/candles/trade:1m:BTC/hist', candles],
      ['/v1/conf/pub:list:pair,pub:map:currency:sym', any],
      ['/v1/conf/x', any],
    ])('%s has its place', (path, wanted) => expect(findIn(request('GET', path)).endpoint).toBe(wanted));

    it.each([
      '/v1/ticker/BTC:USD:EUR',
      '/v1/ticker/:USD',
      '/v1/ticker/BTC:',
      '/v1/ticker/BTC:..',
      '/v1/ticker/..:USD',
      '/v1/ticker/BTC,USD',
      '/v1/candles/trade:1m/hist',
      '/v1/candles/trade:1m:BTC:USD/hist',
      '/v1/candles/trades:1m:BTC/hist',
      '/v1/candles/trade:1m:BTC/hist/x',
      '/v1/conf/..',
      '/v1/conf/a/b',
      '/v1/conf/a%2fb',
    ])('%s is refused', (path) => expect(() => findIn(request('GET', path))).toThrow(unknown));
  });

  it('shows a long path only in part', () => {
    try {
      find(request('GET', `/${'x'.repeat(5000)}`));
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(400);
    }
  });

  it.each([
    ['a path twice', [endpoint('/a'), endpoint('/a')]],
    ['a path twice on one host', [endpoint('/a', { hosts: ['a.example'] }), endpoint('/a')]],
    ['a pattern twice', [endpoint('/a/{x}'), endpoint('/a/{y}')]],
    ['patterns that overlap', [endpoint('/a/{x}/c'), endpoint('/a/b/{y}')]],
    ['a part that overlaps a whole', [endpoint('/{x}_out'), endpoint('/{y}')]],
    ['parts that overlap', [endpoint('/{x}_out'), endpoint('/a{y}')]],
    ['parts of which one ends like the other', [endpoint('/{x}_out'), endpoint('/{y}_in_out')]],
    ['a part that overlaps a segment', [endpoint('/{x}_out/{z}'), endpoint('/a_out/{y}')]],
    ['patterns that overlap between colons', [endpoint('/a/{x}:b'), endpoint('/a/c:{y}')]],
    ['a segment that may be anything', [endpoint('/a/{x+}'), endpoint('/a/b:{y}')]],
  ])('is a mistake with %s', (_, endpoints) => {
    expect(() => endpointFinder(endpoints, HOSTS)).toThrow('the endpoint table has');
  });

  it('may hold the same path for other methods and hosts', () => {
    const endpoints = [
      endpoint('/a/{x}'),
      endpoint('/a/{x}', { method: 'POST' }),
      endpoint('/a/{x}/c'),
      endpoint('/b', { hosts: ['a.example'] }),
      endpoint('/b', { hosts: ['b.example'] }),
      endpoint('/{x}_out/d'),
      endpoint('/{x}_in/d'),
      endpoint('/{x}_in/d/'),
    ];
    expect(() => endpointFinder(endpoints, HOSTS)).not.toThrow();
  });
});

describe('parameters that aren’t listed', () => {
  const classification = (parameters?: readonly string[]) => ({
    endpoint: endpoint('/a', parameters === undefined ? {} : { parameters }),
    class: 'trade' as const,
    product: 'spot' as const,
  });

  it('are refused where there is a list, the empty one too', () => {
    expect(() => refuseUnknownParameters(classification(['symbol']), ['symbol'])).not.toThrow();
    for (const name of ['Symbol', 'symbol ', 'symbol[]', 'x', '']) {
      expect(() => refuseUnknownParameters(classification(['symbol']), ['symbol', name]), name).toThrow(
        expect.objectContaining({ rule: 'unknown parameter' }),
      );
    }
    expect(() => refuseUnknownParameters(classification([]), ['a'])).toThrow();
  });

  it('are left alone where there is no list', () => {
    expect(() => refuseUnknownParameters(classification(), ['anything'])).not.toThrow();
  });
});

describe('a group of endpoints', () => {
  const common = { class: 'read', docs: 'https://docs.example' } as const;

  it('is written a method a line', () => {
    expect(endpointGroup(common, '/v1/', '\n  GET time  depth/full\n  POST time\n')).toEqual([
      { ...common, method: 'GET', path: '/v1/time' },
      { ...common, method: 'GET', path: '/v1/depth/full' },
      { ...common, method: 'POST', path: '/v1/time' },
    ]);
  });

  it.each(['', 'time depth', 'get time', 'GET', 'GET time\n\nPOST x'])('refuses the lines %j', (lines) => {
    expect(() => endpointGroup(common, '/v1/', lines)).toThrow('no endpoints in the line');
  });
});
