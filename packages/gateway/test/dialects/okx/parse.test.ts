import { describe, expect, it } from 'vitest';
import { okx } from '../../../src/dialects/okx/index.ts';
import { Refusal } from '../../../src/refusal.ts';
import { get, post, SIGNED } from './requests.ts';

const AT = Date.UTC(2025, 9, 9, 8, 53, 20, 123);

function stamped(timestamp: string) {
  const headers = SIGNED.map(([name, value]) =>
    name === 'OK-ACCESS-TIMESTAMP' ? ([name, timestamp] as const) : ([name, value] as const),
  );
  return { ...get('account/balance'), headers };
}

describe('parsing a request to OKX', () => {
  it('reads who signed and when', () => {
    expect(okx.parse(get('account/balance', 'ccy=BTC')).signature).toEqual({
      keyId: 'virtual',
      timestamp: AT,
      nonce: null,
      windowMs: null,
    });
  });

  it('knows a request without any credential', () => {
    expect(okx.parse({ ...get('market/ticker', 'instId=BTC-USDT'), headers: [] }).signature).toBeNull();
  });

  it.each([
    '2025-10-09T08:53:20Z',
    '2025-10-09T08:53:20.12Z',
    '2025-10-09T08:53:20.1234Z',
    '2025-10-09T08:53:20.123+00:00',
    '2025-10-09T08:53:20.123',
    '2025-10-09t08:53:20.123z',
    '2025-02-30T08:53:20.123Z',
    '2025-10-09T24:00:00.000Z',
    '2025-10-09 08:53:20.123Z',
    ' 2025-10-09T08:53:20.123Z',
    '+002025-10-09T08:53:20.123Z',
    '1760000000123',
    '1760000000.123',
    '2025-10-09T08:53:٢٠.123Z',
    '',
  ])('refuses the timestamp "%s"', (timestamp) => {
    expect(() => okx.parse(stamped(timestamp))).toThrow(Refusal);
  });

  it.each(['KEY', 'SIGN', 'TIMESTAMP', 'PASSPHRASE'])(
    'refuses a signature without OK-ACCESS-%s',
    (missing) => {
      const headers = SIGNED.filter(([name]) => name !== `OK-ACCESS-${missing}`);
      expect(() => okx.parse({ ...get('account/balance'), headers })).toThrow(
        expect.objectContaining({ rule: 'half a signature' }),
      );
    },
  );

  it.each(['ok-access-key', 'OK-Access-Sign', 'OK-ACCESS-PASSPHRASE', 'expTime', 'Content-Type'])(
    'refuses the header %s twice',
    (name) => {
      const twice = [
        [name, '1'],
        [name, '1'],
      ] as const;
      expect(() => okx.parse(post('trade/order', {}, { more: twice }))).toThrow(
        expect.objectContaining({ rule: 'duplicate header' }),
      );
    },
  );

  it.each(['1', '0', ''])('refuses x-simulated-trading: %s', (value) => {
    expect(() => okx.parse(get('account/balance', '', [['x-simulated-trading', value]]))).toThrow(
      expect.objectContaining({ rule: 'x-simulated-trading' }),
    );
  });

  it('keeps to expTime itself, and never longer than OKX would', () => {
    const expiring = (ms: number) =>
      okx.parse(get('trade/order', '', [['expTime', String(ms)]])).signature?.windowMs;
    expect(expiring(AT + 250)).toBe(250);
    expect(expiring(AT + 3_600_000)).toBe(30_000);
    expect(() => expiring(AT)).toThrow(expect.objectContaining({ reason: 'stale' }));
  });

  it.each(['', '0', 'soon', '1e12', '-1760000000123', '17600000001234'])('refuses expTime "%s"', (value) => {
    expect(() => okx.parse(get('trade/order', '', [['expTime', value]]))).toThrow(Refusal);
  });

  it.each([
    ['a query of a POST', post('trade/order', {}, { rawQuery: 'instId=BTC-USDT' })],
    ['a body of a GET', { ...get('trade/order'), body: Buffer.from('{}') }],
    ['a parameter twice', get('trade/order', 'ordId=1&ordId=2')],
    ['a double encoding', get('trade/order', 'ordId=%2531')],
    ['a JSON name twice', post('trade/order', '{"sz":"1","sz":"100"}')],
    ['a JSON name twice, deep down', post('trade/batch-orders', '[{"sz":"1","sz":"100"}]')],
    ['__proto__', post('trade/order', '{"__proto__":{"sz":"1"}}')],
    ['a lone surrogate', post('trade/order', '{"tag":"\\ud800"}')],
    ['text behind the JSON', post('trade/order', '{} {}')],
    ['a JSON string', post('trade/order', '"{}"')],
    [
      'a form',
      {
        ...post('trade/order', 'sz=1'),
        headers: [...SIGNED, ['Content-Type', 'application/x-www-form-urlencoded'] as const],
      },
    ],
    ['no content type', { ...post('trade/order', {}), headers: SIGNED }],
    [
      'a key id of strange letters',
      {
        ...get('x'),
        headers: SIGNED.map(([n, v]) => (n === 'OK-ACCESS-KEY' ? ([n, 'a b'] as const) : ([n, v] as const))),
      },
    ],
    [
      'a passphrase with NUL',
      {
        ...get('x'),
        headers: SIGNED.map(([n, v]) =>
          n === 'OK-ACCESS-PASSPHRASE' ? ([n, 'a\u0000'] as const) : ([n, v] as const),
        ),
      },
    ],
  ])('refuses %s', (_, inbound) => {
    expect(() => okx.parse(inbound)).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });
});
