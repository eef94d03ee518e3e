import { describe, expect, it } from 'vitest';
import { kraken } from '../../../src/dialects/kraken/index.ts';
import { Refusal } from '../../../src/refusal.ts';
import { request } from './requests.ts';
import { setup } from './setup.ts';

describe('parsing a request to Kraken', () => {
  it('takes the nonce out of a form and keeps the rest in order', () => {
    const parsed = kraken.parse(request('AddOrder', 'pair=XBTUSD&nonce=1760000000123&type=buy'));
    expect(parsed.signature).toEqual({
      keyId: 'virtual',
      timestamp: 1_760_000_000_123,
      nonce: '1760000000123',
      windowMs: null,
    });
    expect(parsed.body).toEqual({
      kind: 'form',
      pairs: [
        { name: 'pair', value: 'XBTUSD' },
        { name: 'type', value: 'buy' },
      ],
    });
  });

  it.each([
    ['milliseconds', '1760000000123'],
    ['microseconds', '1760000000123456'],
    ['nanoseconds', '1760000000123456789'],
    ['.NET ticks', '638955968001234567'],
  ])('reads the time from a nonce in %s, also as a JSON number', (_, nonce) => {
    for (const body of [`nonce=${nonce}`, `{"nonce":${nonce}}`, `{"nonce":"${nonce}"}`])
      expect(kraken.parse(request('Balance', body)).signature).toMatchObject({
        nonce,
        timestamp: 1_760_000_000_123,
      });
  });

  it.each(['1', '42', '1760000000', '17600000001234', '176000000012345678', '18446744073709551615'])(
    'refuses the nonce %s: it is no time, so that its request would never grow old',
    (nonce) => {
      expect(() => kraken.parse(request('Balance', `nonce=${nonce}`))).toThrow(
        expect.objectContaining({ rule: 'nonce without time' }),
      );
    },
  );

  it.each([
    '',
    '-1',
    '+1',
    '1.5',
    '1e9',
    '0',
    '007',
    '0760000000123',
    '0x10',
    '18446744073709551616',
    '99999999999999999999999',
    '%D9%A1%D9%A2',
    '1%20',
  ])('refuses the nonce "%s"', (nonce) => {
    expect(() => kraken.parse(request('Balance', `nonce=${nonce}`))).toThrow(Refusal);
  });

  it.each(['1e3', '1.0', '-1', 'null', 'true', '[1]', '{"a":1}'])('refuses the JSON nonce %s', (nonce) => {
    expect(() => kraken.parse(request('Balance', `{"nonce":${nonce}}`))).toThrow(Refusal);
  });

  it.each([
    ['no body', request('Balance', '')],
    ['no nonce', request('Balance', 'asset=XBT')],
    ['a query', request('Balance', 'nonce=1760000000123', { rawQuery: 'asset=XBT' })],
    ['the nonce in the query', request('Balance', 'a=1', { rawQuery: 'nonce=1760000000123' })],
    ['a one-time password', request('Balance', 'nonce=1760000000123&otp=123456')],
    ['a one-time password in JSON', request('Balance', { otp: '123456' })],
    ['a parameter twice', request('AddOrder', 'nonce=1760000000123&volume=1&volume=100')],
    ['a nonce twice', request('AddOrder', 'nonce=1760000000123&nonce=2')],
    ['a JSON name twice', request('AddOrder', '{"nonce":"1760000000123","volume":"1","volume":"100"}')],
    [
      'a JSON name twice, deep down',
      request('AddOrderBatch', '{"nonce":"1760000000123","orders":[{"volume":1,"volume":9}]}'),
    ],
    [
      'a JSON name that differs by an escape',
      request('AddOrder', '{"nonce":"1760000000123","volume":"1","v\\u006flume":"9"}'),
    ],
    ['__proto__', request('AddOrder', '{"nonce":"1760000000123","__proto__":{"volume":"9"}}')],
    ['a JSON list', request('AddOrder', '[1]', { contentType: 'application/json' })],
    [
      'JSON called a form',
      request('Balance', '{"nonce":"1760000000123"}', { contentType: 'application/x-www-form-urlencoded' }),
    ],
    ['a form called JSON', request('Balance', 'nonce=1760000000123', { contentType: 'application/json' })],
    [
      'another content type',
      request('Balance', 'nonce=1760000000123', { contentType: 'multipart/form-data; boundary=x' }),
    ],
    [
      'another character set',
      request('Balance', 'nonce=1760000000123', { contentType: 'application/json; charset=utf-16' }),
    ],
    ['bytes outside ASCII in a form', request('Balance', 'nonce=1760000000123&a=ü')],
    ['a double encoding', request('Balance', 'nonce=1760000000123&a=%2541')],
    ['a form of a GET', request('Balance', '', { method: 'GET', rawQuery: 'nonce=1760000000123' })],
  ])('refuses %s', (_, inbound) => {
    expect(() => kraken.parse(inbound)).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });

  it.each([
    ['API-Key', [['API-Sign', 'x']]],
    ['API-Sign', [['API-Key', 'x']]],
  ] as const)('refuses a request without %s alone', (_, headers) => {
    const inbound = request('Balance', 'nonce=1760000000123');
    const only = {
      ...inbound,
      headers: [...headers, ['Content-Type', 'application/x-www-form-urlencoded'] as const],
    };
    expect(() => kraken.parse(only)).toThrow(expect.objectContaining({ rule: 'half a signature' }));
  });

  it.each(['API-Key', 'api-sign', 'Content-Type'])(
    'refuses the header %s twice, in whatever case',
    (name) => {
      const inbound = request('Balance', 'nonce=1760000000123');
      const twice = { ...inbound, headers: [...inbound.headers, [name, 'other'] as const] };
      expect(() => kraken.parse(twice)).toThrow(expect.objectContaining({ rule: 'duplicate header' }));
    },
  );

  it('refuses a body with an encoding of its own', () => {
    const inbound = request('Balance', 'nonce=1760000000123');
    const zipped = { ...inbound, headers: [...inbound.headers, ['Content-Encoding', 'gzip'] as const] };
    expect(() => kraken.parse(zipped)).toThrow(expect.objectContaining({ rule: 'encoded body' }));
  });

  it('never verifies a public request that only names a key', () => {
    const parsed = kraken.parse(
      request('', '', { method: 'GET', path: '/0/public/Time', headers: [['API-Key', 'virtual']] }),
    );
    expect(parsed.signature?.keyId).toBe('virtual');
    expect(kraken.verify(parsed, setup.virtual.virtual)).toBe(false);
    expect(kraken.classify(parsed).class).toBe('public');
  });

  it('refuses a public request with a body', () => {
    expect(() => kraken.parse(request('', 'pair=XBTUSD', { path: '/0/public/Ticker' }))).toThrow(Refusal);
  });
});
