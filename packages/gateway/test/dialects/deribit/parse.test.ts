import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { deribit } from '../../../src/dialects/deribit/index.ts';
import type { InboundRequest } from '../../../src/http/inbound.ts';
import { Refusal } from '../../../src/refusal.ts';
import { AUTHORIZATION, get, order, post, raw } from './requests.ts';

const BUY = 'private/buy';
const QUERY = 'instrument_name=BTC_USDC&amount=1&price=2';
const refuses = (inbound: InboundRequest, rule?: string) =>
  expect(() => deribit.parse(inbound)).toThrow(
    rule === undefined ? Refusal : expect.objectContaining({ rule }),
  );
const signedAs = (authorization: string) => get(BUY, QUERY, { headers: [['Authorization', authorization]] });
const SIG = 'ab'.repeat(32);

describe('the Authorization of a request to Deribit', () => {
  it.each([
    AUTHORIZATION,
    AUTHORIZATION.replaceAll(',', ', '),
    `deri-hmac-sha256 id=virtual,ts=1760000000123,nonce=n1,sig=${SIG}`,
  ])('is read from %s', (authorization) =>
    expect(deribit.parse(signedAs(authorization)).signature).toEqual({
      keyId: 'virtual',
      timestamp: 1_760_000_000_123,
      nonce: 'n1',
      windowMs: null,
    }),
  );

  it.each([
    ['a secret', `Basic ${Buffer.from('virtual:secret').toString('base64')}`],
    ['a token', 'Bearer 1582628593469.1MbQ-J_4'],
    ['a token in small letters', 'bearer 1582628593469.1MbQ-J_4'],
    ['another scheme', AUTHORIZATION.replace('deri-hmac-sha256', 'deri-hmac-sha1')],
    ['the scheme in capitals', AUTHORIZATION.replace('deri-hmac', 'Deri-Hmac')],
    ['two blanks', AUTHORIZATION.replace('256 ', '256  ')],
    ['an id twice', `${AUTHORIZATION},id=virtual`],
    ['another id', `${AUTHORIZATION},id=other`],
    ['a part that is no part', `${AUTHORIZATION},data=x`],
    ['no id', AUTHORIZATION.replace('id=virtual,', '')],
    ['no nonce', AUTHORIZATION.replace(',nonce=n1', '')],
    ['no time', AUTHORIZATION.replace('ts=1760000000123,', '')],
    ['seconds', AUTHORIZATION.replace('1760000000123', '1760000000')],
    ['a nonce with a line break', AUTHORIZATION.replace('n1', 'n\n1')],
    ['a nonce with a comma', AUTHORIZATION.replace('n1', 'n,1')],
    ['a long nonce', AUTHORIZATION.replace('n1', 'n'.repeat(65))],
    ['an id with an equals sign', AUTHORIZATION.replace('virtual', 'a=b')],
    ['a signature in capitals', AUTHORIZATION.replace(SIG, SIG.toUpperCase())],
    ['half a signature', AUTHORIZATION.replace(SIG, SIG.slice(32))],
    ['nothing behind the scheme', 'deri-hmac-sha256 '],
    ['nothing', ''],
  ])('is refused with %s', (_, authorization) => refuses(signedAs(authorization), 'Authorization'));

  it('is refused when it is there twice', () =>
    refuses(get(BUY, QUERY, { more: [['authorization', AUTHORIZATION]] }), 'duplicate header'));
});

describe('a request to Deribit', () => {
  it('has its parameters in the query of a GET, or in JSON-RPC', () => {
    expect(deribit.parse(get(BUY, 'amount=1&label=a%20b')).query).toEqual([
      { name: 'amount', value: '1' },
      { name: 'label', value: 'a b' },
    ]);
    for (const changes of [{}, { id: 'a-1' }, { params: undefined }])
      expect(deribit.parse(post(BUY, order(), changes)).query).toEqual([]);
  });

  it.each([
    ['JSON-RPC in the body of a GET', get(BUY, '', { body: Buffer.from('{}') })],
    ['a query beside JSON-RPC', post(BUY, order(), {}, { rawQuery: 'amount=100' })],
    ['PUT', post(BUY, order(), {}, { method: 'PUT' })],
    ['DELETE', get(BUY, QUERY, { method: 'DELETE' })],
    ['a parameter twice', get(BUY, `${QUERY}&amount=100`)],
    ['a parameter twice, once encoded', get(BUY, `${QUERY}&am%6funt=100`)],
    ['a parameter in capitals', get(BUY, `${QUERY}&Amount=100`)],
    ['a parameter as a list', get(BUY, `${QUERY}&amount[]=100`)],
    ['a value that is encoded twice', get(BUY, 'instrument_name=BTC%255FUSDC')],
    ['a token', get(BUY, `${QUERY}&access_token=x`)],
    ['a token in JSON', post(BUY, order({ access_token: 'x' }))],
    ['another method in the query', get('private/get_positions', 'method=private/withdraw')],
    ['other parameters in the query', get(BUY, 'params=%7B%7D')],
    ['another method than the path’s', post(BUY, order(), { method: 'private/sell' })],
    ['another method’s path', post('private/get_open_orders', order(), { method: BUY })],
    ['a method with the path’s prefix', post(BUY, order(), { method: `/api/v2/${BUY}` })],
    ['a method in capitals', post(BUY, order(), { method: 'private/Buy' })],
    ['no method', post(BUY, order(), { method: undefined })],
    ['JSON-RPC 1', post(BUY, order(), { jsonrpc: '1.0' })],
    ['JSON-RPC 2 as a number', post(BUY, order(), { jsonrpc: 2 })],
    ['no version', post(BUY, order(), { jsonrpc: undefined })],
    ['no id', post(BUY, order(), { id: undefined })],
    ['an id that is null', post(BUY, order(), { id: null })],
    ['an id that is a list', post(BUY, order(), { id: [1] })],
    ['an id with quotes', post(BUY, order(), { id: 'a"b' })],
    ['positional parameters', post(BUY, ['BTC_USDC'])],
    ['parameters that are null', post(BUY, null)],
    ['another member', post(BUY, order(), { access_token: 'x' })],
    ['two requests', raw(BUY, '[{"jsonrpc":"2.0","id":1,"method":"private/buy","params":{}}]')],
    ['a member twice', raw(BUY, '{"jsonrpc":"2.0","id":1,"method":"private/buy","method":"private/buy"}')],
    ['no body', raw(BUY, '')],
    [
      'a form',
      get(BUY, '', {
        method: 'POST',
        body: Buffer.from(QUERY),
        more: [['Content-Type', 'application/x-www-form-urlencoded']],
      }),
    ],
    ['a packed body', post(BUY, order(), {}, { more: [['Content-Encoding', 'gzip']] })],
  ])('is refused with %s', (_, inbound) => refuses(inbound));

  it('to the bare API has no method', () => {
    for (const path of ['/api/v2', '/api/v1/private/buy', '/ws/api/v2', '/private/buy'])
      expect(() => {
        const parsed = deribit.parse(post(BUY, order(), {}, { path }));
        deribit.classify(parsed);
      }).toThrow(Refusal);
  });
});
