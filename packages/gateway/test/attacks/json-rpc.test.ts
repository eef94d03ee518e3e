import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { cryptocom } from '../process/exchanges/cryptocom.ts';
import { deribit } from '../process/exchanges/deribit.ts';
import type { Venue } from '../process/exchanges/venue.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { type RawRequest, sendRaw } from './raw-client.ts';

/*
 * Requests whose method stands in the address and in the body: Crypto.com's, whose signature fits several bodies, and
 * Deribit's by POST, which ccxt doesn't send. Each through a whole gateway.
 */

let trial: Trial;
let gateway: RunningGateway;
const fakes = new Map<Venue, FakeExchange>();
const keys = new Map<Venue, Credentials>();

beforeAll(async () => {
  trial = await startTrial();
  for (const venue of [cryptocom, deribit]) {
    fakes.set(venue, await trial.join(venue.exchange, venue, 'hmac'));
    const policy = TRADER.replace('BTCUSDT', venue.symbol)
      .replace('[limit, market]', '[limit, post-only]')
      .replace('max_daily_usd: 1500', 'max_daily_usd: 100000');
    keys.set(venue, await trial.issue(`thief-${venue.exchange}`, policy, venue.exchange));
  }
  gateway = await trial.start();
});
afterAll(() => trial.stop());

/** What the gateway answers, and how many requests reached the exchange meanwhile. */
async function sent(venue: Venue, request: RawRequest) {
  const fake = fakes.get(venue) as FakeExchange;
  const before = fake.orders.length;
  const { status, body } = await sendRaw(gateway.port, request);
  return { status, body, reached: fake.orders.length - before };
}

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');

describe('Crypto.com', () => {
  const small = {
    instrument_name: 'BTC_USDT',
    side: 'BUY',
    type: 'LIMIT',
    quantity: '0.001',
    price: '49000',
    spot_margin: 'SPOT',
  };

  function signed(
    params: Readonly<Record<string, unknown>>,
    id = '1',
    nonce = String(Date.now()),
  ): RawRequest {
    const { apiKey, secret } = keys.get(cryptocom) as Credentials;
    const method = 'private/create-order';
    const text = Object.keys(params)
      .sort()
      .map((name) => `${name}${params[name]}`)
      .join('');
    const sig = hmac(secret, `${method}${id}${apiKey}${text}${nonce}`);
    return {
      method: 'POST',
      target: `/cryptocom/api.crypto.com/exchange/v1/${method}`,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, method, params, api_key: apiKey, sig, nonce }),
    };
  }

  test('an order that is signed well is sent, by the real key', async () => {
    expect(await sent(cryptocom, signed(small))).toMatchObject({ status: 200, reached: 1 });
    expect(fakes.get(cryptocom)?.orders.at(-1)?.signed).toBe(true);
  });

  test('a signature is used up, whatever body it is put on', async () => {
    const first = signed({ ...small, client_oid: '7' }, '1');
    expect((await sent(cryptocom, first)).reached).toBe(1);
    // As a number it is signed in the same way.
    const second = { ...first, body: first.body.replace('"client_oid":"7"', '"client_oid":7') };
    expect(second.body).not.toBe(first.body);
    const answer = await sent(cryptocom, second);
    expect(answer.reached).toBe(0);
    expect(answer.body).toContain('40102');
    // So is the order to the letter in the same millisecond; with another id it is another.
    const nonce = String(Date.now());
    const same = [signed(small, '1', nonce), signed(small, '1', nonce), signed(small, '2', nonce)];
    const reached = [];
    for (const one of same) reached.push((await sent(cryptocom, one)).reached);
    expect(reached).toEqual([1, 0, 1]);
  });

  test('one parameter swallowed by another, under the same signature: refused', async () => {
    const text = { ...small, client_oid: 'a', exec_inst: 'POST_ONLY' };
    const withParams = (params: object) => {
      const request = signed(text);
      return { ...request, body: JSON.stringify({ ...JSON.parse(request.body), params }) };
    };
    const meant = { ...text, exec_inst: ['POST_ONLY'] };
    expect((await sent(cryptocom, withParams(meant))).reached).toBe(1);
    expect(JSON.parse(fakes.get(cryptocom)?.orders.at(-1)?.body ?? '{}').params).toEqual(meant);
    for (const params of [text, { ...small, client_oid: 'aexec_instPOST_ONLY' }])
      expect((await sent(cryptocom, withParams(params))).reached).toBe(0);
  });

  test('a margin order, another method’s address and the old API: refused', async () => {
    const good = signed(small);
    for (const bad of [
      signed({ ...small, spot_margin: 'MARGIN' }),
      { ...good, body: good.body.replace('create-order', 'create-order-list') },
      { ...good, target: good.target.replace('create-order', 'advanced/create-order') },
      { ...good, target: good.target.replace('/exchange/v1/', '/v2/') },
      { ...good, target: good.target.replace('api.crypto.com', 'uat-api.3ona.co') },
      { ...good, target: `${good.target}?spot_margin=MARGIN` },
    ])
      expect(await sent(cryptocom, bad)).toMatchObject({ reached: 0 });
  });

  test('an error that repeats the request shows neither the real key’s id nor its signature', async () => {
    const fake = fakes.get(cryptocom) as FakeExchange;
    fake.respond = ({ body }) => ({ status: 500, body: { code: 306, message: 'x', original: body } });
    const { body } = await sent(cryptocom, signed(small));
    fake.respond = () => undefined;
    const real = JSON.parse(fake.orders.at(-1)?.body ?? '{}');
    expect(body).toContain('original');
    for (const secret of [real.api_key, real.sig]) expect(body.includes(secret)).toBe(false);
  });
});

describe('Deribit', () => {
  const order = { instrument_name: 'BTC_USDC', amount: 0.001, price: 49_000 };

  function signed(method: string, body: object, nonce = randomUUID()): RawRequest {
    const { apiKey, secret } = keys.get(deribit) as Credentials;
    const [path, text, ts] = [`/api/v2/${method}`, JSON.stringify(body), Date.now()];
    const sig = hmac(secret, `${ts}\n${nonce}\nPOST\n${path}\n${text}\n`);
    return {
      method: 'POST',
      target: `/deribit/www.deribit.com${path}`,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `deri-hmac-sha256 id=${apiKey},ts=${ts},sig=${sig},nonce=${nonce}`,
      },
      body: text,
    };
  }
  const rpc = (method: string, params: object) => ({ jsonrpc: '2.0', id: 1, method, params });
  const buy = () => signed('private/buy', rpc('private/buy', order));

  test('an order by POST is judged like one by GET, and sent by the real key', async () => {
    expect(await sent(deribit, buy())).toMatchObject({ status: 200, reached: 1 });
    expect(fakes.get(deribit)?.orders.at(-1)?.signed).toBe(true);
    const large = await sent(deribit, signed('private/buy', rpc('private/buy', { ...order, amount: 1 })));
    expect(large.reached).toBe(0);
    expect(large.body).toContain('max_order_usd');
  });

  test('the very same again: refused', async () => {
    const once = buy();
    expect((await sent(deribit, once)).reached).toBe(1);
    expect((await sent(deribit, once)).reached).toBe(0);
  });

  test.each([
    ['another method in the body', () => signed('private/get_open_orders', rpc('private/buy', order))],
    ['another method in the address', () => signed('private/buy', rpc('private/get_open_orders', {}))],
    ['two requests', () => signed('private/buy', [rpc('private/buy', order)])],
    [
      'a withdrawal',
      () => signed('private/withdraw', rpc('private/withdraw', { currency: 'BTC', amount: 1 })),
    ],
    ['a token', () => signed('public/auth', rpc('public/auth', { grant_type: 'client_credentials' }))],
    ['an API key', () => signed('private/create_api_key', rpc('private/create_api_key', { max_scope: 'x' }))],
    ['the bare API', () => ({ ...buy(), target: '/deribit/www.deribit.com/api/v2' })],
    ['the test environment', () => ({ ...buy(), target: '/deribit/test.deribit.com/api/v2/private/buy' })],
  ])('%s: refused', async (_, make) => {
    const fake = fakes.get(deribit) as FakeExchange;
    const before = fake.seen.filter(({ path }) => !deribit.isPublic(path)).length;
    expect((await sent(deribit, make())).status).not.toBe(200);
    expect(fake.seen.filter(({ path }) => !deribit.isPublic(path)).length).toBe(before);
  });

  test.each(['Basic', 'Bearer'])('the virtual key’s secret as %s authorization: refused', async (scheme) => {
    const { apiKey, secret } = keys.get(deribit) as Credentials;
    const value = scheme === 'Basic' ? Buffer.from(`${apiKey}:${secret}`).toString('base64') : secret;
    const good = buy();
    const bad = { ...good, headers: { ...good.headers, Authorization: `${scheme} ${value}` } };
    expect((await sent(deribit, bad)).reached).toBe(0);
  });
});
