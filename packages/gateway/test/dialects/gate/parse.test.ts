import { Buffer } from 'node:buffer';
import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { gate } from '../../../src/dialects/gate/index.ts';
import { gateSignature } from '../../../src/dialects/gate/verify.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed } from '../../dialect/conformance.ts';
import { inboundOfOutbound, withHeader } from '../../dialect/inbound.ts';
import { order, request, SIGNED } from './requests.ts';
import { setup } from './setup.ts';

const AT = 1_760_000_000_000;
const stamped = (timestamp: string) => withHeader(request('GET', 'spot/accounts'), 'Timestamp', timestamp);

describe('parsing a request to Gate', () => {
  it('reads who signed and when', () => {
    expect(gate.parse(request('GET', 'spot/accounts', { query: 'currency=BTC' })).signature).toEqual({
      keyId: 'virtual',
      timestamp: AT,
      nonce: null,
      windowMs: null,
    });
  });

  it('takes the fraction that Gate’s own client for Python writes', () => {
    expect(gate.parse(stamped('1760000000.2567')).signature?.timestamp).toBe(AT + 256);
    expect(gate.parse(stamped('1760000000.5')).signature?.timestamp).toBe(AT + 500);
  });

  it('knows a request without any credential', () =>
    expect(gate.parse({ ...request('GET', 'spot/time'), headers: [] }).signature).toBeNull());

  it.each([
    '',
    '0',
    '1760000000123',
    '176000000',
    '1760000000.',
    '.5',
    '-1760000000',
    '+1760000000',
    '1.76e9',
    '01760000000',
    ' 1760000000',
    '1760000000 ',
    '1760000000,5',
    '0x68e77f00',
    '١٧٦٠٠٠٠٠٠٠',
    '1760000000.0000000001',
    '2025-10-09T08:53:20Z',
    'NaN',
  ])('refuses the timestamp "%s"', (timestamp) =>
    expect(() => gate.parse(stamped(timestamp))).toThrow(Refusal),
  );

  it.each(['KEY', 'SIGN', 'Timestamp'])('refuses a signature without %s', (missing) => {
    const inbound = withHeader(request('GET', 'spot/accounts'), missing, null);
    expect(() => gate.parse(inbound)).toThrow(expect.objectContaining({ rule: 'half a signature' }));
  });

  it.each(['key', 'Sign', 'TIMESTAMP', 'X-Gate-ExpTime', 'content-type'])(
    'refuses the header %s twice',
    (name) => {
      const more = [
        [name, '1'],
        [name, '1'],
      ] as const;
      expect(() => gate.parse(request('POST', 'spot/orders', { body: order(), more }))).toThrow(
        expect.objectContaining({ rule: 'duplicate header' }),
      );
    },
  );

  it.each(['a b', 'a-b', '', 'a'.repeat(65), 'ключ', 'a\u0000'])('refuses the key id %j', (id) =>
    expect(() => gate.parse(withHeader(request('GET', 'spot/accounts'), 'KEY', id))).toThrow(Refusal),
  );

  it('keeps to x-gate-exptime itself, and never longer than Gate would', () => {
    const expiring = (text: string) =>
      gate.parse(request('POST', 'spot/orders', { body: order(), more: [['x-gate-exptime', text]] }))
        .signature?.windowMs;
    expect(expiring(String(AT + 250))).toBe(250);
    expect(expiring(String(AT + 3_600_000))).toBe(60_000);
    expect(() => expiring(String(AT))).toThrow(expect.objectContaining({ reason: 'stale' }));
    for (const bad of ['', '0', 'soon', '1760000000', '1.76e12', `-${AT}`])
      expect(() => expiring(bad), bad).toThrow(Refusal);
  });

  it.each([
    ['a body of a GET', request('GET', 'spot/orders', { body: {} })],
    ['a body of a DELETE', request('DELETE', 'spot/orders', { body: { account: 'spot' } })],
    ['a parameter twice', request('GET', 'spot/orders', { query: 'page=1&page=2' })],
    ['a double encoding', request('GET', 'spot/orders', { query: 'page=%2531' })],
    ['a JSON name twice', request('POST', 'spot/orders', { body: '{"amount":"1","amount":"100"}' })],
    ['a nested JSON name twice', request('POST', 'spot/price_orders', { body: '{"put":{"a":1,"a":2}}' })],
    ['__proto__', request('POST', 'spot/orders', { body: '{"__proto__":{"amount":"1"}}' })],
    ['text behind the JSON', request('POST', 'spot/orders', { body: '{} {}' })],
    ['a JSON string', request('POST', 'spot/orders', { body: '"{}"' })],
    ['a byte order mark', request('POST', 'spot/orders', { body: '\ufeff{}' })],
    [
      'an encoded body',
      request('POST', 'spot/orders', { body: order(), more: [['Content-Encoding', 'gzip']] }),
    ],
    [
      'a form',
      {
        ...request('POST', 'spot/orders', { body: 'amount=1' }),
        headers: [...SIGNED, ['Content-Type', 'application/x-www-form-urlencoded'] as const],
      },
    ],
    ['no content type', { ...request('POST', 'spot/orders', { body: {} }), headers: SIGNED }],
  ])('refuses %s', (_, inbound) =>
    expect(() => gate.parse(inbound)).toThrow(expect.objectContaining({ reason: 'malformed' })),
  );
});

describe('a query, which is signed as it reads without encoding', () => {
  it.each([
    ['one parameter that reads like two', 'currency_pair=BTC_USDT%26account%3Dspot'],
    ['one value that reads like more', 'currency_pair=BTC_USDT%26side=x'],
    ['a name with a separator', 'a%3Db=1'],
    ['a value with an equals sign', 'a=b%3Dc'],
    ['a value with a plain equals sign', 'a=b=c'],
    ['a fragment', 'a=%23'],
    ['a line break, which would be a part of its own', 'a=%0A1541993715'],
    ['a parameter without a value', 'a'],
    ['an empty parameter', 'a=1&&b=2'],
  ])('is refused for %s', (_, query) =>
    expect(() => gate.parse(request('GET', 'spot/orders', { query }))).toThrow(
      expect.objectContaining({ reason: 'malformed' }),
    ),
  );

  const signed = (query: string) => {
    const outbound = signParsed(setup, gate.parse(request('GET', 'spot/my_trades', { query })));
    const received = inboundOfOutbound(outbound, 'gate', setup.now);
    return gate.verify(gate.parse(received), setup.real.virtual) ? outbound.target : null;
  };
  it('has one reading, however it is encoded, and leaves in one form', () => {
    for (const query of ['a=x%20y&b=%2c', 'a=x+y&b=,', '%61=x%20y&b=%2C'])
      expect(signed(query)).toBe('/api/v4/spot/my_trades?a=x%20y&b=%2C');
  });

  it('keeps its order, which is signed', () => {
    const parts = { method: 'GET', path: '/x', body: Buffer.alloc(0), timestamp: '1' };
    const [a, b] = [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ];
    expect(gateSignature(setup.real.real.key, { ...parts, query: [a, b] })).not.toBe(
      gateSignature(setup.real.real.key, { ...parts, query: [b, a] }),
    );
  });
});

describe('signing for Gate', () => {
  test('is as the documentation shows it', () => {
    // https://www.gate.com/docs/developers/apiv4/en/#api-signature-string-generation, examples 1 and 2
    const key = createSecretKey(Buffer.from('secret'));
    const common = { path: '/api/v4/futures/orders', timestamp: '1541993715' };
    const query = [
      { name: 'contract', value: 'BTC_USD' },
      { name: 'status', value: 'finished' },
      { name: 'limit', value: '50' },
    ];
    expect(gateSignature(key, { ...common, method: 'GET', query, body: Buffer.alloc(0) })).toBe(
      '55f84ea195d6fe57ce62464daaa7c3c02fa9d1dde954e4c898289c9a2407a3d6fb3faf24deff16790d726b66ac9f74526668b13bd01029199cc4fcc522418b8a',
    );
    const body = Buffer.from(
      '{"contract":"BTC_USD","type":"limit","size":100,"price":6800,"time_in_force":"gtc"}',
    );
    expect(gateSignature(key, { ...common, method: 'POST', query: [], body })).toBe(
      'eae42da914a590ddf727473aff25fc87d50b64783941061f47a3fdb92742541fc4c2c14017581b4199a1418d54471c269c03a38d788d802e2c306c37636389f0',
    );
  });

  const outbound = signParsed(
    setup,
    gate.parse(request('POST', 'spot/orders', { body: order({ amount: 1.1 }) })),
  );

  it('covers method, path, body and time, in whole seconds', () => {
    const headers = new Map(outbound.headers);
    const hashed = createHash('sha512').update(outbound.body).digest('hex');
    const text = ['POST', '/api/v4/spot/orders', '', hashed, '1760000000'].join('\n');
    expect(headers.get('SIGN')).toBe(
      createHmac('sha512', setup.real.client.secret).update(text).digest('hex'),
    );
    expect(headers.get('Timestamp')).toBe('1760000000');
    expect(outbound.body.toString()).toContain('"amount":1.1');
  });

  it('leaves the client’s own headers behind', () => {
    const more = [
      ['x-gate-exptime', '1760000000999'],
      ['X-Gate-Size-Decimal', '1'],
      ['X-Gate-Channel-Id', 'ccxt'],
      ['Cookie', 'a=b'],
    ] as const;
    const { headers } = signParsed(
      setup,
      gate.parse(request('POST', 'spot/orders', { body: order(), more })),
    );
    expect(headers.map(([name]) => name.toLowerCase()).sort()).toEqual([...setup.outboundHeaders].sort());
  });

  it('takes no signature but the one text of it', () => {
    const received = inboundOfOutbound(outbound, 'gate', setup.now);
    const sign = new Map(outbound.headers).get('SIGN') ?? '';
    const verify = (text: string) =>
      gate.verify(gate.parse(withHeader(received, 'SIGN', text)), setup.real.virtual);
    expect(verify(sign)).toBe(true);
    for (const altered of [
      '',
      sign.toUpperCase(),
      sign.slice(1),
      `${sign}0`,
      ` ${sign}`,
      `0x${sign}`,
      'é'.repeat(64),
    ])
      expect(verify(altered), altered).toBe(false);
  });

  it('is not moved to another second', () => {
    const received = inboundOfOutbound(outbound, 'gate', setup.now);
    for (const time of ['1760000001', '1760000000.0', '1760000000.000'])
      expect(gate.verify(gate.parse(withHeader(received, 'Timestamp', time)), setup.real.virtual)).toBe(
        false,
      );
  });

  it('refuses a form', () => {
    const { inbound, query } = gate.parse(request('POST', 'spot/orders', { body: order() }));
    const { method, host, path } = inbound;
    const body = { kind: 'form', pairs: [] } as const;
    expect(() =>
      gate.sign({ method, host, path, query, body }, setup.real.real, {
        now: setup.now,
        nonce: 0n,
        random: '',
      }),
    ).toThrow(Refusal);
  });
});
