import { describe, expect, it, test } from 'vitest';
import { bitget } from '../../../src/dialects/bitget/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://www.bitget.com/api-doc/spot/trade/Place-Order and its neighbours show them.
const read = readerOf(bitget);
const at = (name: string) => `POST /api/v2/spot/trade/${name}`;
const ORDER = at('place-order');
const BATCH = at('batch-orders');
const answer = (data: unknown, code = '00000') => ({ code, msg: 'x', requestTime: 1, data });
const batch = (successList: unknown[], failureList: unknown[] = []) => answer({ successList, failureList });
const one = (orderId: string, clientOid: string | null = null) => ({ orderId, clientOid });
const bad = (clientOid: string, errorCode?: string) => ({ clientOid, errorMsg: 'x', errorCode });

describe('a placed order', () => {
  it('has the exchange’s id and the client’s', () =>
    expect(read(ORDER, 200, answer(one('1001', 'mine')))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:1001', '1 client:mine'],
    }));
  it('has its id also for what is attached to it', () =>
    expect(read(ORDER, 200, answer(one('1001')), [{}, { attached: true }])).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:1001', '2 exchange:1001'],
    }));
  it('that waits for a price goes by ids that are counted apart', () => {
    expect(read(ORDER, 200, answer(one('7')), [{ kind: 'algo' }]).ids).toEqual(['1 algo/exchange:7']);
    expect(read(at('place-plan-order'), 200, answer(one('7', 'a'))).ids).toEqual([
      '1 algo/exchange:7',
      '1 algo/client:a',
    ]);
  });
  it('is not that of another client id', () =>
    expect(read(ORDER, 200, answer(one('1', 'theirs')), [{ clientOrderId: 'mine' }])).toMatchObject({
      outcome: 'unknown',
      ids: [],
    }));
  it.each([answer({}), answer(null), answer([]), answer(one('')), answer(one('1 2')), {}, []])(
    'is not %j',
    (body) => expect(read(ORDER, 200, body)).toMatchObject({ outcome: 'unknown', ids: [] }),
  );
});

describe('a code of a refusal', () => {
  it.each(['43012', '40017', '40009', '43011', '45110', '40762', '43118'])(
    '%s: nothing was placed',
    (code) => {
      expect(read(ORDER, 400, answer(null, code)).outcome).toBe('rejected');
      expect(read(ORDER, 200, answer(null, code)).outcome).toBe('rejected');
    },
  );
  it.each(['40010', '40015', '40604', '40725', '45001', '429', '99999', ''])(
    '%s leaves it open, also inside a 400',
    (code) => {
      for (const status of [200, 400, 403, 429, 500])
        expect(read(ORDER, status, answer(null, code)).outcome, String(status)).toBe('unknown');
    },
  );
  it('inside a 500 says nothing', () =>
    expect(read(ORDER, 500, answer(null, '43012')).outcome).toBe('unknown'));
  it('is not needed for a 403 of a machine in front', () => {
    expect(read(ORDER, 403, '<html>').outcome).toBe('rejected');
    expect(read(ORDER, 502, '<html>').outcome).toBe('unknown');
  });
});

describe('a batch', () => {
  const named = [{ clientOrderId: 'a' }, { clientOrderId: 'b' }];
  it('is told apart by the client’s ids, in whichever list they stand', () =>
    expect(read(BATCH, 200, batch([one('2', 'b')], [bad('a', '43012')]), named)).toMatchObject({
      outcome: 'partly',
      kept: '10',
      rejected: [1],
      ids: ['2 exchange:2', '2 client:b'],
    }));
  it('all of whose orders are bad gives everything back', () =>
    expect(read(BATCH, 200, batch([], [bad('a', '43012'), bad('b', '43006')]), named).outcome).toBe(
      'rejected',
    ));
  it('without ids is placed when all were, and every order has all ids', () =>
    expect(read(BATCH, 200, batch([one('1', 'x'), one('2', 'y')]), [{}, {}])).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:1', '1 exchange:2', '2 exchange:1', '2 exchange:2'],
    }));
  it.each([
    ['a failure without a code', batch([one('2', 'b')], [bad('a')]), named],
    ['a failure that leaves it open', batch([one('2', 'b')], [bad('a', '40015')]), named],
    [
      'a failure by an id that two orders have',
      batch([{ orderId: '1' }], [bad('a', '43012')]),
      [{ clientOrderId: 'a' }, { clientOrderId: 'a' }],
    ],
    ['an order that stands in neither list', batch([one('2', 'b')]), named],
    ['a failure of an order without an id', batch([one('1', 'x')], [bad('y', '43012')]), [{}, {}]],
    ['fewer orders than were sent', batch([one('1', 'x')]), [{}, {}]],
    ['more orders than were sent', batch([one('1'), one('2'), one('3')]), [{}, {}]],
  ])('with %s keeps all', (_, body, orders) =>
    expect(read(BATCH, 200, body, orders).outcome).toBe('unknown'),
  );
});

describe('an order in the place of another', () => {
  const REPLACE = at('cancel-replace-order');
  const SEVERAL = at('batch-cancel-replace-order');
  const done = (orderId: string, success = 'success') => ({ orderId, clientOid: null, success, msg: null });
  it('has a new id, and says that the old one is gone; of several each may have every id', () => {
    expect(read(REPLACE, 200, answer(done('2')), [{}], [cancelOf('1')])).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:2'],
      cancelled: [true],
    });
    expect(
      read(SEVERAL, 200, answer([done('3'), done('4')]), [{}, {}], [cancelOf('1'), cancelOf('2')]),
    ).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:3', '1 exchange:4', '2 exchange:3', '2 exchange:4'],
      cancelled: [true, true],
    });
  });
  it.each([
    [REPLACE, answer(done('2', 'failure'))],
    [REPLACE, answer({ orderId: '2' })],
    [REPLACE, answer({ ...done('2'), success: true })],
    [SEVERAL, answer([])],
    [SEVERAL, answer([done('2'), done('3')])],
    [SEVERAL, answer(done('2'))],
    [SEVERAL, answer([done('')])],
  ])('%s leaves both open with %j', (endpoint, body) =>
    expect(read(endpoint, 200, body, [{}], [cancelOf('1')])).toMatchObject({
      outcome: 'unknown',
      cancelled: [false],
    }),
  );
});

test('of several replacements, one that failed leaves all open', () =>
  expect(
    read(
      at('batch-cancel-replace-order'),
      200,
      answer([
        { orderId: '2', success: 'success' },
        { orderId: '3', success: 'failure' },
      ]),
      [{}, {}],
      [cancelOf('1'), cancelOf('4')],
    ),
  ).toMatchObject({ outcome: 'unknown', ids: [], cancelled: [false, false] }));

test('cancelled is what the answer names', () => {
  const cancelled = (name: string, data: unknown, ids = ['1']) =>
    read(
      at(name),
      200,
      answer(data),
      [],
      ids.map((id) => cancelOf(id)),
    ).cancelled;
  expect(cancelled('cancel-order', one('1'))).toEqual([true]);
  expect(cancelled('cancel-order', one('2'))).toEqual([false]);
  const some = { successList: [one('2')], failureList: [one('1')] };
  expect(cancelled('batch-cancel-order', some, ['1', '2'])).toEqual([false, true]);
  const all = [{ symbol: 'BTCUSDT', order: null }];
  expect(read(at('cancel-symbol-order'), 200, answer({ symbol: 'BTCUSDT' }), [], all).cancelled).toEqual([
    false,
  ]);
});

describe('open orders', () => {
  const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));
  const lists = bitget.answers.openOrders;

  it('are in three lists, asked for at endpoints that only read', () => {
    const asked = lists.map((list) => list.request(null));
    expect(
      asked.map(({ path, query }) => [path, query.find(({ name }) => name === 'tpslType')?.value]),
    ).toEqual([
      ['/api/v2/spot/trade/unfilled-orders', 'normal'],
      ['/api/v2/spot/trade/unfilled-orders', 'tpsl'],
      ['/api/v2/spot/trade/current-plan-order', undefined],
    ]);
    for (const { method, path } of asked)
      expect(bitget.endpoints.find((one) => one.path === path && one.method === method)?.class).toBe('read');
  });

  it('go on behind the last of a full page', () => {
    const full = Array.from({ length: 100 }, (_, i) => one(String(i)));
    for (const list of lists.slice(0, 2)) {
      expect(list.read(200, json(answer(full)))).toEqual({ count: 100, next: '99' });
      expect(list.request('99').query).toContainEqual({ name: 'idLessThan', value: '99' });
      expect(list.read(200, json(answer([one('1')])))).toEqual({ count: 1, next: null });
      expect(list.read(200, json(answer(Array(100).fill({}))))).toBeNull();
      for (const data of [null, {}, 'x']) expect(list.read(200, json(answer(data)))).toBeNull();
      expect(list.read(200, json(answer([], '40015')))).toBeNull();
      expect(list.read(500, json(answer([])))).toBeNull();
    }
  });

  it('of plans say themselves whether there are more', () => {
    const [, , plans] = lists;
    const page = (nextFlag: unknown, idLessThan: unknown, orderList: unknown = [one('5')]) =>
      plans.read(200, json(answer({ nextFlag, idLessThan, orderList })));
    expect(page(true, '5')).toEqual({ count: 1, next: '5' });
    expect(page(false, '5')).toEqual({ count: 1, next: null });
    expect(page(false, null, [])).toEqual({ count: 0, next: null });
    for (const told of [page(true, null), page(true, 'x&y'), page('false', '5'), page(undefined, '5')])
      expect(told).toBeNull();
    expect(plans.read(200, json(answer({ nextFlag: false })))).toBeNull();
  });
});

test('too many requests are told by their code', () => {
  const told = (body: unknown) =>
    bitget.answers.tooMany?.(200, parseStrictJson(Buffer.from(JSON.stringify(body))));
  expect(told(answer(null, '429'))).toEqual({ scope: 'key', waitMs: 1000 });
  expect(told(answer(null))).toBeNull();
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ORDER, answer(one('312345', 'a'))],
    [BATCH, batch([one('1'), one('2')])],
    [at('cancel-replace-order'), answer({ ...one('1'), success: 'success' })],
    [at('batch-cancel-replace-order'), answer([{ ...one('1'), success: 'success' }])],
  ]));
