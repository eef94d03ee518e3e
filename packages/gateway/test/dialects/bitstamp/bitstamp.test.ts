import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bitstamp } from '../../../src/dialects/bitstamp/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { stampOf } from '../../dialect/conformance.ts';
import { altered, withHeader } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { FORM, headersOf, NONCE, order, passes, request } from './requests.ts';
import { setup } from './setup.ts';

const CLASSES: ExpectedClasses = {
  malformed: 'BadRequest',
  signature: 'AuthenticationError',
  stale: 'InvalidNonce',
  replay: 'InvalidNonce',
  address: 'PermissionDenied',
  forbidden: 'PermissionDenied',
  policy: 'InvalidOrder',
  rate: 'RateLimitExceeded',
  revoked: 'AccountSuspended',
  unavailable: 'ExchangeNotAvailable',
};

const buy = request('buy/btcusd/', order());
const malformed = (inbound: InboundRequest, rule?: string) =>
  expect(() => bitstamp.parse(inbound)).toThrow(
    expect.objectContaining({ reason: 'malformed', ...(rule === undefined ? {} : { rule }) }),
  );

describe('parsing a request to Bitstamp', () => {
  it('takes key, nonce and time from headers, and keeps the form', () =>
    expect(bitstamp.parse(buy)).toMatchObject({
      signature: { keyId: setup.virtual.client.apiKey, nonce: NONCE, timestamp: setup.now, windowMs: null },
      query: [],
      body: {
        kind: 'form',
        pairs: [
          { name: 'amount', value: '0.25' },
          { name: 'price', value: '100' },
        ],
      },
    }));

  it.each([
    '',
    'BITSTAMP',
    'BITSTAMP ',
    `BITSTAMP  ${'a'.repeat(32)}`,
    `bitstamp ${'a'.repeat(32)}`,
    `${'a'.repeat(32)}`,
    `BITSTAMP ${'a'.repeat(31)}`,
    `BITSTAMP ${'a'.repeat(33)}`,
    `BITSTAMP ${'a'.repeat(28)}POST`.slice(0, 40),
    `BITSTAMP ${'a'.repeat(31)}-`,
    `BITSTAMP ${'a'.repeat(32)} `,
  ])('refuses the X-Auth "%s" as no key', (auth) =>
    expect(() => bitstamp.parse(withHeader(buy, 'X-Auth', auth))).toThrow(
      expect.objectContaining({ reason: 'signature' }),
    ),
  );

  it.each([
    ['X-Auth-Nonce', NONCE.toUpperCase()],
    ['X-Auth-Nonce', NONCE.replaceAll('-', '')],
    ['X-Auth-Nonce', `${NONCE}0`],
    ['X-Auth-Nonce', `{${NONCE.slice(0, 34)}}`],
    ['X-Auth-Nonce', 'a'.repeat(36)],
    ['X-Auth-Nonce', ''],
    ['X-Auth-Timestamp', '1760000000'],
    ['X-Auth-Timestamp', '17600000001230'],
    ['X-Auth-Timestamp', '0760000000123'],
    ['X-Auth-Timestamp', '1760000000.12'],
    ['X-Auth-Timestamp', '-760000000123'],
    ['X-Auth-Timestamp', ''],
    ['X-Auth-Version', 'v1'],
    ['X-Auth-Version', 'V2'],
    ['X-Auth-Version', 'v2 '],
    ['X-Auth-Version', ''],
    ['Content-Type', `${FORM}; charset=utf-8`],
    ['Content-Type', FORM.toUpperCase()],
    ['Content-Type', 'application/json'],
    ['Content-Type', ''],
    ['X-Auth', null],
    ['X-Auth-Signature', null],
    ['X-Auth-Nonce', null],
    ['X-Auth-Timestamp', null],
    ['X-Auth-Version', null],
    ['Content-Type', null],
  ])('refuses %s: %s', (name, value) => malformed(withHeader(buy, name, value)));

  it.each([
    'X-Auth',
    'x-auth-signature',
    'X-AUTH-NONCE',
    'X-Auth-Timestamp',
    'X-Auth-Version',
    'Content-Type',
  ])('refuses %s twice', (name) =>
    malformed(altered(buy, { headers: [...buy.headers, [name, 'x']] }), 'duplicate header'),
  );

  it('refuses a header that names another account: no signature covers it', () => {
    for (const value of ['7', '0', ''])
      malformed(
        altered(buy, { headers: [...buy.headers, ['x-auth-Subaccount-ID', value]] }),
        'x-auth-subaccount-id',
      );
    const ticker: HeaderLine = ['X-Auth-Subaccount-Id', '7'];
    malformed(request('ticker/btcusd/', '', { method: 'GET', headers: [ticker] }));
  });

  it.each(['key=a', 'signature=a', 'nonce=1', 'Key=a', 'amount=1&nonce=1', 'amount=1&SIGNATURE=x'])(
    'refuses the older way to authenticate in a body, %s, signed or not',
    (body) => {
      for (const inbound of [
        request('balance/', body),
        request('balance/', body, { headers: [['Content-Type', FORM]] }),
        request('ticker/', '', { method: 'GET', rawQuery: body, headers: [] }),
      ])
        expect(() => bitstamp.parse(inbound)).toThrow(
          expect.objectContaining({ rule: 'credential in a parameter' }),
        );
    },
  );

  it.each([
    ['a query beside a signature', request('open_orders/all/', 'foo=bar', { rawQuery: 'a=1' })],
    ['parameters in the query', request('buy/btcusd/', '', { rawQuery: 'amount=1&price=5' })],
    ['a body of a GET', request('my_markets/', 'foo=bar', { method: 'GET' })],
    ['a body of a DELETE', request('cancel_order/', 'id=5', { method: 'DELETE' })],
    [
      'a type without a body',
      altered(request('balance/', ''), {
        headers: [...request('balance/', '').headers, ['Content-Type', FORM]],
      }),
    ],
    ['JSON', request('buy/btcusd/', '{"amount":"1","price":"5"}')],
    ['an encoded body', altered(buy, { headers: [...buy.headers, ['Content-Encoding', 'gzip']] })],
    ['a name with digits', request('buy/btcusd/', 'amount1=1')],
    ['a parameter twice', request('buy/btcusd/', 'amount=1&amount=9&price=5')],
    ['a double encoding', request('buy/btcusd/', 'amount=%2531&price=5')],
    ['bytes outside ASCII', request('buy/btcusd/', 'amount=1&price=5&client_order_id=ü')],
    ['a path in capitals', request('buy/BTCUSD/', order())],
    ['a path with a dot', request('buy/btc.usd/', order())],
  ])('refuses %s', (_, inbound) => malformed(inbound));
});

describe('the endpoints of Bitstamp', () => {
  const classOf = (path: string, method = 'POST') => {
    const inbound = request(path, '', { method });
    const { class: what, product } = bitstamp.classify(bitstamp.parse(inbound));
    return `${what} ${product}`;
  };

  it.each([
    ['websockets_token/', 'credential spot'],
    ['revoke_all_api_keys/', 'credential spot'],
    ['btc_withdrawal/', 'withdraw spot'],
    ['ripple_withdrawal/', 'withdraw spot'],
    ['a-new-coin_withdrawal/', 'withdraw spot'],
    ['withdrawal/open/', 'withdraw spot'],
    ['withdrawal/cancel/', 'withdraw spot'],
    ['withdrawal-requests/', 'read spot'],
    ['transfer-to-main/', 'transfer sub-account'],
    ['transfer-from-main/', 'transfer sub-account'],
    ['earn/unsubscribe', 'transfer earn'],
    ['earn/unsubscribe/', 'transfer earn'],
    ['instant_convert_address/new/', 'transfer convert'],
    ['liquidation_address/new/', 'transfer convert'],
    ['travel_rule/contacts/', 'admin other'],
    ['crypto-transactions/deposits/7/reject/', 'withdraw spot'],
    ['leverage_settings/', 'admin derivative'],
    ['close_positions/', 'trade derivative'],
    ['btc_address/', 'read spot'],
  ])('POST %s is %s', (path, expected) => expect(classOf(path)).toBe(expected));

  it.each([
    ['POST', 'buy/btcusd'],
    ['POST', 'buy//btcusd/'],
    ['POST', 'buy/btcusd//'],
    ['POST', 'buy/'],
    ['POST', 'buy/market/'],
    ['POST', 'buy/market'],
    ['POST', 'buy/limit/btcusd/'],
    ['POST', 'cancel_order'],
    ['POST', 'btc_withdrawal'],
    ['POST', 'withdrawal/'],
    ['POST', '_withdrawal/'],
    ['POST', 'buy/btcusd/extra/'],
    ['POST', 'open_order'],
    ['POST', 'api_keys/new/'],
    ['GET', 'buy/btcusd/'],
    ['GET', 'cancel_all_orders/'],
    ['GET', 'websockets_token/'],
    ['PUT', 'buy/btcusd/'],
    ['GET', 'ticker'],
    ['GET', 'ticker/btcusd'],
  ])('%s %s is refused', (method, path) => expect(() => classOf(path, method)).toThrow(Refusal));

  it('are of the API’s second version, on one host', () => {
    for (const path of ['/api/buy/', '/api/v1/buy/btcusd/', '/api/v3/buy/btcusd/', '/buy/btcusd/', '/'])
      expect(() => bitstamp.classify(bitstamp.parse(request('', '', { path })))).toThrow(Refusal);
    expect(() =>
      bitstamp.classify(bitstamp.parse(request('balance/', '', { host: 'sandbox.bitstamp.net' }))),
    ).toThrow(Refusal);
  });
});

describe('signatures of Bitstamp', () => {
  it('are for the exchange’s address, or the gateway’s as the client knows it', () => {
    const { gatewayPrefix, path } = buy;
    const signed = (address: string, prefix = gatewayPrefix) =>
      passes(altered(buy, { gatewayPrefix: prefix, headers: headersOf(buy, address) }));
    for (const address of [
      `www.bitstamp.net${path}`,
      `${gatewayPrefix}${path}`,
      `http://${gatewayPrefix}${path}`,
      `https://${gatewayPrefix}${path}`,
    ])
      expect(signed(address), address).toBe(true);
    const other = 'gateway.example:9443/bitstamp/www.bitstamp.net';
    expect(signed(`${other}${path}`, other)).toBe(true);
    for (const address of [
      `https://www.bitstamp.net${path}`,
      `http://www.bitstamp.net${path}`,
      `WWW.bitstamp.net${path}`,
      `www.bitstamp.net:443${path}`,
      `sandbox.bitstamp.net${path}`,
      path,
      `${other}${path}`,
      `127.0.0.1:8080/bitstamp/sandbox.bitstamp.net${path}`,
      `127.0.0.1:8080/kraken/www.bitstamp.net${path}`,
      `127.0.0.1:8080${path}`,
      `www.bitstamp.net/api/v2/sell/btcusd/`,
      `www.bitstamp.net${path}?a=1`,
      `www.bitstamp.net${path.slice(0, -1)}`,
    ])
      expect(signed(address), address).toBe(false);
    for (const prefix of [
      '',
      'evil/x/bitstamp/www.bitstamp.net',
      ' /bitstamp/www.bitstamp.net',
      '127.0.0.1:8080',
    ])
      expect(signed(`${prefix}${path}`, prefix), prefix).toBe(false);
  });

  it('have two spellings: all lower case, and all upper case', () => {
    const signature = new Map(buy.headers).get('X-Auth-Signature') as string;
    const given = (text: string) => passes(withHeader(buy, 'X-Auth-Signature', text));
    expect(given(signature.toUpperCase())).toBe(true);
    const mixed = signature.replace(/[a-f]/, (letter) => letter.toUpperCase());
    for (const text of [
      mixed,
      ` ${signature}`,
      `${signature}0`,
      signature.slice(1),
      '',
      '0'.repeat(64),
      `0x${signature}`,
    ])
      expect(given(text), text).toBe(false);
    expect(given(Buffer.from(signature, 'hex').toString('base64'))).toBe(false);
  });

  it('are the documentation’s example’s', () => {
    // https://www.bitstamp.net/api/#section/Authentication, with a key and a secret of our own.
    const inbound = request('user_transactions/', 'offset=1');
    const { apiKey, secret } = setup.virtual.client;
    const message = `BITSTAMP ${apiKey}POSTwww.bitstamp.net/api/v2/user_transactions/${FORM}${NONCE}${setup.now}v2offset=1`;
    const expected = createHmac('sha256', secret).update(message).digest('hex');
    expect(passes(withHeader(inbound, 'X-Auth-Signature', expected))).toBe(true);
  });

  it('fit no other request that is the same text in a row', () => {
    const nasty = 'application/x-www-form-urlencoded';
    const samples = [
      buy,
      request('balance/', ''),
      request('balance/btcusd/', ''),
      request(`travel_rule/contacts/${NONCE}/`, '', { method: 'GET' }),
      request('cancel_all_orders/', ''),
      request('user_transactions/', `offset=1`),
      request('buy/btcusd/', { ...order(), client_order_id: `${nasty}${NONCE}${setup.now}v2amount` }),
      request('order_status/', {
        client_order_id: `www.bitstamp.net/api/v2/buy/btcusd/${nasty}${NONCE}${setup.now}v2`,
      }),
    ];
    for (const sample of samples) {
      const readings = readingsOf(sample);
      expect(readings, sample.path).toHaveLength(1);
      expect([readings[0].path, readings[0].body]).toEqual([sample.path, sample.body]);
    }
  });
});

/** Every way to cut the signed text into a request that is parsed, verifies, and is in the table. */
function readingsOf(sample: InboundRequest): InboundRequest[] {
  const { apiKey } = setup.virtual.client;
  const [own] = headersOf(sample).filter(([name]) => name === 'X-Auth-Signature');
  const rest = `${sample.method}${sample.host}${sample.path}${sample.body.length > 0 ? FORM : ''}${NONCE}${setup.now}v2${sample.body}`;
  const found: InboundRequest[] = [];
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
    if (!rest.startsWith(method)) continue;
    const text = rest.slice(method.length);
    for (const host of [sample.host, `${sample.gatewayPrefix}`]) {
      if (!text.startsWith(host)) continue;
      // Where nonce, time and version could stand: 36, 13 and 2 characters.
      for (let at = host.length + 1; at + 51 <= text.length; at++) {
        const [nonce, time, version] = [
          text.slice(at, at + 36),
          text.slice(at + 36, at + 49),
          text.slice(at + 49, at + 51),
        ];
        for (const type of ['', FORM]) {
          const path = text.slice(host.length, at);
          if (!path.endsWith(type)) continue;
          const target = path.slice(0, path.length - type.length);
          const [bare, query = ''] = target.split('?');
          const changed: InboundRequest = {
            ...sample,
            method,
            path: bare,
            rawQuery: query,
            body: Buffer.from(text.slice(at + 51)),
            headers: [
              ['X-Auth', `BITSTAMP ${apiKey}`],
              own,
              ['X-Auth-Nonce', nonce],
              ['X-Auth-Timestamp', time],
              ['X-Auth-Version', version],
              ...(type === '' ? [] : [['Content-Type', type] as const]),
            ],
          };
          try {
            if (passes(changed)) found.push(changed);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
      }
    }
  }
  return found;
}

describe('signing for Bitstamp', () => {
  const unsigned = { method: 'POST', host: 'www.bitstamp.net', path: '/api/v2/balance/', query: [] };

  it('takes the exchange’s own host, a UUID, and a type only with a body', () => {
    const empty = bitstamp.sign({ ...unsigned, body: { kind: 'none' } }, setup.real.real, stampOf(setup));
    const headers = new Map(empty.headers);
    expect(headers.has('Content-Type')).toBe(false);
    expect(headers.get('X-Auth-Nonce')).toBe(NONCE);
    const message = `BITSTAMP ${setup.real.client.apiKey}POSTwww.bitstamp.net/api/v2/balance/${NONCE}${setup.now}v2`;
    expect(headers.get('X-Auth-Signature')).toBe(
      createHmac('sha256', setup.real.client.secret).update(message).digest('hex'),
    );
  });

  it('makes a nonce of any random digits that is a UUID, and another for each', () => {
    const nonceOf = (random: string) =>
      new Map(
        bitstamp.sign({ ...unsigned, body: { kind: 'none' } }, setup.real.real, { ...stampOf(setup), random })
          .headers,
      ).get('X-Auth-Nonce');
    const nonces = ['0', '7', 'f'].map((digit) => nonceOf(digit.repeat(32)));
    for (const nonce of nonces)
      expect(nonce).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(nonces).size).toBe(3);
  });

  it.each([
    ['a query', { query: [{ name: 'a', value: '1' }], body: { kind: 'none' } as const }],
    ['JSON', { body: { kind: 'json', value: new Map() } as const }],
    ['an empty form', { body: { kind: 'form', pairs: [] } as const }],
  ])('never puts the real key on %s', (_, parts) =>
    expect(() => bitstamp.sign({ ...unsigned, ...parts }, setup.real.real, stampOf(setup))).toThrow(Refusal),
  );
});

describe('keys of Bitstamp', () => {
  it('are issued in the exchange’s form, each another', () => {
    const [one, two] = [bitstamp.issue('hmac'), bitstamp.issue('hmac')];
    expect(one.apiKey).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(one.secret.toString()).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(one.verifier).toEqual(one.secret);
    expect(one.verifier).not.toBe(one.secret);
    expect([one.apiKey, one.secret.toString()]).not.toContain(two.apiKey);
  });

  it('tell nothing but that they may read', () => {
    const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };
    const read = (status: number, text: string) =>
      bitstamp.permissions.read(status, parseStrictJson(Buffer.from(text)));
    expect(read(200, '[]')).toEqual({ ...unknown, read: true });
    expect(read(403, '[]')).toEqual(unknown);
    expect(read(200, '{"status":"error","reason":"No permission found","code":"API0003"}')).toEqual(unknown);
    const { method, path } = bitstamp.permissions.request();
    expect(bitstamp.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
  });
});

describeRefusals(
  bitstamp,
  { ...setup, exchange: 'bitstamp', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
