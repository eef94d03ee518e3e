import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/dialects/gate/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { replayDigest } from '../../../src/pipeline/replay-digest.ts';
import { Refusal } from '../../../src/refusal.ts';
import { withHeader } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { order, request } from './requests.ts';
import { setup } from './setup.ts';

const CLASSES: ExpectedClasses = {
  malformed: 'BadRequest',
  signature: 'AuthenticationError',
  // ccxt maps no label of Gate's to InvalidNonce.
  stale: 'AuthenticationError',
  replay: 'AuthenticationError',
  address: 'PermissionDenied',
  forbidden: 'PermissionDenied',
  policy: 'InvalidOrder',
  rate: 'RateLimitExceeded',
  revoked: 'AccountSuspended',
  unavailable: 'ExchangeNotAvailable',
};

describe('the endpoints of Gate', () => {
  const classOf = (method: string, name: string) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {};
    const { class: what, product } = gate.classify(gate.parse(request(method, name, { body })));
    return `${what} ${product}`;
  };

  it.each([
    ['GET', 'account/main_keys', 'credential spot'],
    ['GET', 'sub_accounts/7/keys', 'credential sub-account'],
    ['GET', 'sub_accounts/7/keys/abc', 'credential sub-account'],
    ['POST', 'sub_accounts/7/keys', 'credential sub-account'],
    ['PUT', 'sub_accounts/7/keys/abc', 'credential sub-account'],
    ['DELETE', 'sub_accounts/7/keys/abc', 'credential sub-account'],
    ['POST', 'withdrawals', 'withdraw spot'],
    ['POST', 'withdrawals/push', 'withdraw spot'],
    ['DELETE', 'withdrawals/210496', 'withdraw spot'],
    ['POST', 'p2p/merchant/transaction/confirm-receipt', 'withdraw otc'],
    ['POST', 'wallet/transfers', 'transfer spot'],
    ['POST', 'wallet/sub_account_transfers', 'transfer sub-account'],
    ['GET', 'wallet/deposit_address', 'transfer spot'],
    ['POST', 'margin/uni/loans', 'transfer lending'],
    ['POST', 'unified/loans', 'transfer lending'],
    ['PUT', 'unified/unified_mode', 'admin margin'],
    ['POST', 'margin/auto_repay', 'admin margin'],
    ['POST', 'spot/cross_liquidate_orders', 'trade margin'],
    ['POST', 'spot/pov_orders', 'trade other'],
    ['POST', 'futures/usdt/orders', 'trade derivative'],
    ['POST', 'futures/usdt/positions/BTC_USDT/leverage', 'admin derivative'],
    ['POST', 'options/orders', 'trade derivative'],
    ['POST', 'flash_swap/orders', 'trade convert'],
    ['POST', 'wallet/small_balance', 'trade convert'],
    ['POST', 'crossex/orders', 'trade other'],
    ['POST', 'earn/uni/lends', 'trade earn'],
    ['GET', 'spot/accounts', 'read spot'],
    ['GET', 'spot/orders/t-mine.1', 'read spot'],
  ])('%s %s is %s', (method, name, expected) => expect(classOf(method, name)).toBe(expected));

  it.each([
    ['GET', 'spot/cancel_batch_orders'],
    ['PUT', 'spot/orders/1'],
    ['POST', 'spot/orders/1'],
    ['PATCH', 'spot/orders'],
    ['POST', 'spot/Orders'],
    ['POST', 'spot/orders/'],
    ['POST', 'spot/margin/orders'],
    ['GET', 'constructor'],
    ['POST', 'withdrawals/x/y'],
  ])('refuses %s %s', (method, name) =>
    expect(() => classOf(method, name)).toThrow(expect.objectContaining({ rule: 'unknown endpoint' })),
  );

  it.each(['api-testnet.gateapi.io', 'fx-api.gateio.ws', 'api.gateio.ws.evil.example'])(
    'refuses the host %s',
    (host) => {
      expect(gate.hosts).not.toContain(host);
      expect(() => gate.classify(gate.parse({ ...request('GET', 'spot/accounts'), host }))).toThrow(Refusal);
    },
  );

  it('describes nothing of a product that can’t be allowed', () => {
    const parsed = gate.parse(request('POST', 'spot/pov_orders', { body: order() }));
    expect(gate.describe(parsed, gate.classify(parsed))).toEqual({ orders: [], cancels: [] });
  });
});

describe('two like orders on Gate', () => {
  const digest = (changes: Readonly<Record<string, unknown>>, timestamp = '1760000000') =>
    replayDigest(
      gate.parse(
        withHeader(request('POST', 'spot/orders', { body: order(changes) }), 'Timestamp', timestamp),
      ),
      gate,
    ).toString('hex');
  it('of one second are one request', () => expect(digest({})).toBe(digest({})));
  it('with a text each are two', () => expect(digest({ text: 't-1' })).not.toBe(digest({ text: 't-2' })));
  it('with parts of a second are two, and another spelling of one moment is the same', () => {
    expect(digest({}, '1760000000.25')).not.toBe(digest({}, '1760000000.26'));
    expect(digest({}, '1760000000.0')).toBe(digest({}));
  });
});

describe('keys of Gate', () => {
  it('don’t learn the real key’s id from an answer, whatever in it names it', () => {
    const answer = Buffer.from('{"message":"no such key: real-id"}');
    const shown = gate.redact?.(answer, {} as never, 'real-id', 'virtual').toString();
    expect(shown).toBe('{"message":"no such key: virtual"}');
  });

  it('are issued in the exchange’s form, each another', () => {
    const [first, second] = [gate.issue('hmac'), gate.issue('hmac')];
    expect(first.apiKey).toMatch(/^[0-9a-f]{32}$/);
    expect(first.secret.toString()).toMatch(/^[0-9a-f]{64}$/);
    expect(first.verifier).toEqual(first.secret);
    expect(first.passphrase).toBeNull();
    expect([second.apiKey, second.secret]).not.toEqual([first.apiKey, first.secret]);
  });
});

describe('what a key of Gate may do', () => {
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };
  const read = (value: unknown, status = 200) =>
    gate.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
  const detail = (ip_whitelist: unknown) => ({ user_id: 1, ip_whitelist, key: { mode: 1 } });

  it('is told only as far as addresses go', () => {
    expect(read(detail(['203.0.113.9']))).toEqual({ ...unknown, read: true, ipRestricted: true });
    expect(read(detail([]))).toEqual({ ...unknown, read: true, ipRestricted: false });
  });
  it.each([[['203.0.113.9', '0.0.0.0']], [['']], [[null]], [['203.0.113.9', 7]], [['*']]])(
    'is not bound to addresses by %j',
    (list) => expect(read(detail(list)).ipRestricted).toBe(false),
  );
  it.each([{}, [], detail(null), detail('203.0.113.9'), { label: 'FORBIDDEN', message: 'x' }])(
    'is unknown from %j',
    (answer) => expect(read(answer)).toEqual(unknown),
  );
  it('is unknown from an error', () => expect(read(detail(['203.0.113.9']), 403)).toEqual(unknown));
  it('is asked at an endpoint of the table that only reads', () => {
    const { method, path, host } = gate.permissions.request();
    expect(gate.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
    expect(gate.hosts).toContain(host);
  });
});

describeRefusals(
  gate,
  { ...setup, exchange: 'gate', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
