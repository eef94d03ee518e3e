import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gemini } from '../../../src/dialects/gemini/index.ts';
import { geminiSignature } from '../../../src/dialects/gemini/verify.ts';
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
  policy: 'InvalidOrder',
  rate: 'RateLimitExceeded',
  revoked: 'AuthenticationError',
  unavailable: 'ExchangeNotAvailable',
};

describe('the endpoints of Gemini', () => {
  const classOf = (path: string, method = 'POST') => {
    const { class: endpointClass, product } = gemini.classify(gemini.parse(request(path, {}, { method })));
    return `${endpointClass} ${product}`;
  };

  it.each([
    ['/v1/order/new', 'trade spot'],
    ['/v1/withdraw/btc', 'withdraw spot'],
    ['/v1/withdraw/feeEstimate', 'withdraw spot'],
    ['/v1/withdraw/btc/feeEstimate', 'read spot'],
    ['/v2/withdraw/bitcoin/btc', 'withdraw spot'],
    ['/v1/payments/sen/withdraw', 'withdraw spot'],
    ['/v1/payments/addbank', 'admin spot'],
    ['/v1/approvedAddresses/bitcoin/request', 'admin spot'],
    ['/v1/approvedAddresses/account/request', 'admin spot'],
    ['/v1/approvedAddresses/bitcoin/remove', 'admin spot'],
    ['/v1/deposit/bitcoin/newAddress', 'transfer spot'],
    ['/v1/account/transfer/btc', 'transfer sub-account'],
    ['/v1/account/create', 'admin sub-account'],
    ['/v1/account/rename', 'admin sub-account'],
    ['/v1/account/list', 'read sub-account'],
    ['/v1/oauth/revokeByToken', 'credential other'],
    ['/v1/staking/stake', 'transfer earn'],
    ['/v1/wrap/efilfil', 'trade convert'],
    ['/v1/instant/quote', 'trade convert'],
    ['/v1/clearing/confirm', 'trade otc'],
    ['/v1/clearing/broker/new', 'trade otc'],
    ['/v1/prediction-markets/order', 'trade other'],
    ['/v1/prediction-markets/order/batch', 'trade other'],
    ['/v1/prediction-markets/terms/accept', 'admin other'],
    ['/v1/margin/order/preview', 'read margin'],
    ['/v1/positions', 'read derivative'],
    ['/v1/heartbeat', 'read spot'],
  ])('%s is %s', (path, expected) => expect(classOf(path)).toBe(expected));

  it.each([
    ['GET', '/v1/order/new'],
    ['PUT', '/v1/order/new'],
    ['DELETE', '/v1/order/cancel'],
    ['POST', '/v1/order/New'],
    ['POST', '/v1/order/new/'],
    ['POST', '/v1/order/replace'],
    ['POST', '/v2/order/new'],
    ['POST', '/v1/symbols'],
    ['POST', '/v1/block/new'],
    ['POST', '/v1/withdraw'],
    ['GET', '/v1/order/events'],
    ['GET', '/auth/token'],
    ['POST', '/v1/constructor'],
  ])('refuses %s %s', (method, path) =>
    expect(() => classOf(path, method)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' })),
  );

  it('has no host but that of the API', () => {
    expect(gemini.hosts).toEqual(['api.gemini.com']);
    for (const host of ['exchange.gemini.com', 'api.sandbox.gemini.com', 'docs.gemini.com'])
      expect(() => gemini.classify(gemini.parse(request('/v1/balances', {}, { host })))).toThrow(Refusal);
  });
});

describe('signing for Gemini', () => {
  it('gives the signature of the documentation’s example', () => {
    // The payload of https://docs.gemini.com/authentication/api-key, signed with its secret.
    const payload =
      'ewogICAgInJlcXVlc3QiOiAiL3YxL29yZGVyL3N0YXR1cyIsCiAgICAibm9uY2UiOiAxMjM0NTYsCgogICAgIm9yZGVyX2lkIjogMTg4MzQKfQo=';
    expect(geminiSignature(createSecretKey(Buffer.from('1234abcd')), payload)).toBe(
      '337cc8b4ea692cfe65b4a85fcc9f042b2e3f702ac956fd098d600ab15705775017beae402be773ceee10719ff70d710f',
    );
  });

  it('writes path and nonce in front, all of it in the header', () => {
    const outbound = signParsed(
      setup,
      gemini.parse(request('/v1/order/new', order({ client_order_id: 'ü"' }))),
    );
    const headers = new Map(outbound.headers);
    const payload = headers.get('X-GEMINI-PAYLOAD') ?? '';
    expect(Buffer.from(payload, 'base64').toString('utf8')).toBe(
      `{"request":"/v1/order/new","nonce":"${stampOf(setup).nonce}","symbol":"btcusd","amount":"0.25","price":"100","side":"buy","type":"exchange limit","client_order_id":"ü\\""}`,
    );
    expect(headers.get('X-GEMINI-SIGNATURE')).toBe(
      createHmac('sha384', setup.real.client.secret).update(payload).digest('hex'),
    );
    expect(outbound.body).toHaveLength(0);
    expect(outbound.target).toBe('/v1/order/new');
  });

  it.each([
    ['another path', { path: '/auth/token', method: 'POST' }],
    ['the root', { path: '/', method: 'GET' }],
    ['another method', { path: '/v1/balances', method: 'DELETE' }],
    ['a query', { path: '/v1/balances', method: 'POST', query: [{ name: 'a', value: '1' }] }],
    ['a form', { path: '/v1/balances', method: 'POST', body: { kind: 'form', pairs: [] } as const }],
    ['a list', { path: '/v1/balances', method: 'POST', body: { kind: 'json', value: [] } as const }],
  ])('never puts the real key on %s', (_, parts) => {
    const unsigned = { host: 'api.gemini.com', query: [], body: { kind: 'none' } as const, ...parts };
    expect(() => gemini.sign(unsigned, setup.real.real, stampOf(setup))).toThrow(Refusal);
  });

  it.each(['master-abc', 'MASTER-abc'])('never uses the master key %s', (keyId) => {
    const key = {
      keyId,
      algorithm: 'hmac',
      key: createSecretKey(Buffer.from('x')),
      passphrase: null,
    } as const;
    expect(() => gemini.sign(gemini.permissions.request(), key, stampOf(setup))).toThrow(
      expect.objectContaining({ rule: 'master key' }),
    );
  });

  it('a signature is for one payload: put on another it verifies no more', () => {
    const made = (path: string, parameters: object) =>
      inboundOfOutbound(signParsed(setup, gemini.parse(request(path, parameters))), 'gemini', 0);
    const small = made('/v1/order/new', order());
    const large = made('/v1/order/new', order({ amount: '100' }));
    const verify = (inbound: typeof small) => gemini.verify(gemini.parse(inbound), setup.real.virtual);
    expect([verify(small), verify(large)]).toEqual([true, true]);
    const mixed = small.headers.map(([name, value]): [string, string] => [
      name,
      name === 'X-GEMINI-PAYLOAD' ? (new Map(large.headers).get(name) ?? '') : value,
    ]);
    expect(verify({ ...small, headers: mixed })).toBe(false);
  });
});

describe('keys of Gemini', () => {
  it('are issued in the exchange’s form, each another', () => {
    const first = gemini.issue('hmac');
    expect(first.apiKey).toMatch(/^account-[A-Za-z0-9]{20}$/);
    expect(first.secret.toString()).toMatch(/^[A-Za-z0-9]{28}$/);
    expect(first.verifier).toEqual(first.secret);
    expect(first.verifier.buffer === first.secret.buffer && first.verifier === first.secret).toBe(false);
    expect(gemini.issue('hmac').apiKey).not.toBe(first.apiKey);
  });
});

describe('what a key of Gemini may do', () => {
  const read = (value: unknown, status = 200) =>
    gemini.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };
  const roles = (isTrader: unknown, isFundManager: unknown, isAuditor: unknown) => ({
    isTrader,
    isFundManager,
    isAuditor,
  });

  it('is read from its roles; the addresses stay unknown', () => {
    expect(read(roles(true, false, false))).toEqual({
      read: true,
      trade: true,
      withdraw: false,
      ipRestricted: null,
    });
    expect(read(roles(true, true, false)).withdraw).toBe(true);
    expect(read(roles(false, false, true))).toMatchObject({ read: true, trade: false, withdraw: false });
    expect(read(roles(false, false, false)).read).toBe(false);
  });

  it.each([
    {},
    [],
    { isTrader: true },
    roles('true', false, false),
    roles(true, null, false),
    roles(true, 0, false),
    { result: 'error', reason: 'InvalidNonce' },
  ])('is unknown from %j', (answer) => expect(read(answer)).toEqual(unknown));

  it('is unknown from an error', () => expect(read(roles(true, false, false), 403)).toEqual(unknown));

  it('is asked at an endpoint of the table that only reads', () => {
    const { method, path } = gemini.permissions.request();
    const endpoint = gemini.endpoints.find((one) => one.path === path && one.method === method);
    expect(endpoint?.class).toBe('read');
    expect(gemini.permissions.explanation).not.toBe('');
  });

  it('names the virtual key where Gemini names the real one', () => {
    const answer = (id: string) =>
      Buffer.from(
        `{"reason":"MissingRole","message":"assign [FundManager] to API key ${id} which has [Trader]"}`,
      );
    const shown = (id: string) =>
      gemini.redact?.(answer(id), {} as never, 'account-wujB3szN54gt', 'account-virtual').toString();
    expect(shown('account-wujB3szN54gt')).toBe(answer('account-virtual').toString());
    expect(shown('wujB3szN54gt')).toBe(answer('virtual').toString());
    expect(shown('another')).toBe(answer('another').toString());
  });
});

describeRefusals(
  gemini,
  { ...setup, exchange: 'gemini', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
