import { describe, expect, it, test } from 'vitest';
import { kucoin } from '../../../src/dialects/kucoin/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://www.kucoin.com/docs-new/rest/spot-trading/orders/add-order and its neighbours show them.
const read = readerOf(kucoin);
const ORDER = 'POST /api/v1/hf/orders';
const BATCH = 'POST /api/v1/hf/orders/multi';
const OLD_BATCH = 'POST /api/v1/orders/multi';
const answer = (data: unknown, code = '200000') => ({ code, data });
const good = (orderId: string, clientOid = 'mine') => ({ orderId, clientOid, success: true });
const bad = (failMsg: string) => ({ success: false, failMsg });

describe('a placed order', () => {
  it('has the exchange’s id and the client’s', () =>
    expect(read(ORDER, 200, answer({ orderId: '67a', clientOid: 'mine' }))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:67a', '1 client:mine'],
    }));
  it('as a stop order, or a pair, goes by ids that are counted apart', () => {
    expect(read('POST /api/v1/stop-order', 200, answer({ orderId: 'vs1' })).ids).toEqual([
      '1 algo/exchange:vs1',
    ]);
    expect(read('POST /api/v3/oco/order', 200, answer({ orderId: '67b' }), [{}, {}]).ids).toEqual([
      '1 list/exchange:67b',
      '2 list/exchange:67b',
    ]);
  });
  it('is not that of another client id', () =>
    expect(
      read(ORDER, 200, answer({ orderId: '67a', clientOid: 'theirs' }), [{ clientOrderId: 'mine' }]),
    ).toMatchObject({ outcome: 'unknown', ids: [] }));
  it.each([
    answer({}),
    answer(null),
    answer([]),
    answer({ orderId: '' }),
    answer({ orderId: '1 2' }),
    {},
    [],
  ])('is not %j', (body) => expect(read(ORDER, 200, body)).toMatchObject({ outcome: 'unknown', ids: [] }));
});

describe('a code inside a 200', () => {
  it.each(['200004', '400100', '400005', '400200', '411100', '126013', '600101'])(
    '%s: nothing was placed',
    (code) => expect(read(ORDER, 200, { code, msg: 'x' }).outcome).toBe('rejected'),
  );
  it.each(['500000', '408000', '429000', '126038', '126039', '999999', '', '200'])(
    '%s leaves it open',
    (code) => expect(read(ORDER, 200, { code, msg: 'x' }).outcome).toBe('unknown'),
  );
});

describe('a batch', () => {
  const words = 'The order funds should more then 0.1 USDT.';
  const named = [{ clientOrderId: 'a' }, { clientOrderId: 'b' }, { clientOrderId: 'c' }];
  it('with one bad order keeps what the others count, wherever the bad one stands', () => {
    for (const items of [
      [good('1a', 'a'), bad(words), good('3a', 'c')],
      [bad('Balance insufficient!'), good('3a', 'c'), good('1a', 'a')],
    ])
      expect(read(BATCH, 200, answer(items), named)).toMatchObject({
        outcome: 'partly',
        kept: '101',
        rejected: [2],
        ids: ['1 exchange:1a', '1 client:a', '3 exchange:3a', '3 client:c'],
      });
  });
  it('all of whose orders are bad gives everything back', () => {
    expect(read(BATCH, 200, answer([bad(words), bad(words)]), [{}, {}]).outcome).toBe('rejected');
    expect(read(BATCH, 200, answer([bad(words), bad(words), bad(words)]), named).outcome).toBe('rejected');
  });
  it('without ids of the client’s is placed when all were, and every order has all ids', () =>
    expect(read(BATCH, 200, answer([good('1a', 'x'), good('2a', 'y')]), [{}, {}])).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:1a', '1 exchange:2a', '2 exchange:1a', '2 exchange:2a'],
    }));
  it('in the older form has a status, and an id for what failed too', () => {
    const item = (clientOid: string, status: string, failMsg: string | null = null) => ({
      id: `${clientOid}1`,
      status,
      failMsg,
      clientOid,
    });
    const done = item('a', 'success');
    const two = named.slice(0, 2);
    expect(
      read(OLD_BATCH, 200, answer({ data: [item('b', 'fail', 'Balance insufficient!'), done] }), two),
    ).toMatchObject({ outcome: 'partly', kept: '1', rejected: [2], ids: ['1 exchange:a1', '1 client:a'] });
    expect(read(OLD_BATCH, 200, answer({ data: [item('b', 'fail', 'timeout'), done] }), two).outcome).toBe(
      'unknown',
    );
    expect(read(OLD_BATCH, 200, answer([done]), [{ clientOrderId: 'a' }]).outcome).toBe('unknown');
  });
  it.each([
    ['words that are in no documentation', [bad(words), bad('Service busy')], [{}, {}]],
    ['one bad order, and no ids that would tell which', [good('1a', 'x'), bad(words)], [{}, {}]],
    ['another length', [good('1a', 'a')], named],
    ['one order too few', [good('1a', 'a'), bad(words)], named],
    ['neither success nor failure', [good('1a', 'a'), { orderId: '2a', clientOid: 'b' }], named.slice(0, 2)],
    ['success without an id', [good('1a', 'a'), { success: true, clientOid: 'b' }], named.slice(0, 2)],
    ['success as a text', [good('1a', 'a'), { success: 'true', orderId: '2a' }], named.slice(0, 2)],
    ['another client id than was sent', [good('1a', 'a'), good('2a', 'z')], named.slice(0, 2)],
  ])('with %s keeps all', (_, items, orders) =>
    expect(read(BATCH, 200, answer(items), orders).outcome).toBe('unknown'),
  );
});

describe('an amendment', () => {
  const ALTER = 'POST /api/v1/hf/orders/alter';
  it('has a new id, and says that the old order is gone', () =>
    expect(
      read(ALTER, 200, answer({ newOrderId: '67b', clientOid: 'm' }), [{}], [cancelOf('67a')]),
    ).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:67b', '1 client:m'],
      cancelled: [true],
    }));
  it('without one leaves both open', () =>
    expect(read(ALTER, 200, answer({ clientOid: 'm' }), [{}], [cancelOf('67a')])).toMatchObject({
      outcome: 'unknown',
      cancelled: [false],
    }));
});

test('cancelled is what the answer names', () => {
  const cancelled = (endpoint: string, data: unknown, ids = ['1a']) =>
    read(
      `DELETE /api/${endpoint}`,
      200,
      answer(data),
      [],
      ids.map((id) => cancelOf(id)),
    ).cancelled;
  expect(cancelled('v1/hf/orders/{orderId}', { orderId: '1a' })).toEqual([true]);
  expect(cancelled('v1/hf/orders/{orderId}', { orderId: '2a' })).toEqual([false]);
  expect(cancelled('v1/orders/{orderId}', { cancelledOrderIds: ['1a'] })).toEqual([true]);
  expect(cancelled('v1/stop-order/cancel', { cancelledOrderIds: ['2a'] }, ['1a', '2a'])).toEqual([
    false,
    true,
  ]);
  expect(cancelled('v1/hf/orders/cancel/{orderId}', { orderId: '1a', cancelSize: '1' })).toEqual([false]);
  const all = [{ symbol: null, order: null }];
  expect(read('DELETE /api/v1/hf/orders/cancelAll', 200, answer('success'), [], all).cancelled).toEqual([
    false,
  ]);
});

describe('open orders', () => {
  const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));
  const page = (count: number, totalPage: unknown) =>
    json(answer({ totalPage, items: Array(count).fill({}) }));
  const [newer, ...others] = kucoin.answers.openOrders;

  it('of the newer generation are asked for market by market', () => {
    expect(newer.request(null).path).toBe('/api/v1/hf/orders/active/symbols');
    const markets = newer.read(200, json(answer({ symbols: ['BTC-USDT', 'ETH-USDT'] })), null);
    expect(markets).toMatchObject({ count: 0 });
    const asked: string[] = [];
    let cursor = markets?.next ?? null;
    let count = 0;
    for (const answered of [page(100, 2), page(7, 2), page(3, 1)]) {
      const { path, query } = newer.request(cursor);
      asked.push([path, ...query.map(({ value }) => value)].join(' '));
      const told = newer.read(200, answered, cursor);
      count += told?.count ?? Number.NaN;
      cursor = told?.next ?? null;
    }
    expect(asked).toEqual([
      '/api/v1/hf/orders/active/page BTC-USDT 1 100',
      '/api/v1/hf/orders/active/page BTC-USDT 2 100',
      '/api/v1/hf/orders/active/page ETH-USDT 1 100',
    ]);
    expect([count, cursor]).toEqual([110, null]);
  });

  it('of no market need no second question', () =>
    expect(newer.read(200, json(answer({ symbols: [] })), null)).toEqual({ count: 0, next: null }));

  it.each([
    answer({ symbols: ['BTC-USDT&symbol=X-Y'] }),
    answer({ symbols: ['BTC-USDT ETH-USDT'] }),
    answer({ symbols: [null] }),
    answer({}, '500000'),
    answer(null),
    answer({}),
    answer({ symbols: null }),
    answer({ symbols: {} }),
    {},
  ])('are not told by %j', (body) => expect(newer.read(200, json(body), null)).toBeNull());

  it('of other kinds stand in lists with pages', () => {
    expect(others.map((list) => list.request(null).path)).toEqual([
      '/api/v1/orders',
      '/api/v1/stop-order',
      '/api/v3/oco/orders',
    ]);
    for (const [at, list] of others.entries()) {
      // A pair is two orders, as it is when it is placed.
      const each = at === 2 ? 2 : 1;
      expect(list.read(200, page(100, 3), null)).toEqual({ count: 100 * each, next: '2' });
      expect(list.request('2').query).toContainEqual({ name: 'currentPage', value: '2' });
      expect(list.read(200, page(1, 3), '3')).toEqual({ count: each, next: null });
      expect(list.read(200, page(0, 0), null)).toEqual({ count: 0, next: null });
      for (const pages of [null, '', 'x', '-1', {}]) expect(list.read(200, page(1, pages), null)).toBeNull();
      expect(list.read(500, page(1, 1), null)).toBeNull();
      for (const items of [undefined, null, {}, 'x'])
        expect(list.read(200, json(answer({ totalPage: 1, items })), null), String(items)).toBeNull();
    }
  });

  it('are asked at endpoints of the table that only read', () => {
    for (const list of kucoin.answers.openOrders) {
      const { method, path } = list.request(null);
      expect(kucoin.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
    }
  });
});

test('too many requests are told by their code', () => {
  const told = (body: unknown) =>
    kucoin.answers.tooMany?.(200, parseStrictJson(Buffer.from(JSON.stringify(body))));
  expect(told({ code: '429000' })).toEqual({ scope: 'key', waitMs: 5000 });
  expect(told({ code: '200000' })).toBeNull();
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ORDER, answer({ orderId: '312345', clientOid: 'a' })],
    [BATCH, answer([good('1a'), good('2a')])],
    ['POST /api/v1/stop-order', answer({ orderId: 'vs1' })],
    ['POST /api/v1/hf/orders/alter', answer({ newOrderId: '67b' })],
  ]));
