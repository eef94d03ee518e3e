import ccxt, { type Exchange } from 'ccxt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFaultPlan } from '../src/faults/fault-plan.ts';
import { DAY_MS } from '../src/market/price-path.ts';
import { ask, startKraken, type TestKraken } from './support/kraken.ts';

let paper: TestKraken;
let keys: Awaited<ReturnType<TestKraken['key']>>;
let nonce: number;

beforeEach(async () => {
  paper = await startKraken();
  keys = await paper.key();
  nonce = 1;
});
afterEach(() => paper.stop());

const at = (ms: number) => new Date(paper.wall() + ms).toISOString();
const told = async (name: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> => {
  const { error, result } = await ask(paper.url, keys, name, { nonce: `${nonce++}`, ...parameters });
  return error[0] ?? result;
};
/** Places an order that must be accepted. */
const placed = async (parameters: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await told('AddOrder', parameters);
  expect(answer).toMatchObject({ txid: [expect.stringMatching(/^O/)] });
  return (answer as { txid: string[] }).txid[0];
};
const LIMIT = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', volume: '0.01', price: '20000' };
const MARKET = { pair: 'XBTUSD', type: 'buy', ordertype: 'market', volume: '0.01' };

describe('an order is refused as Kraken refuses it', () => {
  it.each([
    ['of a market that is not there', { ...LIMIT, pair: 'XETHZUSD' }, 'EQuery:Unknown asset pair'],
    ['of no market', { ...LIMIT, pair: '' }, 'EQuery:Unknown asset pair'],
    ['on no side', { ...LIMIT, type: 'hold' }, 'EGeneral:Invalid arguments:type'],
    [
      'of a type that is not here',
      { ...LIMIT, ordertype: 'stop-loss' },
      'EGeneral:Invalid arguments:ordertype',
    ],
    ['without a volume', { ...LIMIT, volume: '' }, 'EGeneral:Invalid arguments:volume'],
    ['of no volume', { ...LIMIT, volume: '0' }, 'EGeneral:Invalid arguments:volume'],
    ['of a negative volume', { ...LIMIT, volume: '-1' }, 'EGeneral:Invalid arguments:volume'],
    ['of nine decimals', { ...LIMIT, volume: '0.010000001' }, 'EGeneral:Invalid arguments:volume'],
    ['of more than there can be', { ...LIMIT, volume: '99999999999' }, 'EGeneral:Invalid arguments:volume'],
    ['below ordermin', { ...LIMIT, volume: '0.00001999' }, 'EOrder:Order minimum not met'],
    ['below costmin', { ...LIMIT, volume: '0.00002', price: '20000' }, 'EOrder:Cost minimum not met'],
    ['beside the tick', { ...LIMIT, price: '20000.05' }, 'EOrder:Tick size check failed'],
    ['without a price', { ...LIMIT, price: '' }, 'EGeneral:Invalid arguments:price'],
    ['at no price', { ...LIMIT, price: '0' }, 'EGeneral:Invalid arguments:price'],
    ['at a relative price', { ...LIMIT, price: '+5%' }, 'EGeneral:Invalid arguments:price'],
    ['that costs more than there is', { ...LIMIT, volume: '0.5' }, 'EOrder:Insufficient funds'],
    ['whose fee costs more than there is', { ...LIMIT, volume: '0.499' }, 'EOrder:Insufficient funds'],
    [
      'to sell more than there is',
      { ...LIMIT, type: 'sell', volume: '0.2', price: '60000' },
      'EOrder:Insufficient funds',
    ],
    [
      'whose fee in coins is more than there is',
      { ...LIMIT, type: 'sell', volume: '0.1', price: '60000', oflags: 'fcib' },
      'EOrder:Insufficient funds',
    ],
    ['at the market for too much', { ...MARKET, volume: '5' }, 'EOrder:Insufficient funds'],
    ['for too few dollars', { ...MARKET, volume: '0.4', oflags: 'viqc' }, 'EOrder:Cost minimum not met'],
    [
      'to sell for dollars',
      { ...MARKET, type: 'sell', volume: '10', oflags: 'viqc' },
      'EGeneral:Invalid arguments:viqc',
    ],
    ['with a limit and for dollars', { ...LIMIT, oflags: 'viqc' }, 'EGeneral:Invalid arguments:viqc'],
    ['post-only that would take', { ...LIMIT, price: '31000', oflags: 'post' }, 'EOrder:Post only order'],
    ['post-only at the market', { ...MARKET, oflags: 'post' }, 'EGeneral:Invalid arguments:oflags'],
    [
      'post-only at once',
      { ...LIMIT, oflags: 'post', timeinforce: 'IOC' },
      'EGeneral:Invalid arguments:timeinforce',
    ],
    ['with both fees', { ...LIMIT, oflags: 'fcib,fciq' }, 'EGeneral:Invalid arguments:oflags'],
    ['with a flag nobody knows', { ...LIMIT, oflags: 'free' }, 'EGeneral:Invalid arguments:oflags'],
    ['for a time nobody knows', { ...LIMIT, timeinforce: 'DAY' }, 'EGeneral:Invalid arguments:timeinforce'],
    ['good till no date', { ...LIMIT, timeinforce: 'GTD' }, 'EGeneral:Invalid arguments:expiretm'],
    [
      'good till a date and for ever',
      { ...LIMIT, timeinforce: 'GTC', expiretm: '+60' },
      'EGeneral:Invalid arguments:expiretm',
    ],
    ['good till a moment', { ...LIMIT, expiretm: '+4' }, 'EGeneral:Invalid arguments:expiretm'],
    ['good till yesterday', { ...LIMIT, expiretm: '1500000000' }, 'EGeneral:Invalid arguments:expiretm'],
    ['that starts later', { ...LIMIT, starttm: '+60' }, 'EGeneral:Invalid arguments:starttm'],
    ['on credit', { ...LIMIT, leverage: '2' }, 'EGeneral:Invalid arguments:leverage'],
    ['that closes a position', { ...LIMIT, reduce_only: 'true' }, 'EGeneral:Invalid arguments:reduce_only'],
    [
      'with another order behind',
      { ...LIMIT, 'close[ordertype]': 'limit' },
      'EGeneral:Invalid arguments:close',
    ],
    ['that hides', { ...LIMIT, displayvol: '0.001' }, 'EGeneral:Invalid arguments:displayvol'],
    [
      'with a client id too long',
      { ...LIMIT, cl_ord_id: 'x'.repeat(19) },
      'EGeneral:Invalid arguments:cl_ord_id',
    ],
    ['with a blank in its client id', { ...LIMIT, cl_ord_id: ' a' }, 'EGeneral:Invalid arguments:cl_ord_id'],
    ['with two names', { ...LIMIT, cl_ord_id: 'a', userref: '1' }, 'EGeneral:Invalid arguments:userref'],
    [
      'with a reference that is no number',
      { ...LIMIT, userref: '1.5' },
      'EGeneral:Invalid arguments:userref',
    ],
    [
      'with a reference beyond 32 bits',
      { ...LIMIT, userref: '3000000000' },
      'EGeneral:Invalid arguments:userref',
    ],
  ])('%s', async (_, parameters, error) => {
    expect(await told('AddOrder', parameters)).toBe(error);
    expect(await told('BalanceEx')).toMatchObject({
      ZUSD: { balance: '10000.00000000', hold_trade: '0.00000000' },
    });
    expect(await told('ClosedOrders')).toEqual({ closed: {}, count: 0 });
  });

  it('with a client id that is open already, but not one that was', async () => {
    const named = { ...LIMIT, cl_ord_id: '6d1b345e-2821-40e2-ad83-4ecb18a06876' };
    expect(await told('AddOrder', named)).toMatchObject({ txid: [expect.any(String)] });
    expect(await told('AddOrder', named)).toBe('EOrder:Invalid order');
    expect(await told('CancelOrder', { cl_ord_id: named.cl_ord_id })).toEqual({ count: 1 });
    expect(await told('AddOrder', named)).toMatchObject({ txid: [expect.any(String)] });
  });

  it('in a market that is closed, in Kraken’s words and not for ever', async () => {
    paper.stop();
    const text = 'halts: [{symbol: XBTUSD, from: 2021-01-05, to: 2021-01-08}]';
    paper = await startKraken({ plan: readFaultPlan(text, 'faults.yaml') });
    keys = await paper.key();
    expect(typeof (await told('AddOrder', LIMIT))).toBe('object');
    paper.wait(4 * DAY_MS);
    expect(await told('AddOrder', LIMIT)).toBe('EService:Market in cancel_only mode');
    expect(await told('CancelAll')).toEqual({ count: 1 });
    paper.wait(4 * DAY_MS);
    expect(typeof (await told('AddOrder', LIMIT))).toBe('object');
  });
});

describe('what is wrong with a request, before anything is done', () => {
  const balance = (change: Parameters<typeof ask>[4], nonceText = `${nonce++}`) =>
    ask(paper.url, keys, 'Balance', { nonce: nonceText }, change);

  it('its key, its signature, and what was changed after it was signed', async () => {
    expect(await balance((request) => delete request.headers['api-key'])).toEqual({
      error: ['EAPI:Invalid key'],
    });
    expect(await balance(({ headers }) => Object.assign(headers, { 'api-key': 'unknown' }))).toEqual({
      error: ['EAPI:Invalid key'],
    });
    for (const change of [
      ({ headers }) => Object.assign(headers, { 'api-sign': 'AAAA' }),
      ({ headers }) => delete headers['api-sign'],
      (request) => Object.assign(request, { body: `${request.body}&asset=XBT` }),
      (request) => Object.assign(request, { path: '/0/private/BalanceEx' }),
    ] as Parameters<typeof ask>[4][]) {
      expect(await balance(change)).toEqual({ error: ['EAPI:Invalid signature'] });
    }
    expect((await balance(undefined)).error).toEqual([]);
  });

  it('its nonce: missing, no number, the same again, lower, or beyond 64 bits; another key has its own', async () => {
    const wrong = { error: ['EAPI:Invalid nonce'] };
    expect(await ask(paper.url, keys, 'Balance', {})).toEqual(wrong);
    expect(await balance(undefined, '0')).toEqual(wrong);
    expect(await balance(undefined, '-5')).toEqual(wrong);
    expect(await balance(undefined, '1.5')).toEqual(wrong);
    expect((await balance(undefined, '1000')).error).toEqual([]);
    expect(await balance(undefined, '1000')).toEqual(wrong);
    expect(await balance(undefined, '999')).toEqual(wrong);
    expect(await balance(undefined, '18446744073709551616')).toEqual(wrong);
    expect((await balance(undefined, '1760000000000000001')).error).toEqual([]);
    expect(await balance(undefined, '1760000000000000000')).toEqual(wrong);
    expect((await balance(undefined, '1760000000000000002')).error).toEqual([]);
    expect((await ask(paper.url, await paper.key(), 'Balance', { nonce: '1' })).error).toEqual([]);
  });

  it('a nonce is not used up by a request with a wrong signature', async () => {
    await balance(({ headers }) => Object.assign(headers, { 'api-sign': 'AAAA' }), '500');
    expect((await balance(undefined, '500')).error).toEqual([]);
  });

  it('reads a body of JSON as it was written', async () => {
    const body =
      '{"nonce": 1760000000000000123, "pair": "XBTUSD", "type": "buy", "ordertype": "limit", "volume": "0.01", "price": 20000, "validate": true}';
    const { createHash, createHmac } = await import('node:crypto');
    const path = '/0/private/AddOrder';
    const hash = createHash('sha256').update(`1760000000000000123${body}`).digest();
    const sign = createHmac('sha512', Buffer.from(keys.secret, 'base64'))
      .update(path)
      .update(hash)
      .digest('base64');
    const send = async (text: string) =>
      (
        await fetch(`${paper.url}${path}`, {
          method: 'POST',
          headers: { 'api-key': keys.apiKey, 'api-sign': sign, 'content-type': 'application/json' },
          body: text,
        })
      ).json();
    expect(await send(body)).toEqual({
      error: [],
      result: { descr: { order: 'buy 0.01000000 XBTUSD @ limit 20000.0' } },
    });
    expect(await send('[1]')).toEqual({ error: ['EGeneral:Invalid arguments'] });
    expect(await send('{')).toEqual({ error: ['EGeneral:Invalid arguments'] });
  });
});

describe('deadlines', () => {
  it('refuses an order, and a change of one, that comes after its deadline', async () => {
    expect(await told('AddOrder', { ...LIMIT, deadline: at(-1) })).toBe('EService:Deadline elapsed');
    expect(await told('AddOrder', { ...LIMIT, deadline: at(61_000) })).toBe(
      'EGeneral:Invalid arguments:deadline',
    );
    expect(await told('AddOrder', { ...LIMIT, deadline: 'soon' })).toBe(
      'EGeneral:Invalid arguments:deadline',
    );
    const txid = await placed({ ...LIMIT, deadline: at(5000) });
    expect(await told('AmendOrder', { txid, limit_price: '19000', deadline: at(-1) })).toBe(
      'EService:Deadline elapsed',
    );
    expect(await told('AmendOrder', { txid, limit_price: '19000', deadline: at(5000) })).toMatchObject({
      amend_id: expect.any(String),
    });
  });

  it('counts the time that the exchange itself was slow', async () => {
    paper.stop();
    paper = await startKraken({
      plan: readFaultPlan('latency: {median_ms: 150, p99_ms: 150}', 'faults.yaml'),
    });
    keys = await paper.key();
    expect(await told('AddOrder', { ...LIMIT, deadline: at(60) })).toBe('EService:Deadline elapsed');
    const slow = told('AddOrder', LIMIT);
    await new Promise((resolve) => setTimeout(resolve, 60));
    // Five seconds are what an order has that doesn't say.
    paper.rest(5000);
    expect(await slow).toBe('EService:Deadline elapsed');
    expect(await told('OpenOrders')).toEqual({ open: {} });
  });
});

describe('changing and cancelling', () => {
  it('what is unknown, closed, somebody else’s, or not named by one name', async () => {
    const id = await placed(LIMIT);
    expect(await told('AmendOrder', { limit_price: '19000' })).toBe('EGeneral:Invalid arguments');
    expect(await told('AmendOrder', { txid: id, cl_ord_id: 'a', limit_price: '1' })).toBe(
      'EGeneral:Invalid arguments',
    );
    expect(await told('AmendOrder', { txid: id })).toBe('EGeneral:Invalid arguments:order_qty');
    expect(await told('AmendOrder', { txid: id, order_qty: '0' })).toBe(
      'EGeneral:Invalid arguments:order_qty',
    );
    expect(await told('AmendOrder', { txid: id, limit_price: '19000.01' })).toBe(
      'EOrder:Tick size check failed',
    );
    expect(await told('AmendOrder', { txid: id, order_qty: '0.00001' })).toBe('EOrder:Order minimum not met');
    expect(await told('AmendOrder', { txid: id, order_qty: '0.6' })).toBe('EOrder:Insufficient funds');
    expect(await told('AmendOrder', { txid: id, limit_price: '31000', post_only: 'true' })).toBe(
      'EOrder:Post only order',
    );
    expect(await told('AmendOrder', { txid: id, trigger_price: '1', order_qty: '0.01' })).toBe(
      'EGeneral:Invalid arguments:trigger_price',
    );
    expect(await told('QueryOrders', { txid: id })).toMatchObject({
      [id]: { status: 'open', vol: '0.01000000', descr: { price: '20000.0' } },
    });
    const others = await paper.key('somebody else');
    expect(await ask(paper.url, others, 'CancelOrder', { nonce: '1', txid: id })).toEqual({
      error: ['EOrder:Unknown order'],
    });
    expect(await ask(paper.url, others, 'QueryOrders', { nonce: '2', txid: id })).toEqual({
      error: ['EOrder:Unknown order'],
    });
    expect(await told('CancelOrder', {})).toBe('EGeneral:Invalid arguments');
    expect(await told('CancelOrder', { txid: 'OAAAAA-AAAAA-AAAAAA' })).toBe('EOrder:Unknown order');
    expect(await told('CancelOrder', { txid: 'nonsense' })).toBe('EOrder:Invalid order');
    expect(await told('CancelOrder', { txid: '12' })).toBe('EOrder:Unknown order');
    expect(await told('CancelOrder', { txid: id })).toEqual({ count: 1 });
    expect(await told('CancelOrder', { txid: id })).toBe('EOrder:Unknown order');
    expect(await told('AmendOrder', { txid: id, order_qty: '0.02' })).toBe('EOrder:Unknown order');
    expect(await told('CancelAll')).toEqual({ count: 0 });
  });

  it('a quantity of no more than what was filled cancels the rest', async () => {
    const doge = { pair: 'XDGUSD', type: 'buy', ordertype: 'limit', volume: '1900000', price: '0.00500600' };
    const id = await placed(doge);
    const before = (
      (await told('QueryOrders', { txid: id })) as Record<string, { vol_exec: string; status: string }>
    )[id];
    expect(Number(before.vol_exec)).toBeGreaterThan(1000);
    expect(before.status).toBe('open');
    expect(await told('AmendOrder', { txid: id, order_qty: '1000' })).toMatchObject({
      amend_id: expect.any(String),
    });
    expect(await told('QueryOrders', { txid: id })).toMatchObject({
      [id]: { status: 'canceled', vol: before.vol_exec, vol_exec: before.vol_exec },
    });
    expect(await told('BalanceEx')).toMatchObject({ ZUSD: { hold_trade: '0.00000000' } });
  });
});

describe('batches', () => {
  const batch = (orders: readonly object[], more: Readonly<Record<string, string>> = {}) =>
    told('AddOrderBatch', { pair: 'XBTUSD', orders: JSON.stringify(orders), ...more });
  const one = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '20000' };

  it('are refused as a whole when one can’t be read, and one by one by the exchange', async () => {
    expect(await batch([one])).toBe('EGeneral:Invalid arguments:orders');
    expect(await batch(Array.from({ length: 16 }, () => one))).toBe('EGeneral:Invalid arguments:orders');
    expect(await told('AddOrderBatch', { pair: 'XBTUSD', orders: 'many' })).toBe(
      'EGeneral:Invalid arguments:orders',
    );
    expect(await batch([one, { ...one, volume: '0' }])).toBe('EGeneral:Invalid arguments:volume');
    expect(await batch([one, { ...one, volume: '0.00001' }])).toBe('EOrder:Order minimum not met');
    expect(await batch([one, one], { deadline: at(-1) })).toBe('EService:Deadline elapsed');
    expect(await batch([one, one], { validate: 'true' })).toMatchObject({ orders: [{}, {}] });
    expect(await told('OpenOrders')).toEqual({ open: {} });
    expect(
      await batch([{ ...one, cl_ord_id: 'a' }, { ...one, volume: '0.6' }, { ...one, cl_ord_id: 'a' }, one]),
    ).toMatchObject({
      orders: [
        { txid: expect.stringMatching(/^O/) },
        { error: 'EOrder:Insufficient funds' },
        { error: 'EOrder:Invalid order' },
        { txid: expect.stringMatching(/^O/) },
      ],
    });
  });

  it('cancel by ids, client ids and references', async () => {
    const [first, , third] = [
      await placed(LIMIT),
      await placed({ ...LIMIT, cl_ord_id: 'b' }),
      await placed(LIMIT),
    ];
    await placed({ ...LIMIT, userref: '7' });
    expect(await told('CancelOrderBatch')).toBe('EGeneral:Invalid arguments:orders');
    expect(await told('CancelOrderBatch', { orders: '["OAAAAA-AAAAA-AAAAAA"]' })).toBe(
      'EOrder:Unknown order',
    );
    expect(
      await told('CancelOrderBatch', { orders: JSON.stringify([first, 7]), cl_ord_ids: '["b"]' }),
    ).toEqual({
      count: 3,
    });
    expect(await told('OpenOrders')).toMatchObject({ open: { [third]: { status: 'open' } } });
  });
});

describe('limits', () => {
  it('counts calls of a key, two for histories, and lets them recover; who goes on waits longer', async () => {
    for (let nth = 0; nth < 5; nth++) expect(typeof (await told('Balance'))).toBe('object');
    for (let nth = 0; nth < 5; nth++) expect(typeof (await told('Ledgers'))).toBe('object');
    expect(await told('Balance')).toBe('EAPI:Rate limit exceeded');
    expect((await ask(paper.url, await paper.key(), 'Balance', { nonce: '1' })).error).toEqual([]);
    paper.rest(7000);
    expect(typeof (await told('Balance'))).toBe('object');
    for (let nth = 0; nth < 10; nth++) await told('Balance');
    paper.rest(7000);
    expect(await told('Balance')).toBe('EAPI:Rate limit exceeded');
    paper.rest(60_000);
    expect(typeof (await told('Balance'))).toBe('object');
  });

  it('counts orders of an account in a market, more for those that were young when they were cancelled', async () => {
    const small = { ...LIMIT, volume: '0.001' };
    const place = () => told('AddOrder', small);
    const ids: string[] = [];
    for (let nth = 0; nth < 60; nth++) ids.push(await placed(small));
    expect(await place()).toBe('EOrder:Rate limit exceeded');
    expect(
      typeof (await told('AddOrder', { ...LIMIT, pair: 'XDGUSD', volume: '1000', price: '0.004' })),
    ).toBe('object');
    paper.rest(61_000);
    expect(await place()).toBe('EOrder:Orders limit exceeded');
    paper.rest(300_000);
    for (const txid of ids.slice(0, 50)) await told('CancelOrder', { txid });
    expect(typeof (await place())).toBe('object');
    paper.rest(300_000);
    for (let nth = 0; nth < 6; nth++) {
      const txid = await placed(small);
      expect(await told('CancelOrder', { txid })).toEqual({ count: 1 });
    }
    // Six times 1 + 8 are 54; an order and its change take seven more.
    const txid = await placed(small);
    expect(await told('AmendOrder', { txid, limit_price: '19999' })).toMatchObject({
      amend_id: expect.any(String),
    });
    expect(await told('AmendOrder', { txid, limit_price: '19998' })).toBe('EOrder:Rate limit exceeded');
    expect(await told('CancelOrder', { txid })).toEqual({ count: 1 });
  });
});

describe('in ccxt’s classes', () => {
  let client: Exchange;
  beforeEach(async () => {
    client = await paper.client();
    await client.loadMarkets();
  });
  const limit = (amount: number, price: number, params = {}) =>
    client.createOrder('BTC/USD', 'limit', 'buy', amount, price, params);

  it.each([
    ['too little money', () => limit(0.5, 20_000), ccxt.InsufficientFunds],
    ['too small an order', () => limit(0.00001, 20_000), ccxt.InvalidOrder],
    ['an unknown order', () => client.cancelOrder('OAAAAA-AAAAA-AAAAAA'), ccxt.OrderNotFound],
    ['an unknown order to look at', () => client.fetchOrder('OAAAAA-AAAAA-AAAAAA'), ccxt.InvalidOrder],
    [
      'an unknown order to change',
      () => client.editOrder('OAAAAA-AAAAA-AAAAAA', 'BTC/USD', 'limit', 'buy', 1),
      ccxt.InvalidOrder,
    ],
    [
      'a client id twice',
      async () => {
        await limit(0.01, 20_000, { clientOrderId: 'same' });
        await limit(0.01, 20_000, { clientOrderId: 'same' });
      },
      ccxt.InvalidOrder,
    ],
    ['a deadline that has passed', () => limit(0.01, 20_000, { deadline: at(-1) }), ccxt.ExchangeError],
    ['a market nobody knows', () => client.fetchTicker('ETH/USD'), ccxt.BadSymbol],
  ] as const)('%s', async (_, act, kind) => {
    await expect(act()).rejects.toThrow(kind);
  });

  it('a wrong secret, an unknown key, an old nonce, too many calls', async () => {
    const wrong = await paper.client();
    wrong.secret = (await paper.key()).secret;
    await expect(wrong.fetchBalance()).rejects.toThrow(/Invalid signature/);
    wrong.apiKey = 'unknown';
    await expect(wrong.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    const late = await paper.client();
    await late.fetchBalance();
    late.nonce = () => 5;
    await expect(late.fetchBalance()).rejects.toThrow(ccxt.InvalidNonce);
    const busy = await paper.client({ patient: false });
    await expect(
      (async () => {
        for (let nth = 0; nth < 20; nth++) await busy.fetchBalance();
      })(),
    ).rejects.toThrow(ccxt.DDoSProtection);
  });
});
