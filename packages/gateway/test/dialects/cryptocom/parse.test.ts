import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { cryptocom } from '../../../src/dialects/cryptocom/index.ts';
import type { InboundRequest } from '../../../src/http/inbound.ts';
import { Refusal } from '../../../src/refusal.ts';
import { ENVELOPE, order, post, raw } from './requests.ts';

const CREATE = 'private/create-order';
const refuses = (inbound: InboundRequest) => expect(() => cryptocom.parse(inbound)).toThrow(Refusal);
const body = (text: string) => raw(CREATE, text);

describe('a request to Crypto.com', () => {
  it('is read with its id, its parameters, and the signature as what may be used once', () => {
    const parsed = cryptocom.parse(post(CREATE, order()));
    expect(parsed.signature).toEqual({
      keyId: 'virtual',
      timestamp: 1_760_000_000_123,
      nonce: ENVELOPE.sig,
      windowMs: null,
    });
    expect(parsed.query).toEqual([]);
  });

  it('may write id and nonce as numbers, and leave empty parameters out', () => {
    const parsed = cryptocom.parse(
      post('private/user-balance', undefined, { id: 7, nonce: 1_760_000_000_123 }),
    );
    expect(parsed.signature?.timestamp).toBe(1_760_000_000_123);
  });

  it.each([
    ['another method than the path’s', post(CREATE, order(), { method: 'private/cancel-order' })],
    ['no method', post(CREATE, order(), { method: undefined })],
    ['a method with a blank', post(CREATE, order(), { method: `${CREATE} ` })],
    ['a method with the path’s prefix', post(CREATE, order(), { method: `/exchange/v1/${CREATE}` })],
    ['a list of methods', post(CREATE, order(), { method: [CREATE] })],
    ['another member', post(CREATE, order(), { spot_margin: 'MARGIN' })],
    ['a query', post(CREATE, order(), {}, { rawQuery: 'spot_margin=MARGIN' })],
    ['PUT', post(CREATE, order(), {}, { method: 'PUT' })],
    [
      'a form',
      post(CREATE, order(), {}, { headers: [['Content-Type', 'application/x-www-form-urlencoded']] }),
    ],
    ['no type', post(CREATE, order(), {}, { headers: [] })],
    [
      'a packed body',
      post(
        CREATE,
        order(),
        {},
        {
          headers: [
            ['Content-Type', 'application/json'],
            ['Content-Encoding', 'gzip'],
          ],
        },
      ),
    ],
    ['a list', body('[]')],
    [
      'a member twice',
      body(JSON.stringify({ ...ENVELOPE, method: CREATE, params: {} }).replace('{', '{"params":{"a":"1"},')),
    ],
    [
      'a parameter twice',
      body(JSON.stringify({ ...ENVELOPE, method: CREATE }).replace('{', '{"params":{"a":"1","a":"2"},')),
    ],
    [
      'a name that is escaped twice',
      body(
        JSON.stringify({ ...ENVELOPE, method: CREATE }).replace('{', '{"params":{"a":"1","\\u0061":"2"},'),
      ),
    ],
    ['no body', raw(CREATE, '')],
    ['a body of a GET', raw('public/get-tickers', '{}', { method: 'GET' })],
  ])('is refused with %s', (_, inbound) => refuses(inbound));

  it.each(['api_key', 'sig', 'nonce'])('is refused with %s in the query of a GET', (name) =>
    refuses(raw('public/get-tickers', '', { method: 'GET', rawQuery: `${name}=1`, body: Buffer.alloc(0) })),
  );

  it.each([
    { id: undefined },
    { id: -1 },
    { id: 1.5 },
    { id: '' },
    { id: '01' },
    { id: '1x' },
    { id: '9'.repeat(20) },
    { nonce: undefined },
    { nonce: '176000000012' },
    { nonce: '17600000001234' },
    { nonce: '1760000000123.5' },
    { nonce: '01760000000123' },
    { nonce: -1_760_000_000_123 },
    { nonce: '1.76e12' },
    { api_key: undefined },
    { api_key: '' },
    { api_key: 7 },
    { api_key: 'a b' },
    { api_key: 'a'.repeat(65) },
    { sig: undefined },
    { sig: '' },
    { sig: 'AB'.repeat(32) },
    { sig: 'ab'.repeat(31) },
    { sig: `${'ab'.repeat(32)} ` },
    { params: null },
    { params: [] },
    { params: 'x' },
  ])('is refused with %j', (changes) => refuses(post(CREATE, order(), changes)));

  it('without key and signature is nobody’s', () => {
    const parsed = cryptocom.parse(
      post('public/staking/get-conversion-rate', {}, { api_key: undefined, sig: undefined }),
    );
    expect(parsed.signature).toBeNull();
  });
});

describe('parameters that sign in more than one way are refused', () => {
  it.each([
    ['null', { price: null }],
    ['an object', { price: { a: '1' } }],
    ['a list of numbers', { exec_inst: [1] }],
    ['a list of lists', { exec_inst: [['POST_ONLY']] }],
    ['a list of null', { exec_inst: [null] }],
    ['texts beside objects', { order_list: ['a', { b: '1' }] }],
    ['an object in an object of a list', { order_list: [{ a: { b: '1' } }] }],
    ['an object in a list in an object of a list', { order_list: [{ a: [{ b: '1' }] }] }],
    ['a long list', { order_list: Array(101).fill('a') }],
    ['a name in capitals', { Price: '1' }],
    ['a name with a digit first', { '1': '1' }],
    ['an empty name', { '': '1' }],
    ['a name with a dot', { 'a.b': '1' }],
    ['a value beyond ASCII', { price: '１' }],
    ['a line break', { price: '1\n' }],
    ['a long value', { client_oid: 'a'.repeat(513) }],
  ])('%s', (_, params) => refuses(post(CREATE, params)));

  it.each(['0.25', '1e2', '1.0', '-1', '1000000000000000000'])('the number %s', (number) => {
    const text = JSON.stringify({ ...ENVELOPE, method: CREATE, params: order({ quantity: 7777 }) });
    const parsed = cryptocom.parse(body(text.replace('7777', number)));
    expect(() => cryptocom.classify(parsed)).toThrow(expect.objectContaining({ rule: 'number' }));
  });
});
