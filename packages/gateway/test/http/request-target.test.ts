import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRequestTarget } from '../../src/http/request-target.ts';
import { Refusal } from '../../src/refusal.ts';

const HOSTS = new Map([
  ['binance', ['api.binance.com', 'api1.binance.com']],
  ['bybit', ['api.bybit.com']],
] as const);
const parse = (target: string) => parseRequestTarget(target, HOSTS);
const refusal = (rule: string) => expect.objectContaining({ rule });

describe('the target of a request', () => {
  it('is exchange, host, path and query', () => {
    expect(parse('/binance/api1.binance.com/api/v3/order?symbol=BTCUSDT&a=%2F?b')).toEqual({
      exchange: 'binance',
      host: 'api1.binance.com',
      path: '/api/v3/order',
      rawQuery: 'symbol=BTCUSDT&a=%2F?b',
    });
    expect(parse('/bybit/api.bybit.com/v5/market/time')).toMatchObject({
      path: '/v5/market/time',
      rawQuery: '',
    });
    expect(parse('/bybit/api.bybit.com/v5/market/time?')).toMatchObject({ rawQuery: '' });
    expect(parse('/bybit/api.bybit.com/v5/market/?x=1')).toMatchObject({ path: '/v5/market/' });
    expect(parse('/bybit/api.bybit.com/v5/products/BTC-USD_1.0')).toMatchObject({
      path: '/v5/products/BTC-USD_1.0',
    });
  });

  it.each([
    ['http://api.binance.com/api/v3/order', 'address form'],
    ['https://gateway/binance/api.binance.com/api/v3/order', 'address form'],
    ['binance/api.binance.com/api/v3/order', 'address form'],
    ['api.binance.com:443', 'address form'],
    ['*', 'address form'],
    ['', 'address form'],
    ['?/binance/api.binance.com/x', 'address form'],
    ['//binance/api.binance.com/api', 'unknown exchange'],
    ['/', 'unknown exchange'],
    ['/Binance/api.binance.com/api', 'unknown exchange'],
    ['/kraken/api.kraken.com/0/public/Time', 'unknown exchange'],
    ['/constructor/api.binance.com/api', 'unknown exchange'],
    ['/%62inance/api.binance.com/api', 'unknown exchange'],
    ['/binance', 'unknown host'],
    ['/binance/', 'unknown host'],
    ['/binance?/api.binance.com/api', 'unknown host'],
    ['/binance//api.binance.com/api', 'unknown host'],
    ['/binance/API.binance.com/api', 'unknown host'],
    ['/binance/api.binance.com./api', 'unknown host'],
    ['/binance/api.binance.com:443/api', 'unknown host'],
    ['/binance/user@api.binance.com/api', 'unknown host'],
    ['/binance/api.binance.com@127.0.0.1/api', 'unknown host'],
    ['/binance/api.bybit.com/v5/order/create', 'unknown host'],
    ['/binance/api.binance.com%2eevil.example/api', 'unknown host'],
    ['/binance/api.binance.com.evil.example/api', 'unknown host'],
    ['/binance/169.254.169.254/latest', 'unknown host'],
    ['/binance/[::1]/api', 'unknown host'],
    ['/binance/api.binance.com', 'path without segments'],
    ['/binance/api.binance.com?x=1', 'path without segments'],
    ['/binance/api.binance.com/', 'segment of the path'],
    ['/binance/api.binance.com//api/v3/order', 'segment of the path'],
    ['/binance/api.binance.com/api//v3', 'segment of the path'],
    ['/binance/api.binance.com//', 'segment of the path'],
    ['/binance/api.binance.com/api/v3/order//', 'segment of the path'],
    ['/binance/api.binance.com/../', 'segment of the path'],
    ['/binance/api.binance.com/api/./', 'segment of the path'],
    ['/binance/api.binance.com/api/./v3', 'segment of the path'],
    ['/binance/api.binance.com/api/../sapi', 'segment of the path'],
    ['/binance/api.binance.com/..', 'segment of the path'],
    ['/binance/api.binance.com/api/...', 'segment of the path'],
    ['/binance/api.binance.com/api%2fv3', 'segment of the path'],
    ['/binance/api.binance.com/api%2Fv3', 'segment of the path'],
    ['/binance/api.binance.com/%2e%2e/sapi', 'segment of the path'],
    ['/binance/api.binance.com/%61pi', 'segment of the path'],
    ['/binance/api.binance.com/api;x=1/v3', 'segment of the path'],
    ['/binance/api.binance.com/api/v3/order&x=1', 'segment of the path'],
    ['/binance/api.binance.com/api/v3/~root', 'segment of the path'],
    ['/binance/api.binance.com/api/v3/{id}', 'segment of the path'],
    ['/binance/api.binance.com/api\\v3', 'character in address'],
    ['/binance/api.binance.com/api/v3?x=\\', 'character in address'],
    ['/binance/api.binance.com/api/v3#x', 'character in address'],
    ['/binance/api.binance.com/api/v3?a=1#x', 'character in address'],
    ['/binance/api.binance.com/api v3', 'character in address'],
    ['/binance/api.binance.com/api/v3?a=1 2', 'character in address'],
    ['/binance/api.binance.com/api\u0000', 'character in address'],
    ['/binance/api.binance.com/api\r\nX: 1', 'character in address'],
    ['/binance/api.binance.com/api\t', 'character in address'],
    ['/binance/api.binance.com/\u007f', 'character in address'],
    ['/binance/api.binance.com/apí', 'character in address'],
    ['/binance/api.bınance.com/api', 'character in address'],
    ['/binance/api。binance.com/api', 'character in address'],
    [`/binance/api.binance.com/api?${'a'.repeat(16_384)}`, 'address too long'],
  ])('refuses %j: %s', (target, rule) => {
    expect(() => parse(target)).toThrow(refusal(rule));
  });

  it('takes 16,384 characters', () => {
    const start = '/binance/api.binance.com/api?';
    expect(parse(start + 'a'.repeat(16_384 - start.length)).rawQuery).toHaveLength(16_384 - start.length);
  });

  it('refuses, or gives what a URL parser gives too', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '/',
        '.',
        '..',
        'api',
        'v3',
        '%2f',
        '%2e',
        '?',
        'a=1',
        '\\',
        '#',
        '@',
        ':',
        ';',
        '//',
        'é',
        ' ',
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const target = `/binance/api.binance.com/${list.join('')}`;
        try {
          const { host, path, rawQuery } = parse(target);
          const url = new URL(`https:/${target.slice('/binance'.length)}`);
          expect([host, path, rawQuery]).toEqual([url.host, url.pathname, url.search.slice(1)]);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
