import { describe, expect, it } from 'vitest';
import { kucoin } from '../../../src/dialects/kucoin/index.ts';
import { Refusal } from '../../../src/refusal.ts';
import { del, get, post, SIGNED } from './requests.ts';

const AT = 1_760_000_000_123;

function signedWith(name: string, value: string) {
  const headers = SIGNED.map(([given, old]) => [given, given === name ? value : old] as const);
  return { ...get('v1/accounts'), headers };
}

describe('parsing a request to KuCoin', () => {
  it('reads who signed and when', () =>
    expect(kucoin.parse(get('v1/accounts', 'currency=BTC')).signature).toEqual({
      keyId: 'virtual',
      timestamp: AT,
      nonce: null,
      windowMs: null,
    }));

  it('knows a request without any credential', () =>
    expect(kucoin.parse({ ...get('v1/market/stats', 'symbol=BTC-USDT'), headers: [] }).signature).toBeNull());

  it.each(['2', '3'])('takes a passphrase signed by the rules of version %s', (version) =>
    expect(kucoin.parse(signedWith('KC-API-KEY-VERSION', version)).signature?.keyId).toBe('virtual'),
  );

  it.each(['1', '', '4', '02', '2.0', 'v2', '2,3', ' 2'])('refuses version "%s" of a key', (version) =>
    expect(() => kucoin.parse(signedWith('KC-API-KEY-VERSION', version))).toThrow(
      expect.objectContaining({ rule: 'KC-API-KEY-VERSION' }),
    ),
  );

  it.each([
    'passphrase',
    '',
    'a'.repeat(44),
    `${'a'.repeat(42)}=`,
    `${'a'.repeat(43)}==`,
    `${'-'.repeat(43)}=`,
    `${'a'.repeat(42)}\u0000=`,
  ])('refuses "%s" in the place of a signed passphrase', (passphrase) =>
    expect(() => kucoin.parse(signedWith('KC-API-PASSPHRASE', passphrase))).toThrow(
      expect.objectContaining({ rule: 'KC-API-PASSPHRASE' }),
    ),
  );

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
    '0x199c5e4b87b',
    '2025-10-09T08:53:20.123Z',
  ])('refuses the timestamp "%s"', (timestamp) =>
    expect(() => kucoin.parse(signedWith('KC-API-TIMESTAMP', timestamp))).toThrow(Refusal),
  );

  it.each(['KEY', 'SIGN', 'TIMESTAMP', 'PASSPHRASE', 'KEY-VERSION'])(
    'refuses a signature without KC-API-%s',
    (missing) => {
      const headers = SIGNED.filter(([name]) => name !== `KC-API-${missing}`);
      expect(() => kucoin.parse({ ...get('v1/accounts'), headers })).toThrow(
        expect.objectContaining({ rule: 'half a signature' }),
      );
    },
  );

  it.each(['kc-api-key', 'KC-Api-Sign', 'KC-API-PASSPHRASE', 'KC-API-KEY-VERSION', 'Content-Type'])(
    'refuses the header %s twice',
    (name) => {
      const twice = [
        [name, '2'],
        [name, '2'],
      ] as const;
      expect(() => kucoin.parse(post('v1/hf/orders', {}, { more: twice }))).toThrow(
        expect.objectContaining({ rule: 'duplicate header' }),
      );
    },
  );

  it.each([
    ['a query of a POST', post('v1/hf/orders', {}, { rawQuery: 'symbol=BTC-USDT' })],
    ['a body of a GET', { ...get('v1/accounts'), body: Buffer.from('{}') }],
    ['a body of a DELETE', { ...del('v1/hf/orders/1', 'symbol=BTC-USDT'), body: Buffer.from('{}') }],
    ['a parameter twice', del('v1/hf/orders/1', 'symbol=BTC-USDT&symbol=ETH-USDT')],
    ['a parameter inside another, which is signed like two', del('v1/hf/orders/1', 'x=1%26symbol=BTC-USDT')],
    ['an encoded equals sign', get('v1/accounts', 'currency=a%3Db')],
    ['a blank', get('v1/accounts', 'currency=a+b')],
    ['a double encoding', get('v1/accounts', 'currency=%2542')],
    ['a JSON name twice', post('v1/hf/orders', '{"size":"1","size":"100"}')],
    ['a JSON name twice, deep down', post('v1/hf/orders/multi', '{"orderList":[{"size":"1","size":"100"}]}')],
    ['__proto__', post('v1/hf/orders', '{"__proto__":{"size":"1"}}')],
    ['a lone surrogate', post('v1/hf/orders', '{"remark":"\\ud800"}')],
    ['text behind the JSON', post('v1/hf/orders', '{} {}')],
    ['a JSON string', post('v1/hf/orders', '"{}"')],
    [
      'a form',
      {
        ...post('v1/hf/orders', 'size=1'),
        headers: [...SIGNED, ['Content-Type', 'application/x-www-form-urlencoded'] as const],
      },
    ],
    ['no content type', { ...post('v1/hf/orders', {}), headers: SIGNED }],
    ['an encoded body', post('v1/hf/orders', {}, { more: [['Content-Encoding', 'gzip']] })],
    ['a key id of strange letters', signedWith('KC-API-KEY', 'a b')],
    ['a key id that is a path', signedWith('KC-API-KEY', '../x')],
  ])('refuses %s', (_, inbound) =>
    expect(() => kucoin.parse(inbound)).toThrow(expect.objectContaining({ reason: 'malformed' })),
  );
});
