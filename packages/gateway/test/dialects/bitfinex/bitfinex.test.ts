import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bitfinex } from '../../../src/dialects/bitfinex/index.ts';
import { publicRequest } from '../../../src/http/public-request.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed, stampOf } from '../../dialect/conformance.ts';
import { inboundOfOutbound } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { order, request } from './requests.ts';
import { setup } from './setup.ts';

const CLASSES: ExpectedClasses = {
  malformed: 'BadRequest',
  signature: 'AuthenticationError',
  stale: 'InvalidNonce',
  replay: 'InvalidNonce',
  address: 'PermissionDenied',
  forbidden: 'PermissionDenied',
  // It has no class for it.
  policy: 'BadRequest',
  rate: 'RateLimitExceeded',
  revoked: 'AuthenticationError',
  unavailable: 'ExchangeNotAvailable',
};

describe('the endpoints of Bitfinex', () => {
  const classOf = (name: string, parts = {}) => {
    const { class: endpointClass, product } = bitfinex.classify(bitfinex.parse(request(name, '{}', parts)));
    return `${endpointClass} ${product}`;
  };

  it.each([
    ['w/order/submit', 'trade spot'],
    ['w/order/multi', 'trade spot'],
    ['w/token', 'credential spot'],
    ['w/withdraw', 'withdraw spot'],
    ['w/ext/wallets/withdrawals/request', 'withdraw spot'],
    ['w/transfer', 'transfer spot'],
    ['w/deposit/address', 'transfer spot'],
    ['w/deposit/invoice', 'transfer spot'],
    ['w/settings/set', 'admin spot'],
    ['w/alert/price:tBTCUSD:100/del', 'admin spot'],
    ['w/alert/price:tDOGE:UST:1/del', 'admin spot'],
    ['w/position/claim', 'trade margin'],
    ['w/position/increase', 'trade margin'],
    ['w/deriv/collateral/set', 'admin derivative'],
    ['w/funding/offer/submit', 'trade lending'],
    ['w/funding/auto', 'trade lending'],
    ['w/sub_account/create', 'admin sub-account'],
    ['w/sub_account/transfer', 'transfer sub-account'],
    ['w/ext/pay/invoice/create', 'admin other'],
    ['r/orders/hist', 'read spot'],
    ['r/orders/tDOGE:UST', 'read spot'],
    ['r/order/tBTCUSD:7/trades', 'read spot'],
    ['r/order/tDOGE:UST:7/trades', 'read spot'],
    ['r/positions', 'read margin'],
    ['r/funding/loans', 'read lending'],
    ['r/permissions', 'read spot'],
    ['calc/order/avail', 'read spot'],
  ])('%s is %s', (name, expected) => expect(classOf(name)).toBe(expected));

  it.each([
    ['w/order/Submit', {}],
    ['w/order/submit/', {}],
    ['w/order', {}],
    ['w/order/new', {}],
    ['w/orders/submit', {}],
    ['r/order/submit', {}],
    ['w/order/submit', { method: 'GET' }],
    ['w/order/submit', { method: 'PUT' }],
    ['w/order/submit', { host: 'api-pub.bitfinex.com' }],
    ['w/token', { host: 'api-pub.bitfinex.com' }],
    ['w/position/increase:', {}],
    ['', { path: '/v2/auth' }],
    ['', { path: '/v1/auth/w/order/submit' }],
    ['', { path: '/v1/order/new' }],
    ['', { path: '/v1/withdraw' }],
    ['', { path: '/api/v2/auth/w/order/submit' }],
    ['', { path: '/v2/candles/trade:1m:tBTCUSD:a:b:c:d/hist', method: 'GET' }],
    ['', { path: '/v2/ticker/tBTCUSD,tETHUSD', method: 'GET' }],
    ['constructor', {}],
  ])('refuses %s with %j', (name, parts) =>
    expect(() => classOf(name, parts)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' })),
  );

  it('sends what is signed to one host, and what is public to either', () => {
    for (const { class: endpointClass, hosts } of bitfinex.endpoints)
      expect(hosts).toEqual(endpointClass === 'public' ? undefined : ['api.bitfinex.com']);
  });

  it('takes no body for what is public, also where the documentation has one', () => {
    const parsed = bitfinex.parse(request('', '{"ccy1":"BTC","ccy2":"USD"}', { path: '/v2/calc/fx' }));
    expect(bitfinex.classify(parsed).class).toBe('public');
    expect(() => publicRequest(parsed)).toThrow(Refusal);
  });
});

describe('signing for Bitfinex', () => {
  it('covers path, nonce and the very bytes of the body', () => {
    const body =
      '{"amount":"0.25","price":"100","meta":{"protect_selfmatch":1},"symbol":"tBTCUSD","flags":64}';
    const outbound = signParsed(setup, bitfinex.parse(request('w/order/submit', body)));
    const { nonce } = stampOf(setup);
    expect(outbound.body.toString()).toBe(body);
    expect(new Map(outbound.headers).get('bfx-signature')).toBe(
      createHmac('sha384', setup.real.client.secret)
        .update(`/api/v2/auth/w/order/submit${nonce}${body}`)
        .digest('hex'),
    );
  });

  it.each([
    ['a public endpoint', { path: '/v2/ticker/tBTCUSD', method: 'POST' }],
    ['another host', { path: '/v2/auth/r/wallets', method: 'POST', host: 'api-pub.bitfinex.com' }],
    ['another method', { path: '/v2/auth/r/wallets', method: 'GET' }],
    ['version 1', { path: '/v1/auth/r/wallets', method: 'POST' }],
    ['a query', { path: '/v2/auth/r/wallets', method: 'POST', query: [{ name: 'a', value: '1' }] }],
    ['digits at the end', { path: '/v2/auth/r/orders/tBTC176', method: 'POST' }],
    ['a form', { path: '/v2/auth/r/wallets', method: 'POST', body: { kind: 'form', pairs: [] } as const }],
    ['a list', { path: '/v2/auth/r/wallets', method: 'POST', body: { kind: 'json', value: [] } as const }],
  ])('never puts the real key on %s', (_, parts) => {
    const unsigned = { host: 'api.bitfinex.com', query: [], body: { kind: 'none' } as const, ...parts };
    expect(() => bitfinex.sign(unsigned, setup.real.real, stampOf(setup))).toThrow(Refusal);
  });

  it('a signature is for one path, one nonce, one body', () => {
    const made = (name: string, body: object) =>
      inboundOfOutbound(signParsed(setup, bitfinex.parse(request(name, body))), 'bitfinex', 0);
    const small = made('w/order/submit', order());
    const verify = (inbound: typeof small) => bitfinex.verify(bitfinex.parse(inbound), setup.real.virtual);
    expect(verify(small)).toBe(true);
    expect(verify({ ...small, body: made('w/order/submit', order({ amount: '100' })).body })).toBe(false);
    expect(verify({ ...small, path: '/v2/auth/w/order/update' })).toBe(false);
    expect(verify({ ...small, body: Buffer.concat([small.body, Buffer.from(' ')]) })).toBe(false);
  });
});

describe('keys of Bitfinex', () => {
  it('are issued in the exchange’s form, each another', () => {
    const first = bitfinex.issue('hmac');
    expect(first.apiKey).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(first.secret.toString()).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(first.verifier).toEqual(first.secret);
    expect(bitfinex.issue('hmac').apiKey).not.toBe(first.apiKey);
  });
});

describe('what a key of Bitfinex may do', () => {
  const read = (value: unknown, status = 200) =>
    bitfinex.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };

  it('is read from its scopes; the addresses stay unknown', () => {
    const scopes = (orders: number, withdraw: number, ui = 0) => [
      ['account', 1, 0],
      ['orders', 1, orders],
      ['wallets', 1, 1],
      ['withdraw', 0, withdraw],
      ['ui_withdraw', 0, ui],
    ];
    expect(read(scopes(1, 0))).toEqual({ read: true, trade: true, withdraw: false, ipRestricted: null });
    expect(read(scopes(0, 0)).trade).toBe(false);
    expect(read(scopes(1, 1)).withdraw).toBe(true);
    expect(read(scopes(1, 0, 1)).withdraw).toBe(true);
  });

  it('may withdraw for all that is known when the list is silent of it', () =>
    expect(read([['orders', 1, 1]])).toMatchObject({ trade: true, withdraw: null }));

  it.each([
    [[]],
    [{}],
    [[['account', 1, 0]]],
    [
      [
        ['orders', 1, 1],
        ['withdraw', 2, 0],
      ],
    ],
    [
      [
        ['orders', 1, 1],
        ['withdraw', true, false],
      ],
    ],
    [[['orders', 1, 1], ['withdraw']]],
    [[['orders', 1, 1], 'withdraw']],
    [
      [
        ['orders', 1, 1],
        [7, 1, 1],
      ],
    ],
    [['error', 10100, 'apikey: invalid']],
  ])('is unknown from %j', (answer) => expect(read(answer)).toEqual(unknown));

  it('is unknown from an error', () => expect(read([['orders', 1, 1]], 500)).toEqual(unknown));

  it('is asked at an endpoint of the table that only reads', () => {
    const { method, path } = bitfinex.permissions.request();
    const endpoint = bitfinex.endpoints.find((one) => one.path === path && one.method === method);
    expect(endpoint?.class).toBe('read');
    expect(bitfinex.permissions.explanation).not.toBe('');
  });
});

describeRefusals(
  bitfinex,
  { ...setup, exchange: 'bitfinex', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
