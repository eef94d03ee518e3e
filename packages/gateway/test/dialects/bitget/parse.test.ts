import { describe, expect, it } from 'vitest';
import { bitget } from '../../../src/dialects/bitget/index.ts';
import { Refusal } from '../../../src/refusal.ts';
import { get, post, SIGNED } from './requests.ts';

const ORDER = 'v2/spot/trade/place-order';

function signedWith(name: string, value: string) {
  const headers = SIGNED.map(([given, old]) => [given, given === name ? value : old] as const);
  return { ...get('v2/spot/account/assets'), headers };
}

describe('parsing a request to Bitget', () => {
  it('reads who signed and when', () =>
    expect(bitget.parse(get('v2/spot/account/assets', 'coin=BTC')).signature).toEqual({
      keyId: 'virtual',
      timestamp: 1_760_000_000_123,
      nonce: null,
      windowMs: null,
    }));

  it('knows a request without any credential', () =>
    expect(
      bitget.parse({ ...get('v2/spot/market/tickers', 'symbol=BTCUSDT'), headers: [] }).signature,
    ).toBeNull());

  it('sorts the query of a signed request, and leaves another’s alone', () => {
    const names = (inbound: Parameters<typeof bitget.parse>[0]) =>
      bitget.parse(inbound).query.map(({ name }) => name);
    expect(names(get('v2/spot/trade/fills', 'symbol=X&limit=1&Zone=2&a_b=3'))).toEqual([
      'Zone',
      'a_b',
      'limit',
      'symbol',
    ]);
    expect(names({ ...get('v2/spot/market/tickers', 'symbol=X&limit=1'), headers: [] })).toEqual([
      'symbol',
      'limit',
    ]);
  });

  it.each([
    '',
    '0',
    '1760000000',
    '17600000001234',
    '1760000000.123',
    '1760000000123.0',
    '1.76e12',
    '-1760000000123',
    '+1760000000123',
    ' 1760000000123',
    '٠٧٦٠٠٠٠٠٠٠١٢٣',
    '2025-10-09T08:53:20.123Z',
  ])('refuses the timestamp "%s"', (timestamp) =>
    expect(() => bitget.parse(signedWith('ACCESS-TIMESTAMP', timestamp))).toThrow(Refusal),
  );

  it.each(['KEY', 'SIGN', 'TIMESTAMP', 'PASSPHRASE'])('refuses a signature without ACCESS-%s', (missing) => {
    const headers = SIGNED.filter(([name]) => name !== `ACCESS-${missing}`);
    expect(() => bitget.parse({ ...get('v2/spot/account/assets'), headers })).toThrow(
      expect.objectContaining({ rule: 'half a signature' }),
    );
  });

  it.each(['access-key', 'Access-Sign', 'ACCESS-PASSPHRASE', 'PAPTRADING', 'Content-Type'])(
    'refuses the header %s twice',
    (name) => {
      const twice = [
        [name, '1'],
        [name, '1'],
      ] as const;
      expect(() => bitget.parse(post(ORDER, {}, { more: twice }))).toThrow(
        expect.objectContaining({ rule: 'duplicate header' }),
      );
    },
  );

  it.each(['1', '0', ''])('refuses PAPTRADING: %s, also of a request without a key', (value) => {
    const demo = expect.objectContaining({ rule: 'PAPTRADING' });
    expect(() => bitget.parse(get('v2/spot/account/assets', '', [['paptrading', value]]))).toThrow(demo);
    const bare = { ...get('v2/spot/market/tickers'), headers: [['PAPTRADING', value]] as const };
    expect(() => bitget.parse(bare)).toThrow(demo);
  });

  it.each([
    ['a query of a POST', post(ORDER, {}, { rawQuery: 'symbol=BTCUSDT' })],
    ['a body of a GET', { ...get('v2/spot/trade/fills'), body: Buffer.from('{}') }],
    ['a parameter twice', get('v2/spot/trade/fills', 'symbol=A&symbol=B')],
    ['a parameter inside another, which is signed like two', get('v2/spot/trade/fills', 'a=1%26symbol=B')],
    ['a value with an equals sign', get('v2/spot/trade/fills', 'a=b%3Dc')],
    [
      'a market with a dollar sign, which is signed in one form and sent in another',
      get('v2/spot/trade/fills', 'symbol=$ALTUSDT'),
    ],
    ['a blank', get('v2/spot/trade/fills', 'a=b+c')],
    ['a double encoding', get('v2/spot/trade/fills', 'a=%2542')],
    ['a JSON name twice', post(ORDER, '{"size":"1","size":"100"}')],
    ['a JSON name twice, deep down', post(ORDER, '{"orderList":[{"size":"1","size":"100"}]}')],
    ['__proto__', post(ORDER, '{"__proto__":{"size":"1"}}')],
    ['a lone surrogate', post(ORDER, '{"clientOid":"\\ud800"}')],
    ['text behind the JSON', post(ORDER, '{} {}')],
    ['a JSON string', post(ORDER, '"{}"')],
    [
      'a form',
      {
        ...post(ORDER, 'size=1'),
        headers: [...SIGNED, ['Content-Type', 'application/x-www-form-urlencoded'] as const],
      },
    ],
    ['no content type', { ...post(ORDER, {}), headers: SIGNED }],
    ['an encoded body', post(ORDER, {}, { more: [['Content-Encoding', 'gzip']] })],
    ['a key id of strange letters', signedWith('ACCESS-KEY', 'a b')],
    ['a passphrase with NUL', signedWith('ACCESS-PASSPHRASE', 'a\u0000')],
    ['a passphrase that is too long to compare', signedWith('ACCESS-PASSPHRASE', 'a'.repeat(65))],
  ])('refuses %s', (_, inbound) =>
    expect(() => bitget.parse(inbound)).toThrow(expect.objectContaining({ reason: 'malformed' })),
  );
});
