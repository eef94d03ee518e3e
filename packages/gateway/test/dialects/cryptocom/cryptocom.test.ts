import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { cryptocom } from '../../../src/dialects/cryptocom/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { replayDigest } from '../../../src/pipeline/replay-digest.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed } from '../../dialect/conformance.ts';
import { inboundOfOutbound } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { judge, list, order, post } from './requests.ts';
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
  unavailable: 'OnMaintenance',
};

const NONCE = '1760000000123';
const { apiKey, secret } = setup.virtual.client;

/** A request that the virtual key signed: the signature over a text that is written out here. */
function signed(
  method: string,
  text: string,
  params: unknown,
  changes: Readonly<Record<string, unknown>> = {},
) {
  const sig = createHmac('sha256', secret).update(`${method}1${apiKey}${text}${NONCE}`).digest('hex');
  return post(method, params, { api_key: apiKey, sig, ...changes });
}

const verifies = (inbound: ReturnType<typeof post>) =>
  cryptocom.verify(cryptocom.parse(inbound), setup.virtual.virtual);

describe('the signature of Crypto.com', () => {
  it.each([
    ['nothing', '', {}],
    ['names in order', 'a1b2', { b: '2', a: '1' }],
    ['numbers and flags', 'counttrueend10', { end: 10, count: true }],
    ['lists', 'exec_instPOST_ONLYside1', { side: '1', exec_inst: ['POST_ONLY'] }],
    [
      'lists of objects',
      'order_lista1b2a3b4',
      {
        order_list: [
          { b: '2', a: '1' },
          { a: '3', b: '4' },
        ],
      },
    ],
    ['lists in lists', 'order_listexec_instAB', { order_list: [{ exec_inst: ['A', 'B'] }] }],
    ['underscores before letters', 'a_b1ab2', { ab: '2', a_b: '1' }],
  ])('covers %s', (_, text, params) =>
    expect(verifies(signed('private/get-trades', text, params))).toBe(true),
  );

  it('covers method, id, key, parameters and time', () => {
    const text = 'order_id5';
    const params = { order_id: '5' };
    const method = 'private/cancel-order';
    expect(verifies(signed(method, text, params))).toBe(true);
    expect(verifies(signed(method, text, { order_id: '6' }))).toBe(false);
    expect(verifies(signed(method, text, params, { id: '2' }))).toBe(false);
    expect(verifies(signed(method, text, params, { nonce: '1760000000124' }))).toBe(false);
    expect(verifies(signed(method, text, params, { api_key: setup.real.client.apiKey }))).toBe(false);
    const elsewhere = signed(method, text, params, { method: 'private/get-order-detail' });
    expect(verifies({ ...elsewhere, path: '/exchange/v1/private/get-order-detail' })).toBe(false);
  });

  it('fits a request whose digits moved between parameters and time, which is refused', () => {
    const moved = { order_id: '51' };
    expect(() =>
      verifies(signed('private/cancel-order', 'order_id5', moved, { nonce: NONCE.slice(1) })),
    ).toThrow(Refusal);
    expect(() =>
      verifies(signed('private/cancel-order', 'order_id51', { order_id: '5' }, { nonce: `1${NONCE}` })),
    ).toThrow(Refusal);
  });

  it('is used up by the first request that carries it, whatever its body says', () => {
    const text = 'client_oidaexec_instPOST_ONLY';
    const [one, other] = [
      { client_oid: 'a', exec_inst: ['POST_ONLY'] },
      { client_oid: 'aexec_instPOST_ONLY' },
    ].map((params) => cryptocom.parse(signed('private/create-order', text, params)));
    for (const request of [one, other]) expect(cryptocom.verify(request, setup.virtual.virtual)).toBe(true);
    expect(replayDigest(other, cryptocom)).toEqual(replayDigest(one, cryptocom));
    const next = cryptocom.parse(signed('private/create-order', 'client_oidb', { client_oid: 'b' }));
    expect(replayDigest(next, cryptocom)).not.toEqual(replayDigest(one, cryptocom));
  });
});

describe('an order has one reading only', () => {
  /** The text that is signed, as any client computes it. */
  const textOf = (params: Record<string, unknown>): string =>
    Object.keys(params)
      .sort()
      .map(
        (name) =>
          name +
          [params[name]]
            .flat()
            .map((one) => (typeof one === 'object' ? textOf(one as never) : one))
            .join(''),
      )
      .join('');

  const samples: Record<string, unknown>[] = [
    order({ client_oid: 'mine', exec_inst: ['POST_ONLY'], broker_id: 'x' }),
    order({ client_oid: 'a-b_c', fee_instrument_name: 'USD', stp_id: '7', stp_scope: 'M', stp_inst: 'T' }),
    order({
      type: 'STOP_LIMIT',
      ref_price: '90',
      ref_price_type: 'LAST_PRICE',
      time_in_force: 'FILL_OR_KILL',
    }),
    order({ type: 'MARKET', price: undefined, quantity: undefined, notional: '50', client_oid: '1' }),
  ];

  /** Other parameters with the same signed text: one parameter swallowed by the one before it, or cut out of it. */
  function* others(params: Record<string, unknown>): Generator<Record<string, unknown>> {
    const names = Object.keys(params).sort();
    for (let at = 0; at + 1 < names.length; at++) {
      const { [names[at + 1]]: next, ...rest } = params;
      yield {
        ...rest,
        [names[at]]: `${[params[names[at]]].flat().join('')}${names[at + 1]}${[next].flat().join('')}`,
      };
    }
    for (const name of names) {
      const text = [params[name]].flat().join('');
      for (let cut = 1; cut < text.length; cut++) {
        const end = /^[a-z][a-z0-9_]*/.exec(text.slice(cut))?.[0] ?? '';
        for (let length = 1; length <= end.length; length++)
          yield {
            ...params,
            [name]: text.slice(0, cut),
            [text.slice(cut, cut + length)]: text.slice(cut + length),
          };
      }
    }
  }

  it.each(samples)('%j', (params) => {
    judge('create-order', params);
    let tried = 0;
    for (const other of others(params)) {
      if (textOf(other) !== textOf(params)) continue;
      tried++;
      expect(() => judge('create-order', other), JSON.stringify(other)).toThrow(Refusal);
    }
    expect(tried).toBeGreaterThan(4);
  });

  it.each(['exec_inst', 'price', 'inside-1', 'prototype', 'my_quantity', 'ref_price'])(
    'so a client id with the name of a parameter in it is refused: %s',
    (client_oid) => {
      const rule = { rule: 'parameter name in a value' };
      expect(() => judge('create-order', order({ client_oid }))).toThrow(expect.objectContaining(rule));
      expect(() => judge('create-order', order({ broker_id: client_oid }))).toThrow(
        expect.objectContaining(rule),
      );
      expect(() => judge('create-order-list', list(order({ client_oid })))).toThrow(
        expect.objectContaining(rule),
      );
      expect(() => judge('cancel-order', { client_oid })).toThrow(expect.objectContaining(rule));
    },
  );
});

describe('what leaves to Crypto.com', () => {
  const parsed = cryptocom.parse(signed('private/create-order', '', order(), { id: 77 }));
  const outbound = signParsed(setup, parsed);
  const text = outbound.body.toString();

  it('has the client’s id, the gateway’s time and the real key', () => {
    expect(JSON.parse(text)).toMatchObject({
      id: 77,
      method: 'private/create-order',
      params: order(),
      api_key: setup.real.client.apiKey,
      nonce: String(setup.now),
    });
    expect(text).not.toContain(apiKey);
    expect(text).not.toContain(parsed.signature?.nonce);
    const again = cryptocom.parse(inboundOfOutbound(outbound, 'cryptocom', setup.now));
    expect(cryptocom.verify(again, setup.real.virtual)).toBe(true);
    expect(cryptocom.verify(again, setup.virtual.virtual)).toBe(false);
  });

  it.each([
    ['GET', '/exchange/v1/private/user-balance'],
    ['POST', '/exchange/v1/public/auth'],
    ['POST', '/exchange/v1/public/staking/get-conversion-rate'],
    ['POST', '/private/user-balance'],
  ])('is nothing for %s %s', (method, path) =>
    expect(() =>
      cryptocom.sign(
        { method, path, host: 'api.crypto.com', query: [], body: { kind: 'none' } },
        setup.real.real,
        { now: setup.now, nonce: 0n, random: '' },
      ),
    ).toThrow(expect.objectContaining({ reason: 'forbidden' })),
  );
});

describe('an answer of Crypto.com', () => {
  const [real, virtual] = [setup.real.client.apiKey, apiKey];
  const redact = (text: string) =>
    cryptocom.redact?.(Buffer.from(text), {} as never, real, virtual).toString() ?? '';

  it('that repeats the request shows neither the real key’s id nor a signature of it', () => {
    const sig = '0a'.repeat(32);
    const original = JSON.stringify({ id: 1, api_key: real, sig, nonce: 1 });
    for (const text of [
      JSON.stringify({ code: 306, original }),
      JSON.stringify({ code: 306, original: original.replaceAll('":', '" : ') }),
      JSON.stringify({ code: 306, original: JSON.parse(original) }),
    ]) {
      const shown = redact(text);
      expect(shown).not.toContain(real);
      expect(shown).not.toContain(sig);
      expect(shown).toContain(virtual);
      expect(() => JSON.parse(shown)).not.toThrow();
    }
  });

  it('keeps everything else, hashes of transactions too', () => {
    const text = `{"result":{"txid":"${'0a'.repeat(32)}","signal":"sig"}}`;
    expect(redact(text)).toBe(text);
  });
});

describe('keys of Crypto.com', () => {
  it('are issued in the exchange’s form, each another', () => {
    const [one, other] = [cryptocom.issue('hmac'), cryptocom.issue('hmac')];
    expect(one.apiKey).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(one.secret.toString()).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(one.verifier).toEqual(one.secret);
    expect([one.apiKey, one.secret]).not.toEqual([other.apiKey, other.secret]);
  });

  it('are known to read, and nothing else', () => {
    const read = (value: unknown, status = 200) =>
      cryptocom.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
    const nothing = { read: null, trade: null, withdraw: null, ipRestricted: null };
    const balance = { code: '0', result: { data: [] } };
    expect(read(balance)).toEqual({ ...nothing, read: true });
    for (const other of [{ code: 40101 }, { code: 0 }, [], {}]) expect(read(other)).toEqual(nothing);
    expect(read(balance, 401)).toEqual(nothing);
  });

  it('are asked at an endpoint of the table that only reads', () => {
    const { method, path, host } = cryptocom.permissions.request();
    expect(cryptocom.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
    expect(cryptocom.hosts).toContain(host);
  });
});

test('the sandbox and streams are hosts of nobody', () => {
  expect(cryptocom.hosts).toEqual(['api.crypto.com', 'deriv-api.crypto.com']);
});

test.each(['public/auth', 'private/fiat/fiat-get-plaid-token'])('%s makes a session or a token', (method) =>
  expect(cryptocom.classify(cryptocom.parse(post(method, {}))).class).toBe('credential'),
);

describeRefusals(
  cryptocom,
  { ...setup, exchange: 'cryptocom', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
