import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { gemini } from '../../../src/dialects/gemini/index.ts';
import { JsonNumber } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { withHeader } from '../../dialect/inbound.ts';
import { NONCE, request } from './requests.ts';

const PATH = '/v1/balances';
const payload = (text: string) => request(PATH, text);
const refused = (rule: string) => expect.objectContaining({ rule });

describe('parsing a request to Gemini', () => {
  it('takes path and nonce out of the payload and keeps the rest in order', () => {
    const parsed = gemini.parse(
      request(
        '/v1/order/new',
        `{"symbol":"btcusd","nonce":"${NONCE}","request":"/v1/order/new","amount":1.10}`,
      ),
    );
    expect(parsed.signature).toEqual({
      keyId: 'account-virtual',
      timestamp: 1_760_000_000_123,
      nonce: NONCE,
      windowMs: null,
    });
    expect(parsed.query).toEqual([]);
    expect(parsed.body).toEqual({
      kind: 'json',
      value: new Map<string, unknown>([
        ['symbol', 'btcusd'],
        ['amount', new JsonNumber('1.10')],
      ]),
    });
  });

  it('has no body without parameters', () =>
    expect(gemini.parse(request(PATH)).body).toEqual({ kind: 'none' }));

  it.each([
    ['seconds', '1760000000', 1_760_000_000_000],
    ['milliseconds', '1760000000123', 1_760_000_000_123],
    ['microseconds', '1760000000123456', 1_760_000_000_123],
    ['nanoseconds', '1760000000123456789', 1_760_000_000_123],
    ['seconds with a fraction', '1760000000.1234567', 1_760_000_000_123],
    ['seconds with a short fraction', '1760000000.5', 1_760_000_000_500],
  ])('reads the time from a nonce in %s, also as a JSON number', (_, nonce, timestamp) => {
    for (const written of [nonce, `"${nonce}"`])
      expect(gemini.parse(payload(`{"request":"${PATH}","nonce":${written}}`)).signature).toMatchObject({
        nonce,
        timestamp,
      });
  });

  it.each(['1', '42', '176000000012', '17600000001234', '638955968001234567', '18446744073709551615'])(
    'refuses the nonce %s: it is no time, so that its request would never grow old',
    (nonce) => expect(() => gemini.parse(request(PATH, { nonce }))).toThrow(refused('nonce without time')),
  );

  it.each([
    '""',
    '"-1"',
    '"1.5"',
    '"1760000000."',
    '".5"',
    '1760000000.1e3',
    '"1760000000.1234567890"',
    '"1760000000.5.5"',
    '"1760000000123.5"',
    '"-1760000000.5"',
    '1e12',
    '1.76e12',
    '0',
    '"007"',
    '"0x10"',
    '"18446744073709551616"',
    '"١٢"',
  ])('refuses the nonce %s', (nonce) =>
    expect(() => gemini.parse(payload(`{"request":"${PATH}","nonce":${nonce}}`))).toThrow(Refusal),
  );
  it.each(['null', 'true', '[1]', '{"a":1}'])('refuses the nonce %s, which is no scalar', (nonce) =>
    expect(() => gemini.parse(payload(`{"request":"${PATH}","nonce":${nonce}}`))).toThrow(Refusal),
  );
});

describe('what ties a payload to its address', () => {
  it.each([
    '/v1/withdraw/btc',
    '/v1/Balances',
    '/v1/balances/',
    '/v1//balances',
    '/v1/balances?a=1',
    'v1/balances',
    ' /v1/balances',
    'https://api.gemini.com/v1/balances',
    '/v1/balance\u0073\u200b',
    '',
  ])('a payload for "%s" is refused', (other) =>
    expect(() => gemini.parse(request(PATH, { request: other }))).toThrow(refused('request')),
  );

  it.each(['["/v1/balances"]', 'null', '1', '{"path":"/v1/balances"}'])('and for %s', (other) =>
    expect(() => gemini.parse(payload(`{"request":${other},"nonce":"${NONCE}"}`))).toThrow(
      refused('request'),
    ),
  );

  it('a payload that names two is refused', () =>
    expect(() =>
      gemini.parse(payload(`{"request":"/v1/withdraw/btc","nonce":"${NONCE}","request":"${PATH}"}`)),
    ).toThrow(refused('duplicate JSON name')));

  it('the same in escapes is the same name', () =>
    expect(() =>
      gemini.parse(payload(`{"request":"${PATH}","nonce":"${NONCE}","\\u0072equest":"/v1/withdraw/btc"}`)),
    ).toThrow(refused('duplicate JSON name')));
});

describe('what is written a second time', () => {
  const whole = `{"request":"${PATH}","nonce":"${NONCE}","a":"1"}`;
  const withBody = (body: string) => request(PATH, whole, { body: Buffer.from(body) });

  it.each(['', '{"a":"1"}', whole])('the body %s says nothing else', (body) =>
    expect(gemini.parse(withBody(body)).body).toEqual({ kind: 'json', value: new Map([['a', '1']]) }),
  );

  it.each([
    '{}',
    '{"a":"2"}',
    '{"a":"1" }',
    '{"a":1}',
    '{"a":"1","b":"2"}',
    ' ',
    '\0',
    'a=1',
    `${whole} `,
    '[]',
  ])('the body %j is refused', (body) =>
    expect(() => gemini.parse(withBody(body))).toThrow(refused('body of a signed request')),
  );

  it('a query of a signed request is refused, whatever it says', () => {
    for (const rawQuery of ['a=1', 'nonce=1', '&', 'x'])
      expect(() => gemini.parse(request(PATH, {}, { rawQuery }))).toThrow(
        refused('query of a signed request'),
      );
  });

  it.each(['X-GEMINI-APIKEY', 'X-GEMINI-PAYLOAD', 'X-GEMINI-SIGNATURE'])('%s twice is refused', (name) => {
    const inbound = request(PATH);
    const [, value] = inbound.headers.find(([given]) => given === name) ?? ['', ''];
    for (const again of [name, name.toLowerCase()])
      expect(() => gemini.parse({ ...inbound, headers: [...inbound.headers, [again, value]] })).toThrow(
        refused('duplicate header'),
      );
    expect(() => gemini.parse(withHeader(inbound, name, null))).toThrow(refused('half a signature'));
    expect(() => gemini.parse(withHeader(inbound, name, ''))).toThrow(Refusal);
  });
});

describe('a payload that can be read in two ways', () => {
  const good = Buffer.from(`{"request":"${PATH}","nonce":"${NONCE}"}`).toString('base64');
  const withPayload = (text: string) => withHeader(request(PATH), 'X-GEMINI-PAYLOAD', text);

  it.each([
    good.replace(/=+$/, ''),
    `${good}=`,
    `${good}\n`,
    ` ${good}`,
    `${good.slice(0, 20)}\r\n${good.slice(20)}`,
    good.replace(/.=?$/, (end) => (end.endsWith('=') ? '1=' : end)).replaceAll('+', '-'),
    `${good}${good}`,
    `${good.slice(0, -4)}!!!!`,
    '=',
    'e30',
  ])('base64 that others read too is refused: %j', (text) => {
    if (text === good) return;
    expect(() => gemini.parse(withPayload(text))).toThrow(Refusal);
  });

  it.each([
    '',
    '[]',
    '"x"',
    'null',
    '1',
    '{',
    `{"request":"${PATH}","nonce":"${NONCE}"} {}`,
    `{"request":"${PATH}","nonce":"${NONCE}",}`,
    `{'request':"${PATH}","nonce":"${NONCE}"}`,
    `{"request":"${PATH}","nonce":"${NONCE}","__proto__":{"a":1}}`,
    `\ufeff{"request":"${PATH}","nonce":"${NONCE}"}`,
    `{"request":"${PATH}","nonce":"${NONCE}","a":"\\ud800"}`,
    `{"request":"${PATH}","nonce":"${NONCE}","a":"1","a":"2"}`,
    `{"request":"${PATH}","nonce":"${NONCE}","a":NaN}`,
    `{"request":"${PATH}","nonce":"${NONCE}","a":01}`,
  ])('the payload %j is refused', (text) => expect(() => gemini.parse(payload(text))).toThrow(Refusal));

  it('bytes that are no UTF-8 are refused', () => {
    const bytes = Buffer.from(`{"request":"${PATH}","nonce":"${NONCE}","a":"\xff"}`, 'latin1');
    expect(() => gemini.parse(withPayload(bytes.toString('base64')))).toThrow(refused('invalid UTF-8'));
  });

  it.each(['AB'.repeat(48), 'ab'.repeat(47), 'ab'.repeat(49), `${'ab'.repeat(47)}ag`, ` ${'ab'.repeat(48)}`])(
    'the signature %j is refused',
    (text) =>
      expect(() => gemini.parse(withHeader(request(PATH), 'X-GEMINI-SIGNATURE', text))).toThrow(Refusal),
  );

  it.each(['', 'a b', 'account-é', "a'b", 'a'.repeat(129), 'a/b'])('the key id %j is refused', (text) =>
    expect(() => gemini.parse(withHeader(request(PATH), 'X-GEMINI-APIKEY', text))).toThrow(Refusal),
  );

  it('a compressed body is refused', () =>
    expect(() =>
      gemini.parse({ ...request(PATH), headers: [...request(PATH).headers, ['Content-Encoding', 'gzip']] }),
    ).toThrow(refused('encoded body')));
});

describe('another account', () => {
  it.each(['"other"', '["other"]', 'null', '""', '{"name":"other"}'])(
    '%s is refused everywhere',
    (account) => {
      for (const path of ['/v1/balances', '/v1/order/new', '/v1/orders', '/v1/order/cancel/all'])
        expect(() =>
          gemini.parse(request(path, `{"request":"${path}","nonce":"${NONCE}","account":${account}}`)),
        ).toThrow(refused('account'));
    },
  );
});

describe('a request without a signature', () => {
  const unsigned = (parts: object = {}) =>
    gemini.parse(request('/v1/symbols', {}, { method: 'GET', headers: [], ...parts }));

  it('has its parameters in the query', () =>
    expect(unsigned({ rawQuery: 'limit_bids=5' })).toMatchObject({
      signature: null,
      query: [{ name: 'limit_bids', value: '5' }],
      body: { kind: 'none' },
    }));

  it('has no body', () =>
    expect(() => unsigned({ body: Buffer.from('{}') })).toThrow(refused('body of an unsigned request')));

  it('is not signed by a token', () =>
    expect(unsigned({ headers: [['Authorization', 'Bearer x']] }).signature).toBeNull());
});
