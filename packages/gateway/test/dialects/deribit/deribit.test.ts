import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { deribit } from '../../../src/dialects/deribit/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { replayDigest } from '../../../src/pipeline/replay-digest.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed } from '../../dialect/conformance.ts';
import { altered, inboundOfOutbound } from '../../dialect/inbound.ts';
import { describeRefusals, type ExpectedClasses } from '../../dialect/refusals.ts';
import { get, order, post } from './requests.ts';
import { setup } from './setup.ts';

const CLASSES: ExpectedClasses = {
  malformed: 'BadRequest',
  signature: 'AuthenticationError',
  stale: 'AuthenticationError',
  replay: 'AuthenticationError',
  address: 'PermissionDenied',
  forbidden: 'PermissionDenied',
  policy: 'InvalidOrder',
  rate: 'DDoSProtection',
  revoked: 'PermissionDenied',
  unavailable: 'ExchangeNotAvailable',
};

const { apiKey, secret } = setup.virtual.client;
const [TS, NONCE] = ['1760000000123', 'n1'];

/** A request with the virtual key's signature over a text that is written out here. */
function signed(inbound: ReturnType<typeof get>, text: string) {
  const sig = createHmac('sha256', secret).update(text).digest('hex');
  const authorization = `deri-hmac-sha256 id=${apiKey},ts=${TS},sig=${sig},nonce=${NONCE}`;
  return {
    ...inbound,
    headers: inbound.headers.map(([name, value]) =>
      name === 'Authorization' ? ([name, authorization] as const) : ([name, value] as const),
    ),
  };
}
const verifies = (inbound: ReturnType<typeof get>) =>
  deribit.verify(deribit.parse(inbound), setup.virtual.virtual);

describe('the signature of Deribit', () => {
  it('is the one of the documentation’s example', () => {
    const uri = '/api/v2/private/get_account_summary?currency=BTC';
    const text = `1576074319000\n1iqt2wls\nGET\n${uri}\n\n`;
    const sig = createHmac('sha256', 'AMANDASECRECT').update(text).digest('hex');
    const inbound = get('private/get_account_summary', 'currency=BTC', {
      headers: [['Authorization', `deri-hmac-sha256 id=AMANDA,ts=1576074319000,nonce=1iqt2wls,sig=${sig}`]],
    });
    const key = {
      algorithm: 'hmac',
      key: createSecretKey(Buffer.from('AMANDASECRECT')),
      passphrase: null,
    } as const;
    expect(deribit.verify(deribit.parse(inbound), key)).toBe(true);
  });

  it('covers time, nonce, method, path, query and body', () => {
    const query = 'instrument_name=BTC_USDC&amount=1&price=2';
    const text = `${TS}\n${NONCE}\nGET\n/api/v2/private/buy?${query}\n\n`;
    const good = signed(get('private/buy', query), text);
    expect(verifies(good)).toBe(true);
    for (const changed of [
      altered(good, { rawQuery: query.replace('amount=1', 'amount=2') }),
      altered(good, { rawQuery: `${query}&post_only=false` }),
      altered(good, { rawQuery: query.replace('BTC_USDC', 'BTC%5FUSDC') }),
      altered(good, { path: '/api/v2/private/sell' }),
      altered(good, { rawQuery: '', path: '/api/v2/private/cancel_all' }),
      signed(get('private/buy', query), text.replace(TS, '1760000000124')),
      signed(get('private/buy', query), text.replace(NONCE, 'n2')),
      signed(get('private/buy', query), text.replace('GET', 'POST')),
    ])
      expect(verifies(changed)).toBe(false);
    const posted = post('private/buy', order());
    const body = posted.body.toString();
    const bodied = signed(posted, `${TS}\n${NONCE}\nPOST\n/api/v2/private/buy\n${body}\n`);
    expect(verifies(bodied)).toBe(true);
    expect(verifies(altered(bodied, { body: Buffer.from(`${body} `) }))).toBe(false);
    expect(verifies(altered(bodied, { body: Buffer.from(body.replace('0.25', '0.26')) }))).toBe(false);
  });

  it('of one request is none of another: no part has a line break of its own', () => {
    const text = `${TS}\n${NONCE}\nGET\n/api/v2/private/buy?a=1\n\n`;
    for (const [from, to] of [
      [`nonce=${NONCE}`, `nonce=${NONCE}\nGET`],
      [`ts=${TS}`, `ts=${TS}\n${NONCE}`],
    ]) {
      const good = signed(get('private/buy', 'a=1'), text);
      const split = {
        ...good,
        headers: good.headers.map(([name, value]) => [name, value.replace(from, to)] as const),
      };
      expect(() => verifies(split)).toThrow(Refusal);
    }
  });

  it('is used up by one request: another nonce, time or body is another', () => {
    const digest = (inbound: ReturnType<typeof get>) =>
      replayDigest(deribit.parse(inbound), deribit).toString('hex');
    const renamed = (from: string, to: string) => {
      const inbound = get('private/buy', 'amount=1');
      return {
        ...inbound,
        headers: inbound.headers.map(([name, value]) => [name, value.replace(from, to)] as const),
      };
    };
    const same = digest(get('private/buy', 'amount=1'));
    expect(digest(renamed('ab'.repeat(32), 'cd'.repeat(32)))).toBe(same);
    expect(digest(renamed(',', ', '))).toBe(same);
    for (const other of [
      renamed('nonce=n1', 'nonce=n2'),
      renamed('0123', '0124'),
      get('private/buy', 'amount=2'),
    ])
      expect(digest(other)).not.toBe(same);
  });
});

describe('what leaves to Deribit', () => {
  const stamp = { now: setup.now, nonce: 0n, random: '00112233445566778899aabbccddeeff' };
  const sign = (method: string, path: string, body: Parameters<typeof deribit.sign>[0]['body']) =>
    deribit.sign({ method, path, host: 'www.deribit.com', query: [], body }, setup.real.real, stamp);

  it('by POST is the same JSON-RPC request, with the real key, the gateway’s time and a nonce of its own', () => {
    const parsed = deribit.parse(post('private/buy', order({ amount: 1.5 }), { id: 'a-1' }));
    const outbound = signParsed({ ...setup, stamp }, parsed);
    expect(JSON.parse(outbound.body.toString())).toEqual({
      jsonrpc: '2.0',
      id: 'a-1',
      method: 'private/buy',
      params: order({ amount: 1.5 }),
    });
    const headers = new Map(outbound.headers);
    expect(headers.get('Content-Type')).toBe('application/json');
    expect(headers.get('Authorization')).toContain(`,nonce=${stamp.random}`);
    const again = deribit.parse(inboundOfOutbound(outbound, 'deribit', setup.now));
    expect(deribit.verify(again, setup.real.virtual)).toBe(true);
    expect(deribit.verify(again, setup.virtual.virtual)).toBe(false);
  });

  it('has nothing of the client’s headers', () => {
    const parsed = deribit.parse(
      get('private/get_positions', '', {
        more: [
          ['Cookie', 'a=b'],
          ['X-Other', '1'],
        ],
      }),
    );
    expect(signParsed(setup, parsed).headers.map(([name]) => name)).toEqual(['Authorization']);
  });

  it.each([
    ['GET', '/api/v2/public/auth', { kind: 'none' }],
    ['GET', '/api/v2/public/fork_token', { kind: 'none' }],
    ['POST', '/api/v2/private/buy', { kind: 'none' }],
    ['POST', '/api/v2/private/buy', { kind: 'form', pairs: [] }],
    ['GET', '/api/v2/private/buy', { kind: 'json', value: new Map() }],
    ['DELETE', '/api/v2/private/buy', { kind: 'none' }],
    ['GET', '/private/buy', { kind: 'none' }],
  ] as const)('is nothing for %s %s with %j', (method, path, body) =>
    expect(() => sign(method, path, body)).toThrow(expect.objectContaining({ reason: 'forbidden' })),
  );
});

describe('keys of Deribit', () => {
  it('are issued in the exchange’s form, each another', () => {
    const [one, other] = [deribit.issue('hmac'), deribit.issue('hmac')];
    expect(one.apiKey).toMatch(/^[A-Za-z0-9]{8}$/);
    expect(one.secret.toString()).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(one.verifier).toEqual(one.secret);
    expect([one.apiKey, one.secret]).not.toEqual([other.apiKey, other.secret]);
  });

  it('are known to read, and nothing else', () => {
    const read = (value: unknown, status = 200) =>
      deribit.permissions.read(status, parseStrictJson(Buffer.from(JSON.stringify(value))));
    const nothing = { read: null, trade: null, withdraw: null, ipRestricted: null };
    const summary = { jsonrpc: '2.0', result: { currency: 'BTC', equity: 1 } };
    expect(read(summary)).toEqual({ ...nothing, read: true });
    for (const other of [{ error: { code: 13009 } }, { result: null }, [], {}])
      expect(read(other)).toEqual(nothing);
    expect(read(summary, 400)).toEqual(nothing);
  });

  it('are asked at an endpoint of the table that only reads', () => {
    const { method, path, host } = deribit.permissions.request();
    expect(deribit.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
    expect(deribit.hosts).toContain(host);
  });

  it('aren’t shown by answers', () => {
    const body = Buffer.from(`{"result":[{"client_id":"${setup.real.client.apiKey}"}]}`);
    const shown = deribit.redact?.(body, {} as never, setup.real.client.apiKey, apiKey).toString();
    expect(shown).toBe(`{"result":[{"client_id":"${apiKey}"}]}`);
  });
});

test('the test environment is no host', () => expect(deribit.hosts).toEqual(['www.deribit.com']));

describeRefusals(
  deribit,
  { ...setup, exchange: 'deribit', credentials: setup.virtual.client, throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  CLASSES,
);
