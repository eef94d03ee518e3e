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
import { FORM, NONCE, order, request } from './requests.ts';
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
