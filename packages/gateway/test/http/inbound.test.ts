import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { ParsedBody, ParsedRequest } from '../../src/dialect/dialect.ts';
import { singleHeader } from '../../src/http/inbound.ts';
import { parsePairs } from '../../src/http/pairs.ts';
import { publicRequest } from '../../src/http/public-request.ts';

describe('a header that may be there once', () => {
  it('is found whatever its case', () => {
    expect(singleHeader([['X-Key', 'a']], 'x-key')).toBe('a');
    expect(singleHeader([['x-kEY', '']], 'x-key')).toBe('');
  });

  it('is none when it is not there, or there twice, equal or not', () => {
    expect(singleHeader([], 'x-key')).toBeUndefined();
    expect(singleHeader([['x-key2', 'a']], 'x-key')).toBeUndefined();
    expect(
      singleHeader(
        [
          ['X-Key', 'a'],
          ['x-key', 'a'],
        ],
        'x-key',
      ),
    ).toBeUndefined();
    expect(
      singleHeader(
        [
          ['X-Key', 'a'],
          ['X-Other', 'b'],
          ['x-key', 'c'],
        ],
        'x-key',
      ),
    ).toBeUndefined();
  });
});

describe('a public request', () => {
  const parsed = (query: string, body: ParsedBody = { kind: 'none' }): ParsedRequest => ({
    inbound: {
      method: 'GET',
      host: 'api.binance.com',
      path: '/api/v3/depth',
      rawQuery: query,
      headers: [
        ['X-MBX-APIKEY', 'virtual'],
        ['Cookie', 'a=b'],
        ['Authorization', 'Bearer x'],
      ],
      body: Buffer.alloc(0),
      gatewayPrefix: '127.0.0.1:8080/binance/api.binance.com',
      receivedAt: 0,
    },
    signature: { keyId: 'virtual', timestamp: 0, nonce: null, windowMs: null },
    query: parsePairs(query),
    body,
  });

  it('carries nothing of the client but method, host, path and parameters', () => {
    expect(publicRequest(parsed('symbol=BTCUSDT&limit=5'))).toEqual({
      method: 'GET',
      host: 'api.binance.com',
      target: '/api/v3/depth?symbol=BTCUSDT&limit=5',
      headers: [['Accept', 'application/json']],
      body: Buffer.alloc(0),
    });
    expect(publicRequest(parsed('')).target).toBe('/api/v3/depth');
  });

  it('is written anew', () => {
    expect(publicRequest(parsed('s%79mbol=BTC%55SDT&x=a+b')).target).toBe(
      '/api/v3/depth?symbol=BTCUSDT&x=a%20b',
    );
  });

  it('has no body', () => {
    const bodies: ParsedBody[] = [
      { kind: 'form', pairs: [] },
      { kind: 'json', value: null },
    ];
    for (const body of bodies) {
      expect(() => publicRequest(parsed('', body))).toThrow(
        expect.objectContaining({ rule: 'body of a public request' }),
      );
    }
  });
});
