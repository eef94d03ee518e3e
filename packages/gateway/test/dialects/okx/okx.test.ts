import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { okx } from '../../../src/dialects/okx/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed } from '../../dialect/conformance.ts';
import { inboundOfOutbound, withHeader } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { get, order, post } from './requests.ts';
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

describe('the endpoints of OKX', () => {
  const classOf = (method: string, name: string) => {
    const inbound = method === 'GET' ? get(name) : { ...post(name, {}), method };
    const { class: endpointClass, product } = okx.classify(okx.parse(inbound));
    return `${endpointClass} ${product}`;
  };

  it.each([
    ['POST', 'users/subaccount/apikey', 'credential sub-account'],
    ['GET', 'users/subaccount/apikey', 'credential sub-account'],
    ['POST', 'broker/nd/subaccount/apikey', 'credential sub-account'],
    ['POST', 'tradingBot/signal/create-signal', 'credential other'],
    ['POST', 'asset/withdrawal', 'withdraw spot'],
    ['POST', 'asset/withdrawal-lightning', 'withdraw spot'],
    ['POST', 'fiat/create-withdrawal', 'withdraw otc'],
    ['POST', 'asset/transfer', 'transfer spot'],
    ['POST', 'asset/subaccount/transfer', 'transfer sub-account'],
    ['POST', 'account/spot-manual-borrow-repay', 'transfer lending'],
    ['POST', 'account/set-leverage', 'admin margin'],
    ['POST', 'asset/convert/trade', 'trade convert'],
    ['POST', 'trade/easy-convert', 'trade convert'],
    ['POST', 'trade/mass-cancel', 'trade derivative'],
    ['POST', 'trade/close-position', 'trade derivative'],
    ['POST', 'trade/amend-algos', 'admin spot'],
    ['POST', 'sprd/order', 'trade derivative'],
    ['POST', 'rfq/execute-quote', 'trade otc'],
    ['POST', 'copytrading/first-copy-settings', 'trade other'],
    ['POST', 'tradingBot/recurring/order-algo', 'trade other'],
    ['POST', 'finance/savings/purchase-redempt', 'transfer earn'],
    ['GET', 'account/positions', 'read derivative'],
    ['GET', 'account/config', 'read spot'],
  ])('%s %s is %s', (method, name, expected) => expect(classOf(method, name)).toBe(expected));

  it.each([
    ['GET', 'trade/cancel-order'],
    ['POST', 'trade/orders'],
    ['POST', 'trade/Order'],
    ['POST', 'trade/order/'],
    ['DELETE', 'trade/order'],
    ['POST', 'asset/withdrawals'],
    ['GET', 'constructor'],
  ])('refuses %s %s', (method, name) => {
    expect(() => classOf(method, name)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' }));
  });

  it('refuses another host', () => {
    const parsed = okx.parse({ ...get('account/balance'), host: 'www.okx.cab' });
    expect(() => okx.classify(parsed)).toThrow(Refusal);
  });

  it('describes nothing of a product that can’t be allowed', () => {
    const parsed = okx.parse(post('tradingBot/grid/order-algo', order()));
    expect(okx.describe(parsed, okx.classify(parsed))).toEqual({ orders: [], cancels: [] });
  });
});

describe('signing for OKX', () => {
  const signed = signParsed(setup, okx.parse(post('trade/order', order({ sz: 1.1 }))));

  it('covers time, method, path and body', () => {
    const headers = new Map(signed.headers);
    const text = `${headers.get('OK-ACCESS-TIMESTAMP')}POST/api/v5/trade/order${signed.body}`;
    expect(headers.get('OK-ACCESS-SIGN')).toBe(
      createHmac('sha256', setup.real.client.secret).update(text).digest('base64'),
    );
    expect(headers.get('OK-ACCESS-TIMESTAMP')).toBe(new Date(setup.now).toISOString());
    expect(signed.body.toString()).toContain('"sz":1.1');
  });

  it('covers the query as it is sent', () => {
    const outbound = signParsed(setup, okx.parse(get('trade/fills', 'instId=BTC%2dUSDT&before=a+b')));
    expect(outbound.target).toBe('/api/v5/trade/fills?instId=BTC-USDT&before=a%20b');
    expect(okx.verify(okx.parse(inboundOfOutbound(outbound, 'okx', setup.now)), setup.real.virtual)).toBe(
      true,
    );
  });

  it('leaves the client’s expTime and other headers behind', () => {
    const inbound = post('trade/order', order(), {
      more: [
        ['expTime', '1760000000999'],
        ['X-Forwarded-For', '203.0.113.9'],
        ['Cookie', 'a=b'],
      ],
    });
    const outbound = signParsed(setup, okx.parse(inbound));
    expect(outbound.headers.map(([name]) => name.toLowerCase()).sort()).toEqual(
      [...setup.outboundHeaders].sort(),
    );
  });

  it('refuses a key without passphrase, and a form', () => {
    const { query, body, inbound } = okx.parse(post('trade/order', order()));
    const { method, host, path } = inbound;
    const stamp = { now: setup.now, nonce: 0n, random: '' };
    expect(() =>
      okx.sign({ method, host, path, query, body }, { ...setup.real.real, passphrase: null }, stamp),
    ).toThrow(Refusal);
    const form = { kind: 'form', pairs: [] } as const;
    expect(() => okx.sign({ method, host, path, query, body: form }, setup.real.real, stamp)).toThrow(
      Refusal,
    );
  });

  const received = inboundOfOutbound(signed, 'okx', setup.now);
  const verify = (name: string, value: string, secret = setup.real.virtual) =>
    okx.verify(okx.parse(withHeader(received, name, value)), secret);
  const headers = new Map(signed.headers);
  const sign = headers.get('OK-ACCESS-SIGN')!;
  const passphrase = headers.get('OK-ACCESS-PASSPHRASE')!;

  it('takes no signature but the one text of it', () => {
    expect(verify('OK-ACCESS-SIGN', sign)).toBe(true);
    for (const altered of [
      sign.slice(0, -1),
      `${sign}=`,
      ` ${sign}`,
      sign.toLowerCase(),
      sign.replaceAll('+', '-').replaceAll('/', '_').slice(0, -1),
      `${sign.slice(0, -2)}${String.fromCharCode(sign.charCodeAt(sign.length - 2) + 1)}=`,
      '',
    ])
      expect(verify('OK-ACCESS-SIGN', altered), altered).toBe(false);
  });

  it('takes no passphrase but the virtual key’s', () => {
    expect(verify('OK-ACCESS-PASSPHRASE', passphrase)).toBe(true);
    for (const wrong of [passphrase.slice(0, -1), `${passphrase}x`, passphrase.toLowerCase(), 'x'])
      expect(verify('OK-ACCESS-PASSPHRASE', wrong), wrong).toBe(false);
    expect(verify('OK-ACCESS-SIGN', sign, { ...setup.real.virtual, passphrase: null })).toBe(false);
    const another = { ...setup.real.virtual, passphrase: createSecretKey(Buffer.from('another')) };
    expect(verify('OK-ACCESS-SIGN', sign, another)).toBe(false);
    expect(() => verify('OK-ACCESS-PASSPHRASE', `${passphrase}${'x'.repeat(64)}`)).toThrow(Refusal);
  });
});

describe('keys of OKX', () => {
  it('are issued in the exchange’s form, each another', () => {
    const first = okx.issue('hmac');
    expect(first.apiKey).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(first.secret.toString()).toMatch(/^[0-9A-F]{32}$/);
    expect(first.verifier).toEqual(first.secret);
    const passphrase = first.passphrase!.toString();
    for (const kind of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/, /^[\x21-\x7e]{8,32}$/])
      expect(passphrase).toMatch(kind);
    const second = okx.issue('hmac');
    expect([second.apiKey, second.secret, second.passphrase]).not.toEqual([
      first.apiKey,
      first.secret,
      first.passphrase,
    ]);
  });
});

describe('what a key of OKX may do', () => {
  const read = (value: unknown, status = 200) =>
    okx.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
  const config = (perm: unknown, ip: unknown) => ({ code: '0', msg: '', data: [{ perm, ip, uid: '1' }] });
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };

  it('is read from the account’s configuration', () => {
    expect(read(config('read_only,trade', '203.0.113.9'))).toEqual({
      read: true,
      trade: true,
      withdraw: false,
      ipRestricted: true,
    });
    expect(read(config('read_only,withdraw', ''))).toEqual({
      read: true,
      trade: false,
      withdraw: true,
      ipRestricted: false,
    });
    expect(read(config('', null))).toEqual(unknown);
  });

  it.each([{ code: '50111', msg: '', data: [] }, { code: '0', data: [] }, { code: '0' }, [], {}])(
    'is unknown from %j',
    (answer) => expect(read(answer)).toEqual(unknown),
  );

  it('is unknown from an error', () => expect(read(config('read_only', ''), 401)).toEqual(unknown));

  it('is asked at an endpoint of the table that only reads', () => {
    const { method, path, host } = okx.permissions.request();
    expect(okx.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
    expect(okx.hosts).toContain(host);
    expect(okx.permissions.explanation).not.toBe('');
  });
});

describeRefusals(
  okx,
  { ...setup, exchange: 'okx', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
