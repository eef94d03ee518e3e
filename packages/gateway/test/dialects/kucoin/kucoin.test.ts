import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { kucoin } from '../../../src/dialects/kucoin/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed } from '../../dialect/conformance.ts';
import { inboundOfOutbound, withHeader } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { del, get, order, post } from './requests.ts';
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

const FUTURES = 'api-futures.kucoin.com';
const BROKER = 'api-broker.kucoin.com';

describe('the endpoints of KuCoin', () => {
  const classOf = (method: string, name: string, host = 'api.kucoin.com') => {
    const inbound = method === 'POST' ? post(name, {}) : { ...get(name), method };
    const { class: endpointClass, product } = kucoin.classify(kucoin.parse({ ...inbound, host }));
    return `${endpointClass} ${product}`;
  };

  it.each([
    ['POST', 'v1/bullet-private', 'credential spot'],
    ['POST', 'v2/bullet-private', 'credential spot'],
    ['POST', 'v1/bullet-public', 'credential spot'],
    ['GET', 'v1/sub/api-key', 'credential sub-account'],
    ['POST', 'v1/sub/api-key', 'credential sub-account'],
    ['POST', 'v1/sub/api-key/update', 'credential sub-account'],
    ['DELETE', 'v1/sub/api-key', 'credential sub-account'],
    ['POST', 'ua/v1/user/create-sub-api-key', 'credential sub-account'],
    ['POST', 'v1/withdrawals', 'withdraw spot'],
    ['POST', 'v3/withdrawals', 'withdraw spot'],
    ['DELETE', 'v1/withdrawals/1', 'withdraw spot'],
    ['POST', 'ua/v1/withdrawal', 'withdraw spot'],
    ['POST', 'v3/accounts/universal-transfer', 'transfer spot'],
    ['POST', 'v2/accounts/inner-transfer', 'transfer spot'],
    ['POST', 'v2/accounts/sub-transfer', 'transfer sub-account'],
    ['POST', 'ua/v1/account/transfer', 'transfer spot'],
    ['POST', 'v3/margin/borrow', 'transfer lending'],
    ['POST', 'v3/hf/margin/order', 'trade margin'],
    ['POST', 'v3/hf/margin/stop-order', 'trade margin'],
    ['POST', 'v1/margin/order', 'trade margin'],
    ['POST', 'v3/position/update-user-leverage', 'admin margin'],
    ['POST', 'ua/v1/unified/order/place', 'trade other'],
    ['POST', 'ua/v1/classic/order/place-batch', 'trade other'],
    ['POST', 'ua/v1/unified/order/cancel-all', 'trade other'],
    ['POST', 'ua/v1/account/mode', 'admin spot'],
    ['GET', 'ua/v1/account/mode', 'read spot'],
    ['POST', 'v1/convert/order', 'trade convert'],
    ['POST', 'v1/earn/orders', 'transfer earn'],
    ['POST', 'v3/deposit-address/create', 'admin spot'],
    ['GET', 'v1/user/api-key', 'read spot'],
    ['GET', 'v1/hf/orders/123', 'read spot'],
    ['DELETE', 'v1/hf/orders/123', 'trade spot'],
  ])('%s %s is %s', (method, name, expected) => expect(classOf(method, name)).toBe(expected));

  it.each([
    ['POST', 'v1/orders', FUTURES, 'trade derivative'],
    ['DELETE', 'v1/orders/123', FUTURES, 'trade derivative'],
    ['POST', 'v1/bullet-private', FUTURES, 'credential derivative'],
    ['POST', 'v3/transfer-out', FUTURES, 'transfer derivative'],
    ['POST', 'v1/copy-trade/futures/orders', FUTURES, 'trade other'],
    ['POST', 'v1/broker/nd/account/apikey', BROKER, 'credential sub-account'],
    ['POST', 'v2/broker/withdrawal', BROKER, 'withdraw sub-account'],
  ])('%s %s on %s is %s', (method, name, host, expected) =>
    expect(classOf(method, name, host)).toBe(expected),
  );

  it.each([
    ['GET', 'v1/hf/orders/active/SYMBOLS', undefined],
    ['POST', 'v1/hf/order', undefined],
    ['POST', 'v1/HF/orders', undefined],
    ['PUT', 'v1/hf/orders', undefined],
    ['POST', 'v4/withdrawals', undefined],
    ['GET', 'constructor', undefined],
    // Spot's paths are none of the futures host, nor the other way round.
    ['POST', 'v1/hf/orders', FUTURES],
    ['POST', 'v3/withdrawals', FUTURES],
    ['POST', 'v1/st-orders', undefined],
    ['POST', 'v1/broker/nd/account/apikey', undefined],
  ])('refuses %s %s on %s', (method, name, host) => {
    const inbound = { ...post(name, {}), method, ...(host === undefined ? {} : { host }) };
    const bare = method === 'POST' ? inbound : { ...inbound, body: Buffer.alloc(0) };
    expect(() => kucoin.classify(kucoin.parse(bare))).toThrow(
      expect.objectContaining({ rule: 'unknown endpoint' }),
    );
  });

  it('refuses another host', () => {
    const parsed = kucoin.parse({ ...get('v1/accounts'), host: 'api.kucoin.cc' });
    expect(() => kucoin.classify(parsed)).toThrow(Refusal);
  });

  it('describes nothing of a product that can’t be allowed', () => {
    const parsed = kucoin.parse(post('v3/hf/margin/order', order()));
    expect(kucoin.describe(parsed, kucoin.classify(parsed))).toEqual({ orders: [], cancels: [] });
  });

  it('describes every spot endpoint that trades', () => {
    const spot = kucoin.endpoints.filter(
      ({ class: c, product = 'spot' }) => c === 'trade' && product === 'spot',
    );
    for (const { method, path } of spot) {
      const name = path.slice('/api/'.length).replace(/\{\w+\}/, '67ab1');
      const inbound = method === 'POST' ? post(name, {}) : del(name);
      const parsed = kucoin.parse(inbound);
      // Whatever it misses in an empty request: it is known.
      try {
        kucoin.describe(parsed, kucoin.classify(parsed));
      } catch (error) {
        expect((error as Refusal).rule, path).not.toBe('undescribed endpoint');
      }
    }
    expect(spot).toHaveLength(28);
  });
});

describe('signing for KuCoin', () => {
  const signed = signParsed(setup, kucoin.parse(post('v1/hf/orders', order({ size: 1.1 }))));
  const headers = new Map(signed.headers);
  const mac = (text: string, secret = setup.real.client.secret) =>
    createHmac('sha256', secret).update(text).digest('base64');

  it('covers time, method, path and body', () => {
    expect(headers.get('KC-API-SIGN')).toBe(mac(`${setup.now}POST/api/v1/hf/orders${signed.body}`));
    expect(headers.get('KC-API-TIMESTAMP')).toBe(String(setup.now));
    expect(signed.body.toString()).toContain('"size":1.1');
  });

  it('signs the passphrase instead of showing it', () => {
    const { password = '' } = setup.real.client;
    expect(headers.get('KC-API-PASSPHRASE')).toBe(mac(password));
    expect(signed.headers.flat().join()).not.toContain(password);
  });

  it('covers the query as it is sent, which is as it was decoded', () => {
    const parsed = kucoin.parse(del('v1/stop-order/cancel', 'orderIds=vs1%2Cvs2&symbol=BTC%2dUSDT'));
    const outbound = signParsed(setup, parsed);
    expect(outbound.target).toBe('/api/v1/stop-order/cancel?orderIds=vs1,vs2&symbol=BTC-USDT');
    const again = kucoin.parse(inboundOfOutbound(outbound, 'kucoin', setup.now));
    expect(kucoin.verify(again, setup.real.virtual)).toBe(true);
  });

  it('takes a signature over the decoded query, and none over the encoded one', () => {
    const [time, passphrase] = [String(setup.now), setup.virtual.client.password ?? ''];
    const { secret, apiKey } = setup.virtual.client;
    const verified = (target: string) => {
      const values = [
        ['KC-API-KEY', apiKey],
        ['KC-API-SIGN', mac(`${time}DELETE${target}`, secret)],
        ['KC-API-TIMESTAMP', time],
        ['KC-API-PASSPHRASE', mac(passphrase, secret)],
        ['KC-API-KEY-VERSION', '3'],
      ] as const;
      const inbound = { ...del('v1/stop-order/cancel', 'orderIds=vs1%2Cvs2'), headers: values };
      return kucoin.verify(kucoin.parse(inbound), setup.virtual.virtual);
    };
    expect(verified('/api/v1/stop-order/cancel?orderIds=vs1,vs2')).toBe(true);
    expect(verified('/api/v1/stop-order/cancel?orderIds=vs1%2Cvs2')).toBe(false);
  });

  it('leaves partner headers and all others of the client behind', () => {
    const inbound = post('v1/hf/orders', order(), {
      more: [
        ['KC-API-PARTNER', 'ccxt'],
        ['KC-API-PARTNER-SIGN', 'abc'],
        ['KC-API-PARTNER-VERIFY', 'true'],
        ['KC-BROKER-NAME', 'x'],
        ['X-Forwarded-For', '203.0.113.9'],
      ],
    });
    const outbound = signParsed(setup, kucoin.parse(inbound));
    expect(outbound.headers.map(([name]) => name.toLowerCase()).sort()).toEqual(
      [...setup.outboundHeaders].sort(),
    );
  });

  it('refuses a key without passphrase, a form, and a query that has two readings', () => {
    const { body, inbound } = kucoin.parse(post('v1/hf/orders', order()));
    const { method, host, path } = inbound;
    const stamp = { now: setup.now, nonce: 0n, random: '' };
    const sign = (changes: object, key = setup.real.real) =>
      kucoin.sign({ method, host, path, query: [], body, ...changes }, key, stamp);
    expect(() => sign({}, { ...setup.real.real, passphrase: null })).toThrow(Refusal);
    expect(() => sign({ body: { kind: 'form', pairs: [] } })).toThrow(Refusal);
    expect(() => sign({ query: [{ name: 'a', value: 'b&c=d' }] })).toThrow(Refusal);
  });

  const received = inboundOfOutbound(signed, 'kucoin', setup.now);
  const verify = (name: string, value: string, secret = setup.real.virtual) =>
    kucoin.verify(kucoin.parse(withHeader(received, name, value)), secret);
  const sign = headers.get('KC-API-SIGN')!;
  const passphrase = headers.get('KC-API-PASSPHRASE')!;

  it('takes no signature but the one text of it', () => {
    expect(verify('KC-API-SIGN', sign)).toBe(true);
    for (const altered of [
      sign.slice(0, -1),
      `${sign}=`,
      ` ${sign}`,
      sign.toLowerCase(),
      `${sign.slice(0, -2)}${String.fromCharCode(sign.charCodeAt(sign.length - 2) + 1)}=`,
      passphrase,
      '',
    ])
      expect(verify('KC-API-SIGN', altered), altered).toBe(false);
  });

  it('takes no passphrase but the virtual key’s, and not the signature in its place', () => {
    expect(verify('KC-API-PASSPHRASE', passphrase)).toBe(true);
    for (const wrong of [sign, mac('another'), mac(''), mac(setup.real.client.password ?? '', 'another')])
      expect(verify('KC-API-PASSPHRASE', wrong), wrong).toBe(false);
    expect(verify('KC-API-SIGN', sign, { ...setup.real.virtual, passphrase: null })).toBe(false);
    const another = { ...setup.real.virtual, passphrase: createSecretKey(Buffer.from('another')) };
    expect(verify('KC-API-SIGN', sign, another)).toBe(false);
    expect(() => verify('KC-API-PASSPHRASE', setup.real.client.password ?? '')).toThrow(Refusal);
  });
});

describe('keys of KuCoin', () => {
  it('are issued in the exchange’s form, each another', () => {
    const first = kucoin.issue('hmac');
    expect(first.apiKey).toMatch(/^[0-9a-f]{24}$/);
    expect(first.secret.toString()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(first.verifier).toEqual(first.secret);
    expect(first.passphrase?.toString()).toMatch(/^[\x21-\x7e]{8,32}$/);
    const second = kucoin.issue('hmac');
    expect([second.apiKey, second.secret, second.passphrase]).not.toEqual([
      first.apiKey,
      first.secret,
      first.passphrase,
    ]);
  });

  it('are never told by an answer: the virtual id stands in the real one’s place', () => {
    const parsed = kucoin.parse(get('v1/user/api-key'));
    const body = Buffer.from('{"code":"200000","data":{"apiKey":"realrealreal","permission":"General"}}');
    const shown = kucoin.redact?.(body, kucoin.classify(parsed), 'realrealreal', 'virtual').toString();
    expect(shown).toBe('{"code":"200000","data":{"apiKey":"virtual","permission":"General"}}');
  });
});

describe('what a key of KuCoin may do', () => {
  const read = (value: unknown, status = 200) =>
    kucoin.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
  const info = (permission: unknown, ipWhitelist?: unknown) => ({
    code: '200000',
    data: { remark: 'x', apiKey: '67', apiVersion: 3, permission, ipWhitelist, uid: 1 },
  });
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };

  it.each([
    ['General,Spot', '203.0.113.9', { read: true, trade: true, withdraw: false, ipRestricted: true }],
    ['General', '', { read: true, trade: false, withdraw: false, ipRestricted: false }],
    ['General, Spot, InnerTransfer', '', { read: true, trade: true, withdraw: false, ipRestricted: false }],
    ['General,Transfer', '', { read: true, trade: false, withdraw: true, ipRestricted: false }],
    ['General,Withdrawal', '', { read: true, trade: false, withdraw: true, ipRestricted: false }],
    ['General', '0.0.0.0', { read: true, trade: false, withdraw: false, ipRestricted: false }],
    ['General,Futures', undefined, { read: true, trade: true, withdraw: false, ipRestricted: null }],
    ['General,Margin', null, { read: true, trade: true, withdraw: false, ipRestricted: null }],
    ['', '', { ...unknown, ipRestricted: false }],
    [null, null, unknown],
    [['General'], 7, unknown],
  ])('%j and %j', (permission, addresses, expected) =>
    expect(read(info(permission, addresses))).toEqual(expected),
  );

  it.each([{ code: '400003', msg: 'x' }, { code: '200000' }, { code: '200000', data: [] }, [], {}])(
    'is unknown from %j',
    (answer) => expect(read(answer)).toEqual(unknown),
  );

  it('is unknown from an error', () => expect(read(info('General', ''), 401)).toEqual(unknown));

  it('is asked at an endpoint of the table that only reads', () => {
    const { method, path, host } = kucoin.permissions.request();
    expect(kucoin.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
    expect(kucoin.hosts).toContain(host);
    expect(kucoin.permissions.explanation).not.toBe('');
  });
});

describe('what a request to KuCoin costs', () => {
  const cost = (inbound: Parameters<typeof kucoin.parse>[0]) => {
    const parsed = kucoin.parse(inbound);
    const classification = kucoin.classify(parsed);
    return kucoin
      .costs(parsed, classification, { orders: [], cancels: [] })
      .map(({ limit: { name, scope }, weight }) => `${name} ${scope} ${weight}`);
  };
  it.each([
    [post('v1/hf/orders', order()), ['spot key 1']],
    [del('v1/hf/orders/cancelAll'), ['spot key 30']],
    [get('v1/accounts'), ['management key 5']],
    [get('ua/v1/account/mode'), ['unified key 60']],
    [{ ...get('v1/market/stats', 'symbol=BTC-USDT'), headers: [] }, ['public address 15']],
    [get('v1/limit/fills'), ['spot key 30']],
  ])('%# is its weight in a pool', (inbound, costs) => expect(cost(inbound)).toEqual(costs));
});

describeRefusals(
  kucoin,
  { ...setup, exchange: 'kucoin', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
