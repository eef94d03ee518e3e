import { Buffer } from 'node:buffer';
import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { kraken } from '../../../src/dialects/kraken/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed, stampOf } from '../../dialect/conformance.ts';
import { withHeader } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { request } from './requests.ts';
import { setup } from './setup.ts';

const CLASSES: ExpectedClasses = {
  malformed: 'BadRequest',
  signature: 'AuthenticationError',
  stale: 'InvalidNonce',
  replay: 'InvalidNonce',
  address: 'PermissionDenied',
  forbidden: 'PermissionDenied',
  policy: 'InvalidOrder',
  rate: 'DDoSProtection',
  revoked: 'AccountSuspended',
  unavailable: 'ExchangeNotAvailable',
};

describe('the endpoints of Kraken', () => {
  const classOf = (path: string, method = 'POST') => {
    const body = method === 'GET' ? '' : 'nonce=1760000000123';
    const parsed = kraken.parse(request('', body, { path, method }));
    const { class: endpointClass, product } = kraken.classify(parsed);
    return `${endpointClass} ${product}`;
  };

  it.each([
    ['/0/private/GetWebSocketsToken', 'credential spot'],
    ['/0/private/CreatePrimeApiUserKey', 'credential other'],
    ['/0/private/Withdraw', 'withdraw spot'],
    ['/0/private/WithdrawCancel', 'withdraw spot'],
    ['/0/private/WalletTransfer', 'transfer derivative'],
    ['/0/private/AccountTransfer', 'transfer sub-account'],
    ['/0/private/CreateSubaccount', 'admin sub-account'],
    ['/0/private/Earn/Allocate', 'transfer earn'],
    ['/0/private/Stake', 'transfer earn'],
    ['/0/private/CreateOtcQuoteRequest', 'trade otc'],
    ['/0/private/OpenPositions', 'read margin'],
    ['/0/private/WithdrawStatus', 'read spot'],
  ])('%s is %s', (path, expected) => expect(classOf(path)).toBe(expected));

  it('makes a transfer of asking for a new address', () => {
    const asked = (body: string) => kraken.classify(kraken.parse(request('DepositAddresses', body))).class;
    expect(asked('nonce=1760000000123&asset=XBT&method=Bitcoin')).toBe('read');
    expect(asked('nonce=1760000000123&asset=XBT&method=Bitcoin&new=true')).toBe('transfer');
    expect(asked('{"nonce":"1760000000123","asset":"XBT","new":false}')).toBe('transfer');
  });

  it.each([
    ['POST', '/0/private/addorder'],
    ['POST', '/0/private/AddOrder/'],
    ['POST', '/0/private/AddOrder2'],
    ['POST', '/0/private/Withdrawals'],
    ['POST', '/1/private/AddOrder'],
    ['GET', '/0/public/NoSuchThing'],
    ['GET', '/'],
    ['PUT', '/0/private/AddOrder'],
    ['POST', '/0/private/constructor'],
  ])('refuses %s %s', (method, path) => {
    expect(() => classOf(path, method)).toThrow(Refusal);
  });

  it('has no host of futures', () => {
    expect(kraken.hosts).toEqual(['api.kraken.com']);
    const parsed = kraken.parse(request('Balance', 'nonce=1760000000123', { host: 'futures.kraken.com' }));
    expect(() => kraken.classify(parsed)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' }));
  });
});

describe('signing for Kraken', () => {
  it('gives the signature of the documentation’s example', () => {
    const secret = 'kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==';
    const decoded = kraken.decodeSecret!(Buffer.from(secret))!;
    const body = 'nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25';
    const parsed = kraken.parse(request('AddOrder', body));
    const outbound = kraken.sign(
      { method: 'POST', host: 'api.kraken.com', path: '/0/private/AddOrder', query: [], body: parsed.body },
      { keyId: 'real', algorithm: 'hmac', key: createSecretKey(decoded), passphrase: null },
      { now: 0, nonce: 1616492376594n, random: '' },
    );
    expect(outbound.body.toString()).toBe(body);
    expect(new Map(outbound.headers).get('API-Sign')).toBe(
      '4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==',
    );
  });

  it('signs a batch over its very bytes', () => {
    const text =
      '{"orders":[{"ordertype":"limit","type":"buy","volume":1.10,"price":"9"}],"nonce":"1760000000123","pair":"X/Y"}';
    const outbound = signParsed(setup, kraken.parse(request('AddOrderBatch', text)));
    const { nonce } = stampOf(setup);
    expect(outbound.body.toString()).toBe(
      `{"nonce":"${nonce}","orders":[{"ordertype":"limit","type":"buy","volume":1.10,"price":"9"}],"pair":"X/Y"}`,
    );
    const digest = createHash('sha256').update(String(nonce)).update(outbound.body).digest();
    const key = Buffer.from(setup.real.client.secret, 'base64');
    expect(new Map(outbound.headers).get('API-Sign')).toBe(
      createHmac('sha512', key).update(Buffer.from(outbound.target)).update(digest).digest('base64'),
    );
  });

  it.each([
    ['a public endpoint', { path: '/0/public/Time', method: 'GET' }],
    ['another method', { path: '/0/private/Balance', method: 'GET' }],
    ['a query', { path: '/0/private/Balance', method: 'POST', query: [{ name: 'a', value: '1' }] }],
  ])('never puts the real key on %s', (_, parts) => {
    const unsigned = { host: 'api.kraken.com', query: [], body: { kind: 'none' } as const, ...parts };
    expect(() => kraken.sign(unsigned, setup.real.real, stampOf(setup))).toThrow(Refusal);
  });

  it('takes no signature but the one text of it', () => {
    const real = signParsed(setup, kraken.parse(request('Balance', 'nonce=1760000000123')));
    const inbound = { ...request('Balance', real.body.toString()), headers: real.headers };
    const verify = (sign: string) =>
      kraken.verify(kraken.parse(withHeader(inbound, 'API-Sign', sign)), setup.real.virtual);
    const sign = new Map(real.headers).get('API-Sign')!;
    expect(verify(sign)).toBe(true);
    const otherLastBits = `${sign.slice(0, -3)}${String.fromCharCode(sign.charCodeAt(sign.length - 3) + 1)}==`;
    for (const altered of [
      sign.replace(/=+$/, ''),
      sign.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
      `${sign} `,
      ` ${sign}`,
      `${sign}\n`,
      otherLastBits,
      sign.toLowerCase(),
      '',
      `${sign}${sign}`,
    ])
      expect(verify(altered), altered).toBe(false);
  });
});

describe('keys of Kraken', () => {
  it('are issued in the exchange’s form, each another', () => {
    const first = kraken.issue('hmac');
    expect(first.apiKey).toMatch(/^[A-Za-z0-9+/]{56}$/);
    expect(first.secret.toString()).toMatch(/^[A-Za-z0-9+/]{86}==$/);
    expect(first.secret.toString()).toBe(first.verifier.toString('base64'));
    expect(kraken.decodeSecret!(first.secret)).toEqual(first.verifier);
    expect(kraken.issue('hmac').apiKey).not.toBe(first.apiKey);
  });

  it.each(['', 'abc', 'not base64 at all!!!!', `${'A'.repeat(86)}B=`, 'QUJD', `${'A'.repeat(88)}\n`])(
    'are not read from "%s"',
    (text) => expect(kraken.decodeSecret!(Buffer.from(text))).toBeNull(),
  );
});

describe('what a key of Kraken may do', () => {
  const read = (value: unknown, status = 200) =>
    kraken.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };

  it('is read from GetApiKeyInfo', () => {
    const info = (permissions: unknown, ipAllowlist: unknown) => ({
      error: [],
      result: { permissions, ipAllowlist },
    });
    expect(read(info(['query-funds', 'modify-trades'], ['203.0.113.9']))).toEqual({
      read: true,
      trade: true,
      withdraw: false,
      ipRestricted: true,
    });
    expect(read(info(['query-open-trades', 'withdraw-funds'], []))).toEqual({
      read: true,
      trade: false,
      withdraw: true,
      ipRestricted: false,
    });
    expect(read(info(['query-funds'], ['203.0.113.9', '0.0.0.0/0'])).ipRestricted).toBe(false);
    expect(read(info('all', [7]))).toEqual(unknown);
  });

  it.each([{ error: ['EAPI:Invalid key'] }, {}, [], { result: [] }, { result: {} }])(
    'is unknown from %j',
    (answer) => expect(read(answer)).toEqual(unknown),
  );

  it('is unknown from an error', () => {
    expect(read({ result: { permissions: ['query-funds'], ipAllowlist: [] } }, 500)).toEqual(unknown);
  });

  it('is asked at an endpoint of the table that only reads', () => {
    const { method, path } = kraken.permissions.request();
    const endpoint = kraken.endpoints.find((one) => one.path === path && one.method === method);
    expect(endpoint?.class).toBe('read');
    expect(kraken.permissions.explanation).not.toBe('');
  });

  it('shows the virtual key’s id, also where slashes are escaped', () => {
    const answer = Buffer.from('{"apiKey":"ab\\/cd+e","again":"ab/cd+e","name":"ü $&"}');
    const redacted = kraken.redact!(answer, {} as never, 'ab/cd+e', 'virtual$&');
    expect(redacted.toString()).toBe('{"apiKey":"virtual$&","again":"virtual$&","name":"ü $&"}');
  });
});

describeRefusals(
  kraken,
  { ...setup, exchange: 'kraken', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
