import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { askProbe } from '../../../src/dialect/ask-probe.ts';
import type { UnsignedRequest } from '../../../src/dialect/dialect.ts';
import { htx } from '../../../src/dialects/htx/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { order, request } from './requests.ts';
import { setup } from './setup.ts';

const CLASSES: ExpectedClasses = {
  malformed: 'BadRequest',
  signature: 'AuthenticationError',
  // ccxt maps no code of HTX's to InvalidNonce.
  stale: 'AuthenticationError',
  replay: 'AuthenticationError',
  address: 'PermissionDenied',
  forbidden: 'PermissionDenied',
  policy: 'InvalidOrder',
  rate: 'RateLimitExceeded',
  revoked: 'AuthenticationError',
  unavailable: 'ExchangeNotAvailable',
};
const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));

describe('the endpoints of HTX', () => {
  const classOf = (method: string, path: string, host = 'api.huobi.pro') => {
    const body = method === 'POST' ? { body: {} } : {};
    const { class: what, product } = htx.classify(
      htx.parse(request(method, path, { ...body, more: { host } })),
    );
    return `${what} ${product}`;
  };

  it.each([
    ['GET', 'v2/user/api-key', 'credential spot'],
    ['POST', 'v2/sub-user/api-key-generation', 'credential sub-account'],
    ['POST', 'v2/sub-user/api-key-modification', 'credential sub-account'],
    ['POST', 'v2/sub-user/api-key-deletion', 'credential sub-account'],
    ['POST', 'v1/dw/withdraw/api/create', 'withdraw spot'],
    ['POST', 'v1/dw/withdraw-virtual/7/cancel', 'withdraw spot'],
    ['POST', 'v1/account/transfer', 'transfer spot'],
    ['POST', 'v1/futures/transfer', 'transfer spot'],
    ['POST', 'v1/subuser/transfer', 'transfer sub-account'],
    ['GET', 'v2/account/deposit/address', 'transfer spot'],
    ['POST', 'v1/margin/orders', 'transfer lending'],
    ['POST', 'v1/cross-margin/orders/7/repay', 'transfer lending'],
    ['POST', 'v1/order/auto/place', 'trade margin'],
    ['POST', 'v1/order/orders', 'trade other'],
    ['POST', 'v1/order/orders/7/place', 'trade other'],
    ['POST', 'v2/etp/creation', 'trade other'],
    ['POST', 'v1/stable-coin/exchange', 'trade convert'],
    ['POST', 'v2/sub-user/creation', 'admin sub-account'],
    ['GET', 'v1/account/accounts', 'read spot'],
    ['GET', 'v1/order/orders/getClientOrder', 'read spot'],
    ['GET', 'v1/order/orders/7', 'read spot'],
  ])('%s %s is %s', (method, path, expected) => expect(classOf(method, path)).toBe(expected));

  it.each([
    ['POST', 'linear-swap-api/v1/swap_order', 'trade derivative'],
    ['POST', 'linear-swap-api/v1/swap_cross_order', 'trade derivative'],
    ['POST', 'linear-swap-api/v1/swap_cross_cancelall', 'trade derivative'],
    ['POST', 'swap-api/v1/swap_batchorder', 'trade derivative'],
    ['POST', 'api/v1/contract_order', 'trade derivative'],
    ['POST', 'v5/trade/order', 'trade derivative'],
    ['POST', 'v5/position/lever', 'admin derivative'],
    ['POST', 'linear-swap-api/v1/swap_switch_lever_rate', 'admin derivative'],
    ['POST', 'swap-api/v1/swap_master_sub_transfer', 'transfer derivative'],
    ['POST', 'api/v6/copyTrading/trader/apikey', 'credential other'],
    ['POST', 'linear-swap-api/v1/swap_account_info', 'read derivative'],
    ['GET', 'v5/account/balance', 'read derivative'],
  ])('%s %s of the contract hosts is %s', (method, path, expected) => {
    for (const host of ['api.hbdm.com', 'api.hbdm.vn']) expect(classOf(method, path, host)).toBe(expected);
    expect(() => classOf(method, path)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' }));
  });

  it.each([
    ['GET', 'v1/order/orders/place'],
    ['PUT', 'v1/order/orders/7'],
    ['POST', 'v1/order/orders/Place'],
    ['POST', 'v1/order/orders/7/submitCancel'],
    ['POST', 'v1/order/orders/7/8/submitcancel'],
    ['POST', 'v2/algo-orders/cancel'],
    ['GET', 'constructor'],
  ])('refuses %s %s', (method, path) => {
    if (path === 'v1/order/orders/place') {
      // By GET, "place" is an order's id.
      expect(classOf(method, path)).toBe('read spot');
      return;
    }
    expect(() => classOf(method, path)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' }));
  });

  it('trades spot on no contract host, and contracts on no spot host', () => {
    for (const { path, class: what, hosts, product } of htx.endpoints)
      if (what === 'trade' && product === 'spot')
        expect(hosts, path).toEqual(['api.huobi.pro', 'api-aws.huobi.pro']);
    expect(() => classOf('POST', 'v1/order/orders/place', 'api.hbdm.com')).toThrow(Refusal);
  });

  it('describes nothing of a product that can’t be allowed', () => {
    const parsed = htx.parse(request('POST', 'v1/order/auto/place', { body: order() }));
    expect(htx.describe(parsed, htx.classify(parsed), null)).toEqual({ orders: [], cancels: [] });
  });
});

describe('the accounts that trade spot', () => {
  const read = (value: unknown, status = 200) => {
    const ids = htx.spotAccounts?.read(status, json(value)) ?? null;
    return ids === null ? null : [...ids];
  };
  const list = (...accounts: readonly (readonly [id: unknown, type: unknown])[]) => ({
    status: 'ok',
    data: accounts.map(([id, type]) => ({ id, type, subtype: '', state: 'working' })),
  });
  it('are those that HTX calls so', () =>
    expect(read(list([1, 'spot'], [2, 'margin'], [3, 'super-margin'], ['4', 'spot'], [5, 'otc']))).toEqual([
      '1',
      '4',
    ]));
  it('may be none', () => expect(read(list([2, 'super-margin']))).toEqual([]));
  it('are none that is called something else too', () =>
    expect(read(list([1, 'spot'], [1, 'margin'], [2, 'spot'], [2, 'spot']))).toEqual(['2']));
  it.each([['SPOT'], ['spot '], [null], [7], [['spot']]])('are none of type %j', (type) =>
    expect(read(list([1, type]))).toEqual([]),
  );
  it.each([
    {},
    [],
    { status: 'ok', data: [] },
    { status: 'ok', data: null },
    { status: 'ok', data: [{ type: 'spot' }] },
    { status: 'ok', data: [7] },
    { status: 'error', 'err-code': 'login-required', data: null },
    { data: [{ id: 1, type: 'spot' }] },
  ])('are not known from %j', (answer) => expect(read(answer)).toBeNull());
  it('are not known from an error', () => expect(read(list([1, 'spot']), 500)).toBeNull());
  it('are asked for at an endpoint of the table that only reads', () => {
    const asked = htx.spotAccounts?.request();
    const found = htx.endpoints.find(({ method, path }) => path === asked?.path && method === asked.method);
    expect(found?.class).toBe('read');
    expect(htx.hosts).toContain(asked?.host);
  });
});

describe('keys of HTX', () => {
  it('don’t learn the real key’s id from an answer, whatever in it names it', () => {
    const answer = Buffer.from('{"err-msg":"no such key: real-id"}');
    const shown = htx.redact?.(answer, {} as never, 'real-id', 'virtual').toString();
    expect(shown).toBe('{"err-msg":"no such key: virtual"}');
  });

  it('are issued in the exchange’s form, each another', () => {
    const [first, second] = [htx.issue('hmac'), htx.issue('hmac')];
    for (const text of [first.apiKey, first.secret.toString()])
      expect(text).toMatch(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{5}$/);
    expect(first.verifier).toEqual(first.secret);
    expect([second.apiKey, second.secret]).not.toEqual([first.apiKey, first.secret]);
  });
});

describe('what a key of HTX may do', () => {
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };
  const key = (permission: unknown, ipAddresses?: unknown) => ({
    code: 200,
    data: [{ accessKey: 'real', permission, ipAddresses, status: 'normal' }],
  });
  const ask = async (uid: unknown, answer: unknown, status = 200) => {
    const asked: UnsignedRequest[] = [];
    const told = await askProbe(htx.permissions, 'real', async (one) => {
      asked.push(one);
      return one.path === '/v2/user/uid' ? { status: 200, body: json(uid) } : { status, body: json(answer) };
    });
    return { told, asked };
  };
  const UID = { code: 200, data: 63628520 };

  it('is asked for by the user’s number and the key’s id', async () => {
    const { told, asked } = await ask(UID, key('readOnly,trade', '203.0.113.9,203.0.113.10'));
    expect(told).toEqual({ read: true, trade: true, withdraw: false, ipRestricted: true });
    expect(asked.map(({ path, query }) => [path, ...query.map(({ value }) => value)])).toEqual([
      ['/v2/user/uid'],
      ['/v2/user/api-key', 'real', '63628520'],
    ]);
  });
  it('may be to withdraw, from everywhere', async () =>
    expect((await ask(UID, key('readOnly, withdraw', ''))).told).toEqual({
      read: true,
      trade: false,
      withdraw: true,
      ipRestricted: false,
    }));
  it.each([undefined, null, '', '0.0.0.0', '0.0.0.0/0', '::/0', '203.0.113.9,', '*', 'anywhere'])(
    'is not bound to addresses by %j',
    async (addresses) => expect((await ask(UID, key('readOnly', addresses))).told.ipRestricted).toBe(false),
  );
  it.each([
    {},
    { code: 1002, message: 'forbidden' },
    { code: 200, data: [] },
    { code: 200, data: [{ permission: 'readOnly' }, { permission: 'withdraw' }] },
    { code: 200, data: [{ accessKey: 'real' }] },
    { code: 500, data: [{ permission: 'readOnly' }] },
  ])('is unknown from %j', async (answer) => expect((await ask(UID, answer)).told).toEqual(unknown));
  it('is unknown from an error', async () =>
    expect((await ask(UID, key('readOnly'), 403)).told).toEqual(unknown));
  it.each([
    {},
    { code: 200 },
    { code: 200, data: 'x&uid=2' },
    { code: 200, data: -1 },
    { code: 1003, data: 7 },
  ])('is not asked for when the user is unknown: %j', async (uid) => {
    const { told, asked } = await ask(uid, key('readOnly'));
    expect(told).toEqual(unknown);
    expect(asked).toHaveLength(1);
  });
});

describeRefusals(
  htx,
  { ...setup, exchange: 'htx', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchAccounts(),
  CLASSES,
);
