import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bitfinex } from '../../../src/dialects/bitfinex/index.ts';
import { JsonNumber } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { withHeader } from '../../dialect/inbound.ts';
import { NONCE, request } from './requests.ts';
import { setup } from './setup.ts';

const refused = (rule: string) => expect.objectContaining({ rule });

describe('parsing a request to Bitfinex', () => {
  it('keeps the body as it was written', () => {
    const parsed = bitfinex.parse(request('w/order/cancel', '{"id":1.10,"b":"x"}'));
    expect(parsed.signature).toEqual({
      keyId: 'virtual',
      timestamp: 1_760_000_000_123,
      nonce: NONCE,
      windowMs: null,
    });
    expect(parsed.body).toEqual({
      kind: 'json',
      value: new Map<string, unknown>([
        ['id', new JsonNumber('1.10')],
        ['b', 'x'],
      ]),
    });
  });

  it.each(['', '{}', '{ }'])('has no body when nothing is in it: "%s"', (body) =>
    expect(bitfinex.parse(request('r/wallets', body)).body).toEqual({ kind: 'none' }),
  );

  it('reads the time from a nonce in micro- or milliseconds', () => {
    for (const nonce of ['1760000000123', '1760000000123456'])
      expect(bitfinex.parse(request('r/wallets', '{}', { nonce })).signature?.timestamp).toBe(
        1_760_000_000_123,
      );
  });

  it.each(['1', '1760000000', '17600000001234', '1760000000123456789', '638955968001234567'])(
    'refuses the nonce %s: it is no time, or too great for the exchange',
    (nonce) =>
      expect(() => bitfinex.parse(request('r/wallets', '{}', { nonce }))).toThrow(
        refused('nonce without time'),
      ),
  );

  it.each(['', '-1', '1.5', '1e12', '0760000000123', '+1760000000123', ' 1760000000123', '0x176000000012'])(
    'refuses the nonce "%s"',
    (nonce) => expect(() => bitfinex.parse(request('r/wallets', '{}', { nonce }))).toThrow(Refusal),
  );
});

describe('what is signed has no delimiters, and yet one reading', () => {
  it.each(['r/orders/tBTCUSD176', 'r/orders/000', 'r/funding/offers/fUSD123', 'r/wallets1790'])(
    'a path that ends like a nonce begins is refused: %s',
    (path) => expect(() => bitfinex.parse(request(path))).toThrow(refused('digits at the end')),
  );

  it('the same text with the border moved is accepted in one place at most', () => {
    const texts = [
      ['/v2/auth/r/orders/tBTCUSD', '1791800000000123', '{}'],
      ['/v2/auth/r/orders/tBTCUSD179', '1800000000123', '{}'],
      ['/v2/auth/r/orders/tBTCUSD1', '791800000000123', '{}'],
      ['/v2/auth/r/orders/tBTCUSD17', '91800000000123', '{}'],
      ['/v2/auth/r/orders/tBTCUSD', '1791800000000123{}', ''],
      ['/v2/auth/r/orders/tBTCUSD', '1791800000000', '123{}'],
      ['/v2/auth/r/orders/tBTCUSD1791800000000123', '', '{}'],
    ] as const;
    const signatures = texts.map(([path, nonce, body]) =>
      createHmac('sha384', setup.virtual.client.secret).update(`/api${path}${nonce}${body}`).digest('hex'),
    );
    expect(new Set(signatures).size).toBe(1);
    const accepted = texts.filter(([path, nonce, body]) => {
      const inbound = withHeader(request('', body, { path, nonce }), 'bfx-signature', signatures[0]);
      try {
        return bitfinex.verify(bitfinex.parse(inbound), setup.virtual.virtual);
      } catch (error) {
        if (error instanceof Refusal) return false;
        throw error;
      }
    });
    expect(accepted).toEqual([texts[0]]);
  });

  it('a body that begins with anything but its brace is refused', () => {
    for (const body of [' {"id":1}', '\n{}', '1{"id":1}', '"x"', '[]', '[{"id":1}]', 'null', '\ufeff{}', '1'])
      expect(() => bitfinex.parse(request('w/order/cancel', body)), body).toThrow(Refusal);
  });
});

describe('what is written twice', () => {
  it.each(['bfx-nonce', 'bfx-apikey', 'bfx-signature'])('%s twice, missing or empty is refused', (name) => {
    const inbound = request('r/wallets');
    const [, value] = inbound.headers.find(([given]) => given === name) ?? ['', ''];
    for (const again of [name, name.toUpperCase()])
      expect(() => bitfinex.parse({ ...inbound, headers: [...inbound.headers, [again, value]] })).toThrow(
        refused('duplicate header'),
      );
    expect(() => bitfinex.parse(withHeader(inbound, name, null))).toThrow(refused('half a signature'));
    expect(() => bitfinex.parse(withHeader(inbound, name, ''))).toThrow(Refusal);
  });

  it.each(['id=1', '&', 'x', 'bfx-nonce=1'])('the query "%s" of a signed request is refused', (rawQuery) =>
    expect(() => bitfinex.parse(request('w/order/cancel', '{}', { rawQuery }))).toThrow(
      refused('query of a signed request'),
    ),
  );

  it.each([
    '{"id":1,"id":2}',
    '{"id":1,"\\u0069d":2}',
    '{"ops":[["on",{"amount":"1","amount":"2"}]]}',
    '{"id":1}{"id":2}',
    '{"id":1,}',
    '{"__proto__":{"id":1}}',
    '{"id":01}',
    '{"id":NaN}',
    '{"id":"\\ud800"}',
    "{'id':1}",
    '{"id":1} x',
  ])('the body %j is refused', (body) =>
    expect(() => bitfinex.parse(request('w/order/cancel', body))).toThrow(Refusal),
  );

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=latin1', ''])(
    'a body of the type "%s" is refused',
    (type) =>
      expect(() =>
        bitfinex.parse(withHeader(request('w/order/cancel', '{"id":1}'), 'Content-Type', type)),
      ).toThrow(refused('content type')),
  );

  it('a compressed body is refused', () => {
    const inbound = request('r/wallets');
    const headers = [...inbound.headers, ['Content-Encoding', 'gzip'] as const];
    expect(() => bitfinex.parse({ ...inbound, headers })).toThrow(refused('encoded body'));
  });

  it.each(['AB'.repeat(48), 'ab'.repeat(47), `${'ab'.repeat(47)}zz`, ` ${'ab'.repeat(48)}`])(
    'the signature %j is refused',
    (text) =>
      expect(() => bitfinex.parse(withHeader(request('r/wallets'), 'bfx-signature', text))).toThrow(Refusal),
  );

  it.each(['a b', 'é', 'a'.repeat(129), "a'b", 'a/b'])('the key id %j is refused', (text) =>
    expect(() => bitfinex.parse(withHeader(request('r/wallets'), 'bfx-apikey', text))).toThrow(Refusal),
  );
});

describe('a request without a signature', () => {
  const unsigned = (parts: object = {}) =>
    bitfinex.parse(request('', '', { method: 'GET', path: '/v2/tickers', headers: [], ...parts }));

  it('has its parameters in the query', () =>
    expect(unsigned({ rawQuery: 'symbols=tBTCUSD%2CtETHUSD' })).toMatchObject({
      signature: null,
      query: [{ name: 'symbols', value: 'tBTCUSD,tETHUSD' }],
    }));
  it('has no body', () =>
    expect(() => unsigned({ body: Buffer.from('{}') })).toThrow(refused('body of an unsigned request')));
  it('is not signed by a token', () =>
    expect(unsigned({ headers: [['bfx-token', 'pub:api:x']] }).signature).toBeNull());
  it('is not signed by the headers of v1', () =>
    expect(
      unsigned({
        headers: [
          ['X-BFX-APIKEY', 'a'],
          ['X-BFX-PAYLOAD', 'b'],
          ['X-BFX-SIGNATURE', 'c'],
        ],
      }).signature,
    ).toBeNull());
});
