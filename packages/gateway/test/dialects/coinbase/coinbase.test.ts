import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EndpointClass } from '../../../src/dialect/dialect.ts';
import { coinbase } from '../../../src/dialects/coinbase/index.ts';
import type { HeaderLine } from '../../../src/http/inbound.ts';
import { parseRequestTarget } from '../../../src/http/request-target.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { Refusal, type RefusalReason } from '../../../src/refusal.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { BROKERAGE, get, order, post } from './requests.ts';
import { type CoinbaseAlgorithm, coinbaseSetup } from './setup.ts';

const setup = coinbaseSetup('ed25519');
const malformed = (rule: string) => expect.objectContaining({ reason: 'malformed', rule });

const CLASSES: ExpectedClasses = {
  malformed: 'BadRequest',
  signature: 'AuthenticationError',
  stale: 'InvalidNonce',
  replay: 'InvalidNonce',
  address: 'PermissionDenied',
  forbidden: 'PermissionDenied',
  policy: 'InvalidOrder',
  rate: 'RateLimitExceeded',
  revoked: 'AuthenticationError',
  unavailable: 'ExchangeNotAvailable',
};

describe('the endpoints of Coinbase', () => {
  const classOf = (method: string, path: string) => {
    const inbound = method === 'GET' ? get(path) : post('', '', { method, path });
    const { class: endpointClass, product } = coinbase.classify(coinbase.parse(inbound));
    return `${endpointClass} ${product}`;
  };

  it.each([
    ['POST', '/v2/accounts/a/transactions', 'withdraw spot'],
    ['POST', '/v2/accounts/a/transactions/t/complete', 'withdraw spot'],
    ['POST', '/v2/accounts/a/withdrawals', 'withdraw spot'],
    ['POST', '/v2/accounts/a/withdrawals/w/commit', 'withdraw spot'],
    ['POST', '/v2/accounts/a/addresses', 'transfer spot'],
    ['POST', '/v2/accounts/a/deposits/d/commit', 'transfer spot'],
    ['POST', '/v2/accounts/a/buys', 'trade convert'],
    ['POST', '/v2/accounts/a/sells/s/commit', 'trade convert'],
    ['POST', '/v2/accounts', 'admin spot'],
    ['DELETE', '/v2/accounts/a', 'admin spot'],
    ['PUT', '/v2/user', 'admin spot'],
    ['POST', '/oauth/token', 'credential spot'],
    ['POST', '/oauth/revoke', 'credential spot'],
    ['GET', '/oauth/authorize', 'credential spot'],
    ['GET', '/v2/user', 'read spot'],
    ['GET', '/v2/accounts/a/addresses', 'read spot'],
    ['GET', '/v2/time', 'public spot'],
    ['POST', `${BROKERAGE}orders`, 'trade spot'],
    ['POST', `${BROKERAGE}orders/close_position`, 'trade derivative'],
    ['POST', `${BROKERAGE}portfolios/move_funds`, 'transfer sub-account'],
    ['POST', `${BROKERAGE}portfolios`, 'admin sub-account'],
    ['PUT', `${BROKERAGE}portfolios/p`, 'admin sub-account'],
    ['POST', `${BROKERAGE}convert/quote`, 'trade convert'],
    ['POST', `${BROKERAGE}convert/trade/t`, 'trade convert'],
    ['POST', `${BROKERAGE}cfm/sweeps/schedule`, 'transfer derivative'],
    ['DELETE', `${BROKERAGE}cfm/sweeps`, 'transfer derivative'],
    ['POST', `${BROKERAGE}cfm/intraday/margin_setting`, 'admin derivative'],
    ['POST', `${BROKERAGE}intx/allocate`, 'transfer derivative'],
    ['POST', `${BROKERAGE}intx/multi_asset_collateral`, 'admin derivative'],
    ['GET', `${BROKERAGE}intx/positions/p/BTC-PERP-INTX`, 'read derivative'],
    ['GET', `${BROKERAGE}cfm/positions/BIT-26JUL24-CDE`, 'read derivative'],
    ['GET', `${BROKERAGE}key_permissions`, 'read spot'],
    ['GET', `${BROKERAGE}orders/historical/o-1`, 'read spot'],
    ['GET', `${BROKERAGE}products/BTC-USD`, 'read spot'],
    ['GET', `${BROKERAGE}market/products/BTC-USD`, 'public spot'],
    ['GET', `${BROKERAGE}time`, 'public spot'],
  ])('%s %s is %s', (method, path, expected) => expect(classOf(method, path)).toBe(expected));

  it.each([
    ['GET', `${BROKERAGE}orders`],
    ['PUT', `${BROKERAGE}orders`],
    ['POST', `${BROKERAGE}orders/historical/batch`],
    ['POST', `${BROKERAGE}orders/o-1`],
    ['POST', `${BROKERAGE}Orders`],
    ['DELETE', `${BROKERAGE}orders/batch_cancel`],
    ['POST', `${BROKERAGE}transfers`],
    ['POST', '/api/v2/brokerage/orders'],
    ['POST', '/api/v3/brokerage'],
    ['POST', '/v1/orders'],
    ['POST', '/v2/accounts/a/transfers'],
    ['GET', '/v2/accounts/a/transactions/t/complete'],
    ['PATCH', '/v2/user'],
    ['GET', '/'],
  ])('%s %s is in no table, and refused', (method, path) =>
    expect(() => classOf(method, path)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' })),
  );

  it('only api.coinbase.com can be named: no sandbox, no WebSocket, no other product of Coinbase', () => {
    const hosts = new Map([['coinbase', coinbase.hosts]]);
    expect(parseRequestTarget('/coinbase/api.coinbase.com/v2/time', hosts).host).toBe('api.coinbase.com');
    for (const host of [
      'api-sandbox.coinbase.com',
      'api-public.sandbox.exchange.coinbase.com',
      'advanced-trade-ws.coinbase.com',
      'api.exchange.coinbase.com',
      'api.prime.coinbase.com',
      'api.cdp.coinbase.com',
      'login.coinbase.com',
      'API.coinbase.com',
      'api.coinbase.com.evil.example',
      'api.coinbase.com:443',
    ]) {
      expect(() => parseRequestTarget(`/coinbase/${host}/v2/time`, hosts)).toThrow(malformed('unknown host'));
    }
  });

  it('every endpoint names its page, and every trade endpoint its parameters', () => {
    for (const { docs, class: endpointClass, parameters, path } of coinbase.endpoints) {
      expect(docs, path).toMatch(/^https:\/\/docs\.cdp\.coinbase\.com\//);
      if (endpointClass === 'trade') expect(parameters, path).toBeDefined();
    }
  });

  it('no endpoint that sends money away has a harmless class', () => {
    const harmless: EndpointClass[] = ['public', 'read', 'trade'];
    const sends = coinbase.endpoints.filter(
      ({ method, path }) => method !== 'GET' && /withdraw|transactions|move_funds|sweeps|allocate/.test(path),
    );
    expect(sends.length).toBeGreaterThan(8);
    for (const { class: endpointClass, path } of sends) expect(harmless, path).not.toContain(endpointClass);
  });
});

describe('a request to Coinbase', () => {
  it('without a token has no signature, and verifies nothing', () => {
    const parsed = coinbase.parse(get('/v2/time', '', []));
    expect(parsed.signature).not.toBeNull();
    const bare = coinbase.parse({ ...get('/v2/time'), headers: [] });
    expect(bare.signature).toBeNull();
    expect(coinbase.verify(bare, setup.virtual.virtual)).toBe(false);
  });

  it.each(['CB-ACCESS-KEY', 'CB-ACCESS-SIGN', 'CB-ACCESS-TIMESTAMP', 'CB-ACCESS-PASSPHRASE', 'CB-2FA-TOKEN'])(
    'with the header %s is refused',
    (name) =>
      expect(() => coinbase.parse(get('/v2/user', '', [[name, 'x']]))).toThrow(malformed(name.toLowerCase())),
  );

  it('asks for the one version of the v2 API that the gateway knows', () => {
    const version = (value: string, path: string) => coinbase.parse(get(path, '', [['CB-VERSION', value]]));
    expect(version('2018-05-30', '/v2/user').signature).not.toBeNull();
    expect(version('2024-01-01', `${BROKERAGE}accounts`).signature).not.toBeNull();
    expect(() => version('2024-01-01', '/v2/user')).toThrow(malformed('cb-version'));
  });

  it('may repeat the parameters that Coinbase documents as lists, and no others', () => {
    const query = 'product_ids=BTC-USD&product_ids=ETH-USD&limit=2';
    expect(coinbase.parse(get(`${BROKERAGE}best_bid_ask`, query)).query).toEqual([
      { name: 'product_ids', value: 'BTC-USD' },
      { name: 'product_ids', value: 'ETH-USD' },
      { name: 'limit', value: '2' },
    ]);
    for (const name of ['limit', 'product_id', 'cursor', 'Product_ids', 'product_ids[]']) {
      const twice = `${encodeURIComponent(name)}=1&${encodeURIComponent(name)}=2`;
      expect(() => coinbase.parse(get(`${BROKERAGE}best_bid_ask`, twice))).toThrow(
        malformed('duplicate parameter'),
      );
    }
  });

  it.each([
    ['a query beside the body', { rawQuery: 'side=SELL' }, 'query beside a body'],
    [
      'a form',
      { headers: [['Content-Type', 'application/x-www-form-urlencoded']] as HeaderLine[] },
      'content type',
    ],
    ['no type', { headers: [] }, 'content type'],
    [
      'UTF-16',
      { headers: [['Content-Type', 'application/json; charset=utf-16']] as HeaderLine[] },
      'content type',
    ],
    ['a compressed body', { headers: [['Content-Encoding', 'gzip']] as HeaderLine[] }, 'encoded body'],
    ['a body in a GET', { method: 'GET', path: '/v2/user' }, 'body of a GET'],
    ['a list', { body: Buffer.from('[]') }, 'JSON body'],
    ['invalid UTF-8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }, 'invalid UTF-8'],
  ])('with %s is refused', (_, parts, rule) =>
    expect(() => coinbase.parse(post('orders', order(), parts))).toThrow(malformed(rule)),
  );

  it('is never signed as a form', () => {
    const request = { method: 'POST', host: 'api.coinbase.com', path: '/v2/user', query: [] } as const;
    const stamp = { now: setup.now, nonce: 1n, random: '0'.repeat(32) };
    expect(() =>
      coinbase.sign({ ...request, body: { kind: 'form', pairs: [] } }, setup.real.real, stamp),
    ).toThrow(malformed('form body'));
  });
});

describe('a key of Coinbase', () => {
  it.each<[CoinbaseAlgorithm, RegExp, RegExp, string]>([
    [
      'es256',
      /^organizations\/[0-9a-f-]{36}\/apiKeys\/[0-9a-f-]{36}$/,
      /^-----BEGIN EC PRIVATE KEY-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END EC PRIVATE KEY-----\n$/,
      'ec',
    ],
    ['ed25519', /^[0-9a-f-]{36}$/, /^[A-Za-z0-9+/]{86}==$/, 'ed25519'],
  ])(
    'is issued for %s as Coinbase writes it, and its parts fit each other',
    (algorithm, name, secret, type) => {
      const issued = coinbase.issue(algorithm);
      expect(issued.apiKey).toMatch(name);
      expect(issued.secret.toString()).toMatch(secret);
      expect(issued).toMatchObject({ algorithm, passphrase: null });
      const decoded = coinbase.decodeSecret?.(issued.secret);
      const key = createPrivateKey(decoded ?? '');
      expect(key.asymmetricKeyType).toBe(type);
      expect(createPublicKey(key).export({ type: 'spki', format: 'der' })).toEqual(issued.verifier);
      const other = coinbase.issue(algorithm);
      expect(other.apiKey).not.toBe(issued.apiKey);
      expect(other.secret).not.toEqual(issued.secret);
    },
  );

  it.each([
    ['SEC1', 'sec1', '-----BEGIN EC PRIVATE KEY-----'],
    ['PKCS#8', 'pkcs8', '-----BEGIN PRIVATE KEY-----'],
  ] as const)('is read from a PEM in %s', (_, type, begins) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const text = privateKey.export({ type, format: 'pem' });
    expect(text.toString().startsWith(begins)).toBe(true);
    const decoded = coinbase.decodeSecret?.(Buffer.from(text)) ?? null;
    expect(decoded?.toString()).toBe(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  });

  it('is read from an Ed25519 PEM', () => {
    const text = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(coinbase.decodeSecret?.(Buffer.from(text))?.toString()).toBe(text);
  });

  it.each<[string, () => string | Buffer]>([
    ['nothing', () => ''],
    ['words', () => 'not a key'],
    ['32 bytes', () => Buffer.alloc(32, 1).toString('base64')],
    ['65 bytes', () => Buffer.alloc(65, 1).toString('base64')],
    ['64 bytes whose public half is another key’s', () => Buffer.alloc(64, 1).toString('base64')],
    ['base64 that isn’t canonical', () => coinbase.issue('ed25519').secret.toString().replace(/.==$/, '_==')],
    ['base64 with a line break', () => `${coinbase.issue('ed25519').secret}\n`],
    [
      'a PEM with its line breaks lost',
      () => coinbase.issue('es256').secret.toString().replaceAll('\n', '\\n'),
    ],
    ['half a PEM', () => coinbase.issue('es256').secret.subarray(0, 100)],
    [
      'a public key',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
    ],
    [
      'an RSA key',
      () =>
        generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }),
    ],
    [
      'another curve',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export({
          type: 'sec1',
          format: 'pem',
        }),
    ],
    [
      'a larger curve',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'sec1', format: 'pem' }),
    ],
    [
      'an encrypted PEM',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
          type: 'pkcs8',
          format: 'pem',
          cipher: 'aes-256-cbc',
          passphrase: 'x',
        }),
    ],
  ])('is not %s', (_, text) => expect(coinbase.decodeSecret?.(Buffer.from(text()))).toBeNull());
});

describe('what a real key of Coinbase may do', () => {
  const read = (status: number, body: string) =>
    coinbase.permissions.read(status, parseStrictJson(Buffer.from(body)));
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };

  it('is asked at an endpoint that only reads', () => {
    const { method, host, path, query, body } = coinbase.permissions.request();
    const inbound = { ...get(path), method, host };
    expect(coinbase.classify({ inbound, signature: null, query, body }).class).toBe('read');
  });

  it('is what the answer says; transferring includes withdrawing', () => {
    expect(
      read(200, '{"can_view":true,"can_trade":true,"can_transfer":false,"portfolio_type":"DEFAULT"}'),
    ).toEqual({
      read: true,
      trade: true,
      withdraw: false,
      ipRestricted: null,
    });
    expect(read(200, '{"can_view":true,"can_trade":false,"can_transfer":true}').withdraw).toBe(true);
  });

  it.each([
    [401, '{"can_view":true,"can_trade":true,"can_transfer":false}'],
    [200, '[]'],
    [200, 'null'],
    [200, '{}'],
    [200, '{"can_view":"true","can_trade":1,"can_transfer":null}'],
  ])('is unknown for the answer %i %s', (status, body) => expect(read(status, body)).toEqual(unknown));
});

describeRefusals(
  coinbase,
  {
    exchange: 'coinbase',
    now: setup.now,
    markets: setup.markets,
    credentials: setup.virtual.client,
    throughGateway: true,
  },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);

describe('a refusal by Coinbase’s dialect', () => {
  it.each(Object.keys(CLASSES) as RefusalReason[])('%s is JSON whatever the message holds', (reason) => {
    const { status, body, contentType } = coinbase.refuse(
      new Refusal(reason, 'a "rule"', 'line\nbreak \\ "quote"'),
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(contentType).toBe('application/json');
    expect(JSON.parse(body)).toBeTypeOf('object');
    if (reason !== 'signature' && reason !== 'address') expect(body).toContain('a \\"rule\\"');
  });
});
