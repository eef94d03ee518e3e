import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mexc } from '../../../src/dialects/mexc/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed, stampOf } from '../../dialect/conformance.ts';
import { altered, withHeader } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { order, passes, request, signed } from './requests.ts';
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

const NOW = `timestamp=${setup.now}`;
const buy = request('POST order', order());
const refused = (inbound: InboundRequest, reason: string, rule?: string) =>
  expect(() => mexc.parse(inbound)).toThrow(
    expect.objectContaining({ reason, ...(rule === undefined ? {} : { rule }) }),
  );
const withQuery = (rawQuery: string) => altered(buy, { rawQuery });

describe('parsing a request to MEXC', () => {
  it('takes key, time and window, and keeps the rest', () => {
    const parsed = mexc.parse(request('POST order', { ...order(), recvWindow: '60000' }));
    expect(parsed.signature).toEqual({
      keyId: setup.virtual.client.apiKey,
      timestamp: setup.now,
      nonce: null,
      windowMs: 60_000,
    });
    expect(parsed.query.map(({ name }) => name)).toEqual([
      'symbol',
      'side',
      'type',
      'quantity',
      'price',
      'recvWindow',
    ]);
  });

  it.each([
    ['a body beside the query', altered(buy, { body: Buffer.from('quantity=100') }), 'body'],
    ['a JSON body', altered(buy, { body: Buffer.from('{"quantity":"100"}') }), 'body'],
    ['an empty JSON body', altered(buy, { body: Buffer.from('{}') }), 'body'],
    ['a blank for a body', altered(buy, { body: Buffer.from(' ') }), 'body'],
    ['the signature in front', withQuery(`signature=${'a'.repeat(64)}&${NOW}`), 'place of the signature'],
    ['a parameter behind the signature', withQuery(`${signed(NOW)}&quantity=100`), 'place of the signature'],
    ['two signatures', withQuery(`${signed(NOW)}&signature=${'a'.repeat(64)}`), 'duplicate parameter'],
    ['a parameter twice', withQuery(signed(`quantity=1&quantity=100&${NOW}`)), 'duplicate parameter'],
    [
      'a parameter twice, once encoded',
      withQuery(signed(`quantity=1&%71uantity=100&${NOW}`)),
      'duplicate parameter',
    ],
    ['a list of a parameter', withQuery(signed(`quantity[]=100&${NOW}`)), 'parameter name'],
    ['two timestamps', withQuery(signed(`${NOW}&${NOW}`)), 'duplicate parameter'],
    ['a Timestamp', withQuery(signed(`Timestamp=1&${NOW}`)), 'parameter name'],
    ['a Signature', withQuery(signed(`Signature=a&${NOW}`)), 'parameter name'],
    ['a recvwindow', withQuery(signed(`recvwindow=60000&${NOW}`)), 'parameter name'],
    ['an AccessKey', withQuery(signed(`AccessKey=mx0&${NOW}`)), 'parameter name'],
    ['a double encoding', withQuery(signed(`quantity=%2531&${NOW}`)), 'double encoding'],
    ['no timestamp', withQuery(signed('symbol=BTCUSDT')), 'timestamp'],
    ['a timestamp in seconds', withQuery(signed('timestamp=1760000000')), 'timestamp'],
    ['a timestamp with a fraction', withQuery(signed('timestamp=1760000000123.5')), 'timestamp'],
    ['a timestamp with a zero in front', withQuery(signed('timestamp=0760000000123')), 'timestamp'],
    ['a window of 0', withQuery(signed(`recvWindow=0&${NOW}`)), 'recvWindow'],
    ['a window that is too long', withQuery(signed(`recvWindow=60001&${NOW}`)), 'recvWindow'],
    ['a negative window', withQuery(signed(`recvWindow=-1&${NOW}`)), 'recvWindow'],
    ['a window with an exponent', withQuery(signed(`recvWindow=1e4&${NOW}`)), 'recvWindow'],
    ['a signature without a key', altered(buy, { headers: [] }), 'missing key id'],
    [
      'an encoded body',
      altered(buy, { headers: [...buy.headers, ['Content-Encoding', 'gzip']] }),
      'encoded body',
    ],
    ['two keys', altered(buy, { headers: [...buy.headers, ['x-mexc-apikey', 'x']] }), 'duplicate header'],
  ])('refuses %s', (_, inbound, rule) => refused(inbound, 'malformed', rule));

  it('refuses a bare key: whatever MEXC would answer it', () => {
    refused(withQuery(''), 'forbidden', 'unsigned request');
    refused(withQuery(NOW), 'forbidden', 'unsigned request');
  });

  it.each([
    '',
    'mx0',
    'MX0aaaaaaaaaaaaaaa',
    `mx0${'a'.repeat(14)}`,
    `mx0${'a'.repeat(16)}`,
    `mx0${'a'.repeat(14)}-`,
    'other',
  ])('refuses the key "%s" as none', (id) =>
    refused(withHeader(buy, 'X-MEXC-APIKEY', id), 'signature', 'key id'),
  );

  it.each<HeaderLine[]>([
    [['ApiKey', setup.virtual.client.apiKey]],
    [['Signature', 'a'.repeat(64)]],
    [['Request-Time', String(setup.now)]],
    [
      ['apikey', 'x'],
      ['signature', 'y'],
      ['request-time', '1'],
    ],
  ])('refuses the futures’ signature: %j', (...headers) => {
    refused(
      request('POST /api/v1/private/order/submit', '', { headers, rawQuery: '' }),
      'forbidden',
      'product',
    );
    refused(altered(buy, { headers: [...buy.headers, ...headers] }), 'forbidden', 'product');
  });

  it('doesn’t care for what ccxt sends of itself', () => {
    const inbound = altered(buy, {
      headers: [...buy.headers, ['source', 'CCXT'], ['Content-Type', 'application/json']],
    });
    expect(passes(inbound)).toBe(true);
    const outbound = signParsed(setup, mexc.parse(inbound));
    expect(outbound.headers.map(([name]) => name)).toEqual(['X-MEXC-APIKEY', 'Content-Type']);
  });
});

describe('the endpoints of MEXC', () => {
  const classOf = (endpoint: string, host = 'api.mexc.com') => {
    const { class: what, product } = mexc.classify(mexc.parse(request(endpoint, '', { host })));
    return `${what} ${product}`;
  };

  it.each([
    ['GET userDataStream', 'credential spot'],
    ['PUT userDataStream', 'credential spot'],
    ['POST apiKeyInfo', 'credential spot'],
    ['GET apiKeyInfo', 'read spot'],
    ['GET sub-account/apiKey', 'credential sub-account'],
    ['GET broker/sub-account/onceToken', 'credential sub-account'],
    ['GET strategy/group', 'read spot'],
    ['GET strategy/group/uid', 'admin spot'],
    ['POST mxDeduct/enable', 'admin spot'],
    ['POST capital/withdraw', 'withdraw spot'],
    ['DELETE capital/withdraw', 'withdraw spot'],
    ['POST capital/withdraw/apply', 'withdraw spot'],
    ['POST capital/transfer/internal', 'withdraw spot'],
    ['POST broker/capital/withdraw/apply', 'withdraw sub-account'],
    ['POST capital/transfer', 'transfer spot'],
    ['POST capital/deposit/address', 'transfer spot'],
    ['POST capital/convert', 'transfer convert'],
    ['POST margin/order', 'trade margin'],
    ['POST /api/v1/private/order/submit', 'trade derivative'],
    ['POST /api/v1/private/position/change_leverage', 'admin derivative'],
    ['GET /api/v1/contract/detail', 'public derivative'],
  ])('%s is %s', (endpoint, expected) => expect(classOf(endpoint)).toBe(expected));

  it.each([
    'POST Order',
    'POST order/',
    'POST orders',
    'POST order/TEST',
    'PUT order',
    'PATCH order',
    'GET order/test',
    'GET batchOrders',
    'DELETE batchOrders',
    'POST order/cancelReplace',
    'POST order/oco',
    'POST /api/v2/order',
    'POST /open/api/v2/order/place',
    'POST capital/withdraw/',
    'GET /',
  ])('%s is in no table', (endpoint) => expect(() => classOf(endpoint)).toThrow(Refusal));

  it('of spot are on one host', () => {
    expect(() => classOf('POST order', 'contract.mexc.com')).toThrow(Refusal);
    expect(mexc.hosts).not.toContain('www.mexc.com');
  });
});

describe('signatures of MEXC', () => {
  it('are in lower case, as MEXC wants them, and nothing else', () => {
    const [text, signature] = buy.rawQuery.split('&signature=');
    const given = (one: string) => passes(withQuery(`${text}&signature=${one}`));
    expect(given(signature)).toBe(true);
    for (const one of [
      signature.toUpperCase(),
      signature.replace(/[a-f]/, (letter) => letter.toUpperCase()),
      signature.slice(1),
      `${signature}0`,
      '',
      '0'.repeat(64),
      Buffer.from(signature, 'hex').toString('base64url'),
      encodeURIComponent(`${signature} `),
      `%3${signature.charCodeAt(0) - 0x30}${signature.slice(1)}`,
    ])
      expect(given(one), one).toBe(false);
  });

  it('are of a query as it was sent: another encoding of it is another text', () => {
    const text = `newClientOrderId=a%3Ab&${NOW}`;
    const right = signed(text);
    expect(passes(withQuery(right))).toBe(true);
    expect(passes(withQuery(right.replace('%3A', '%3a')))).toBe(false);
    expect(passes(withQuery(right.replace('%3A', ':')))).toBe(false);
  });

  it('are the documentation’s example’s', () => {
    // https://www.mexc.com/api-docs/spot-v3/general-info, "Example 2", whose printed signature isn't that of its own text.
    const secret = '45d0b3c26f2644f19bfb98b07741b2f5';
    const text =
      'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=11&recvWindow=5000&timestamp=1644489390087';
    const expected = createHmac('sha256', secret).update(text).digest('hex');
    const parsed = mexc.parse(withQuery(`${text}&signature=${expected}`));
    const key = createSecretKey(Buffer.from(secret));
    expect(mexc.verify(parsed, { algorithm: 'hmac', key, passphrase: null })).toBe(true);
    const outbound = mexc.sign(
      { ...parsed.inbound, query: parsed.query, body: parsed.body },
      { keyId: 'mx0', algorithm: 'hmac', key, passphrase: null },
      { now: 1644489390087, nonce: 0n, random: '' },
    );
    const moved =
      'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=11&timestamp=1644489390087&recvWindow=5000';
    expect(outbound.target).toBe(
      `/api/v3/order?${moved}&signature=${createHmac('sha256', secret).update(moved).digest('hex')}`,
    );
  });
});

describe('signing for MEXC', () => {
  it('writes percent-encodings in capitals: MEXC takes no others', () => {
    const text = JSON.stringify([order({ newClientOrderId: 'a:b' })]);
    const inbound = request(
      'POST batchOrders',
      `batchOrders=${encodeURIComponent(text).toLowerCase().replaceAll('btcusdt', 'BTCUSDT')}`,
    );
    const { target } = signParsed(setup, mexc.parse(inbound));
    expect(target).toMatch(/batchOrders=%5B%7B%22/);
    expect(target.match(/%[0-9A-F]{2}/g)?.length).toBe(target.match(/%/g)?.length);
  });

  it.each([
    ['futures', { path: '/api/v1/private/order/submit' }],
    ['the futures’ host', { host: 'contract.mexc.com' }],
    ['another version', { path: '/open/api/v2/order/place' }],
    ['a form', { body: { kind: 'form', pairs: [] } as const }],
    ['JSON', { body: { kind: 'json', value: new Map() } as const }],
  ])('never puts the real key on %s', (_, parts) => {
    const unsigned = {
      method: 'POST',
      host: 'api.mexc.com',
      path: '/api/v3/order',
      query: [],
      body: { kind: 'none' } as const,
    };
    expect(() => mexc.sign({ ...unsigned, ...parts }, setup.real.real, stampOf(setup))).toThrow(Refusal);
  });
});

describe('keys of MEXC', () => {
  it('are issued in the exchange’s form, each another', () => {
    const [one, two] = [mexc.issue('hmac'), mexc.issue('hmac')];
    expect(one.apiKey).toMatch(/^mx0[A-Za-z0-9]{15}$/);
    expect(one.secret.toString()).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(one.verifier).toEqual(one.secret);
    expect(one.apiKey).not.toBe(two.apiKey);
  });

  it('ask about themselves only, and are answered in the virtual key’s name', () => {
    const { apiKey } = setup.virtual.client;
    const parsed = mexc.parse(request('GET apiKeyInfo', { accessKey: apiKey }));
    expect(parsed.query).toEqual([]);
    expect(signParsed(setup, parsed).target).toContain(`accessKey=${setup.real.client.apiKey}&`);
    const { apiKey: real } = setup.real.client;
    for (const accessKey of [real, apiKey.toUpperCase(), '', `${apiKey},${real}`])
      refused(request('GET apiKeyInfo', { accessKey }), 'forbidden', 'accessKey');
    refused(request('GET account', { accessKey: apiKey }), 'forbidden', 'accessKey');
    refused(request('POST apiKeyInfo', { accessKey: apiKey }), 'forbidden', 'accessKey');
    const answer = Buffer.from(JSON.stringify({ accessKey: real, permissions: '' }));
    const classification = mexc.classify(parsed);
    expect(mexc.redact?.(answer, classification, real, apiKey).toString()).toBe(
      JSON.stringify({ accessKey: apiKey, permissions: '' }),
    );
  });
});

describe('what a key of MEXC may do', () => {
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };
  const read = (value: unknown, status = 200) =>
    mexc.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
  const info = (permissions: unknown, ipWhiteList: unknown) => ({
    permissions,
    ipWhiteList,
    status: 'VALID',
  });

  it.each([
    ['SPOT_ACCOUNT_READ,SPOT_DEAL_READ,SPOT_DEAL_WRITE', '203.0.113.9', [true, true, false, true]],
    ['SPOT_ACCOUNT_READ', '', [true, false, false, false]],
    ['SPOT_DEAL_WRITE,SPOT_WITHDRAW_WRITE', '203.0.113.9,203.0.113.10', [false, true, true, true]],
    ['SPOT_ACCOUNT_R, SPOT_DEAL_W, SPOT_WITHDRAW_W', '2001:db8::7', [true, true, true, true]],
    ['SPOT_WITHDRAW_READ', '0.0.0.0', [false, false, false, false]],
    ['SPOT_ACCOUNT_READ', '*', [true, false, false, false]],
    ['SPOT_ACCOUNT_READ', '203.0.113.9,::', [true, false, false, false]],
    ['SPOT_ACCOUNT_READ', '203.0.113.9,0.0.0.0/0', [true, false, false, false]],
  ])('is read from "%s" and "%s"', (permissions, ips, [canRead, trade, withdraw, ipRestricted]) =>
    expect(read(info(permissions, ips))).toEqual({ read: canRead, trade, withdraw, ipRestricted }),
  );

  it.each([
    [{}, 200],
    [[], 200],
    [info(null, null), 200],
    [info('', null), 200],
    [info(['SPOT_ACCOUNT_READ'], ['203.0.113.9']), 200],
    [info('spot account read', null), 200],
    [{ code: 700002, msg: 'x' }, 200],
    [info('SPOT_ACCOUNT_READ', '203.0.113.9'), 400],
    [info('SPOT_ACCOUNT_READ', '203.0.113.9'), 503],
  ])('is unknown from %j with status %i', (value, status) => expect(read(value, status)).toEqual(unknown));

  it('is asked at an endpoint of the table that only reads', () => {
    const { method, path } = mexc.permissions.request();
    expect(mexc.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
  });
});

describeRefusals(
  mexc,
  { ...setup, exchange: 'mexc', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
