import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bitget } from '../../../src/dialects/bitget/index.ts';
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
  rate: 'DDoSProtection',
  revoked: 'AccountSuspended',
  unavailable: 'ExchangeNotAvailable',
};

describe('the endpoints of Bitget', () => {
  const classOf = (method: string, name: string, host = 'api.bitget.com') => {
    const inbound = method === 'POST' ? post(name, {}) : { ...get(name), method };
    const { class: endpointClass, product } = bitget.classify(bitget.parse({ ...inbound, host }));
    return `${endpointClass} ${product}`;
  };

  it.each([
    ['POST', 'v2/user/create-virtual-subaccount-apikey', 'credential sub-account'],
    ['POST', 'v2/user/batch-create-subaccount-and-apikey', 'credential sub-account'],
    ['GET', 'v2/user/virtual-subaccount-apikey-list', 'credential sub-account'],
    ['POST', 'v2/broker/manage/create-subaccount-apikey', 'credential sub-account'],
    ['POST', 'v3/user/create-sub-api', 'credential sub-account'],
    ['GET', 'v3/user/sub-api-list', 'credential sub-account'],
    ['POST', 'user/v1/sub/virtual-api-create', 'credential sub-account'],
    ['POST', 'v2/spot/wallet/withdrawal', 'withdraw spot'],
    ['POST', 'v2/spot/wallet/cancel-withdrawal', 'withdraw spot'],
    ['POST', 'spot/v1/wallet/withdrawal-inner-v2', 'withdraw spot'],
    ['POST', 'v3/account/withdraw', 'withdraw spot'],
    ['POST', 'v2/broker/account/subaccount-withdrawal', 'withdraw sub-account'],
    ['POST', 'v2/spot/wallet/transfer', 'transfer spot'],
    ['POST', 'v2/spot/wallet/subaccount-transfer', 'transfer sub-account'],
    ['POST', 'v3/account/transfer', 'transfer spot'],
    ['POST', 'v3/account/sub-transfer', 'transfer sub-account'],
    ['POST', 'v2/margin/crossed/account/borrow', 'transfer lending'],
    ['POST', 'v2/margin/isolated/place-order', 'trade margin'],
    ['POST', 'margin/v1/cross/order/placeOrder', 'trade margin'],
    ['POST', 'v2/mix/order/place-order', 'trade derivative'],
    ['POST', 'v2/mix/account/set-leverage', 'admin derivative'],
    ['POST', 'v3/trade/place-order', 'trade other'],
    ['POST', 'v3/trade/cancel-symbol-order', 'trade other'],
    ['POST', 'v3/trade/grid/create-bot', 'trade other'],
    ['POST', 'v3/account/switch', 'admin spot'],
    ['POST', 'v2/spot/account/upgrade', 'admin spot'],
    ['POST', 'v2/spot/trade/modify-plan-order', 'admin spot'],
    ['POST', 'spot/v1/trade/orders', 'trade other'],
    ['POST', 'spot/v1/plan/placePlan', 'trade other'],
    ['POST', 'v2/earn/loan/borrow', 'transfer lending'],
    ['POST', 'v2/earn/savings/subscribe', 'transfer earn'],
    ['POST', 'v2/copy/spot-follower/settings', 'trade other'],
    ['POST', 'v2/convert/trade', 'trade convert'],
    ['POST', 'v3/p2p/order-release', 'trade otc'],
    ['POST', 'v3/stockplus/trade/place-order', 'trade other'],
    ['POST', 'v3/stockplus/asset/transfer', 'transfer other'],
    ['GET', 'v3/account/settings', 'read spot'],
    ['GET', 'v2/spot/account/info', 'read spot'],
    ['POST', 'v2/spot/trade/place-order', 'trade spot'],
  ])('%s %s is %s', (method, name, expected) => expect(classOf(method, name)).toBe(expected));

  it.each([
    ['GET', 'v2/spot/trade/place-order'],
    ['POST', 'v2/spot/trade/place-orders'],
    ['POST', 'v2/spot/trade/Place-Order'],
    ['POST', 'v1/spot/trade/place-order'],
    ['POST', 'v2/spot/wallet/withdrawals'],
    ['GET', 'constructor'],
  ])('refuses %s %s', (method, name) =>
    expect(() => classOf(method, name)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' })),
  );

  it('refuses another host', () =>
    expect(() => classOf('GET', 'v2/spot/account/assets', 'api.bitget.cc')).toThrow(Refusal));

  it('describes nothing of a product that can’t be allowed', () => {
    const parsed = bitget.parse(post('v3/trade/place-order', order()));
    expect(bitget.describe(parsed, bitget.classify(parsed))).toEqual({ orders: [], cancels: [] });
  });

  it('describes every spot endpoint that trades', () => {
    const spot = bitget.endpoints.filter(
      ({ class: c, product = 'spot' }) => c === 'trade' && product === 'spot',
    );
    for (const { path } of spot) {
      const parsed = bitget.parse(post(path.slice('/api/'.length), {}));
      // Whatever it misses in an empty request: it is known.
      try {
        bitget.describe(parsed, bitget.classify(parsed));
      } catch (error) {
        expect((error as Refusal).rule, path).not.toBe('undescribed endpoint');
      }
    }
    expect(spot).toHaveLength(10);
  });
});

describe('signing for Bitget', () => {
  const mac = (text: string, secret = setup.real.client.secret) =>
    createHmac('sha256', secret).update(text).digest('base64');
  const signed = signParsed(setup, bitget.parse(post('v2/spot/trade/place-order', order({ size: 1.1 }))));
  const headers = new Map(signed.headers);

  it('covers time, method, path and body', () => {
    expect(headers.get('ACCESS-SIGN')).toBe(
      mac(`${setup.now}POST/api/v2/spot/trade/place-order${signed.body}`),
    );
    expect(headers.get('ACCESS-TIMESTAMP')).toBe(String(setup.now));
    expect(signed.body.toString()).toContain('"size":1.1');
  });

  it('sorts the query, and sends it as it was decoded', () => {
    const parsed = bitget.parse(get('v2/spot/trade/fills', 'symbol=BTC%55SDT&orderId=1%2C2&limit=10'));
    const outbound = signParsed(setup, parsed);
    expect(outbound.target).toBe('/api/v2/spot/trade/fills?limit=10&orderId=1,2&symbol=BTCUSDT');
    const again = bitget.parse(inboundOfOutbound(outbound, 'bitget', setup.now));
    expect(bitget.verify(again, setup.real.virtual)).toBe(true);
  });

  it('takes a query that was signed sorted, or as it was sent, and never encoded', () => {
    const { secret, apiKey, password = '' } = setup.virtual.client;
    const verified = (query: string, target: string) => {
      const values = [
        ['ACCESS-KEY', apiKey],
        ['ACCESS-SIGN', mac(`${setup.now}GET/api/v2/spot/trade/fills?${target}`, secret)],
        ['ACCESS-TIMESTAMP', String(setup.now)],
        ['ACCESS-PASSPHRASE', password],
      ] as const;
      const inbound = { ...get('v2/spot/trade/fills', query), headers: values };
      return bitget.verify(bitget.parse(inbound), setup.virtual.virtual);
    };
    expect(verified('symbol=X&orderId=1%2C2', 'orderId=1,2&symbol=X')).toBe(true);
    expect(verified('symbol=X&orderId=1%2C2', 'symbol=X&orderId=1,2')).toBe(true);
    expect(verified('symbol=X&orderId=1%2C2', 'symbol=X&orderId=1%2C2')).toBe(false);
    expect(verified('symbol=X&orderId=1&limit=2', 'symbol=X&limit=2&orderId=1')).toBe(false);
    expect(verified('symbol=X&orderId=1', 'symbol=X')).toBe(false);
    expect(verified('symbol=X', 'orderId=1&symbol=X')).toBe(false);
  });

  it('leaves the channel and all other headers of the client behind', () => {
    const inbound = post('v2/spot/trade/place-order', order(), {
      more: [
        ['X-CHANNEL-API-CODE', 'p4sve'],
        ['locale', 'en-US'],
        ['X-Forwarded-For', '203.0.113.9'],
      ],
    });
    const outbound = signParsed(setup, bitget.parse(inbound));
    expect(outbound.headers.map(([name]) => name.toLowerCase()).sort()).toEqual(
      [...setup.outboundHeaders].sort(),
    );
  });

  it('refuses a key without passphrase, a form, and a query that has two readings', () => {
    const { body, inbound } = bitget.parse(post('v2/spot/trade/place-order', order()));
    const { method, host, path } = inbound;
    const stamp = { now: setup.now, nonce: 0n, random: '' };
    const sign = (changes: object, key = setup.real.real) =>
      bitget.sign({ method, host, path, query: [], body, ...changes }, key, stamp);
    expect(() => sign({}, { ...setup.real.real, passphrase: null })).toThrow(Refusal);
    expect(() => sign({ body: { kind: 'form', pairs: [] } })).toThrow(Refusal);
    expect(() => sign({ query: [{ name: 'a', value: 'b&c=d' }] })).toThrow(Refusal);
  });

  const received = inboundOfOutbound(signed, 'bitget', setup.now);
  const verify = (name: string, value: string, secret = setup.real.virtual) =>
    bitget.verify(bitget.parse(withHeader(received, name, value)), secret);
  const sign = headers.get('ACCESS-SIGN')!;
  const passphrase = headers.get('ACCESS-PASSPHRASE')!;

  it('takes no signature but the one text of it', () => {
    expect(verify('ACCESS-SIGN', sign)).toBe(true);
    for (const altered of [
      sign.slice(0, -1),
      `${sign}=`,
      ` ${sign}`,
      sign.toLowerCase(),
      `${sign.slice(0, -2)}${String.fromCharCode(sign.charCodeAt(sign.length - 2) + 1)}=`,
      '',
    ])
      expect(verify('ACCESS-SIGN', altered), altered).toBe(false);
  });

  it('takes no passphrase but the virtual key’s', () => {
    expect(verify('ACCESS-PASSPHRASE', passphrase)).toBe(true);
    for (const wrong of [passphrase.slice(0, -1), `${passphrase}x`, passphrase.toLowerCase(), 'x'])
      expect(verify('ACCESS-PASSPHRASE', wrong), wrong).toBe(false);
    expect(verify('ACCESS-SIGN', sign, { ...setup.real.virtual, passphrase: null })).toBe(false);
    const another = { ...setup.real.virtual, passphrase: createSecretKey(Buffer.from('another')) };
    expect(verify('ACCESS-SIGN', sign, another)).toBe(false);
  });
});

describe('keys of Bitget', () => {
  it('are issued in the exchange’s form, each another', () => {
    const first = bitget.issue('hmac');
    expect(first.apiKey).toMatch(/^bg_[0-9a-f]{32}$/);
    expect(first.secret.toString()).toMatch(/^[0-9a-f]{64}$/);
    expect(first.verifier).toEqual(first.secret);
    expect(first.passphrase?.toString()).toMatch(/^[\x21-\x7e]{8,32}$/);
    const second = bitget.issue('hmac');
    expect([second.apiKey, second.secret, second.passphrase]).not.toEqual([
      first.apiKey,
      first.secret,
      first.passphrase,
    ]);
  });

  it('are never told by an answer: the virtual id stands in the real one’s place', () => {
    const parsed = bitget.parse(get('v3/account/info'));
    const body = Buffer.from('{"code":"00000","data":{"apiKey":"bg_real"}}');
    const shown = bitget.redact?.(body, bitget.classify(parsed), 'bg_real', 'virtual').toString();
    expect(shown).toBe('{"code":"00000","data":{"apiKey":"virtual"}}');
  });
});

describe('what a key of Bitget may do', () => {
  const read = (value: unknown, status = 200) =>
    bitget.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
  const info = (authorities: unknown, ips?: unknown) => ({
    code: '00000',
    data: { userId: '1', authorities, ips, parentId: 1 },
  });
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };

  it.each([
    [['stow', 'stor'], '203.0.113.9', { read: true, trade: true, withdraw: false, ipRestricted: true }],
    [['stor'], '', { read: true, trade: false, withdraw: false, ipRestricted: false }],
    [['stow', 'wtow'], '', { read: true, trade: true, withdraw: false, ipRestricted: false }],
    [['stor', 'wwow'], '', { read: true, trade: false, withdraw: true, ipRestricted: false }],
    [['coow'], undefined, { read: true, trade: true, withdraw: false, ipRestricted: null }],
    [['trade', 'readonly'], null, { read: true, trade: true, withdraw: false, ipRestricted: null }],
    [[], '', { read: false, trade: false, withdraw: false, ipRestricted: false }],
    [['stor', 'p2p'], '1.1.1.1', { read: true, trade: false, withdraw: true, ipRestricted: true }],
    [['stor', 'p2pw'], '0.0.0.0', { read: true, trade: false, withdraw: true, ipRestricted: false }],
    [['stor', 'p2pr'], '1.1.1.1,*', { read: true, trade: false, withdraw: false, ipRestricted: false }],
    // One name that isn't understood may be the right to withdraw.
    [['stow', 'wallet_withdraw'], '1.1.1.1', { ...unknown, ipRestricted: true }],
    [['stow', 7], null, unknown],
    ['stow', null, unknown],
    [null, null, unknown],
  ])('%j and %j', (authorities, ips, expected) => expect(read(info(authorities, ips))).toEqual(expected));

  it.each([{ code: '40037', msg: 'x', data: null }, { code: '00000' }, { code: '00000', data: [] }, [], {}])(
    'is unknown from %j',
    (answer) => expect(read(answer)).toEqual(unknown),
  );

  it('is unknown from an error', () => expect(read(info(['stow'], ''), 400)).toEqual(unknown));

  it('is asked at an endpoint of the table that only reads', () => {
    const { method, path, host } = bitget.permissions.request();
    expect(bitget.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
    expect(bitget.hosts).toContain(host);
    expect(bitget.permissions.explanation).not.toBe('');
  });
});

describe('what a request to Bitget costs', () => {
  const cost = (inbound: Parameters<typeof bitget.parse>[0]) => {
    const parsed = bitget.parse(inbound);
    return bitget
      .costs(parsed, bitget.classify(parsed), { orders: [], cancels: [] })
      .map(({ limit: { name, scope, limit }, weight }) => `${name} ${scope} ${weight}/${limit}`);
  };
  it.each([
    [post('v2/spot/trade/place-order', order()), 'POST v2/spot/trade/place-order key 1/10'],
    [{ ...get('v2/spot/market/tickers'), headers: [] }, 'GET v2/spot/market/tickers address 1/20'],
    [get('v2/spot/account/info'), 'GET v2/spot/account/info key 1/2'],
  ])('%# is one of its endpoint, and one of the address', (inbound, own) =>
    expect(cost(inbound)).toEqual(['requests address 1/6000', own]),
  );
});

describeRefusals(
  bitget,
  { ...setup, exchange: 'bitget', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
