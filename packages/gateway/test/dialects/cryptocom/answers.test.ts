import { describe, expect, it, test } from 'vitest';
import { cryptocom } from '../../../src/dialects/cryptocom/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://exchange-developer.crypto.com/exchange/v1/docs/api/rest/private-create-order shows them.
const read = readerOf(cryptocom);
const API = 'POST /exchange/v1/private/';
const CREATE = `${API}create-order`;
const LIST = `${API}create-order-list`;
const answer = (code: number | string, result?: unknown) => ({ id: '1', method: 'x', code, result });
const item = (index: number, code = 0, order_id = `10${index}`) => ({
  index,
  code,
  order_id,
  client_oid: `c${index}`,
});

describe('a placed order', () => {
  it.each([0, '0'])('with the code %j has the exchange’s id and the client’s', (code) =>
    expect(read(CREATE, 200, answer(code, { order_id: '312', client_oid: 'mine' }))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:312', '1 client:mine'],
    }),
  );
  it('as an advanced order goes by ids that are counted apart', () =>
    expect(
      read(`${API}advanced/create-order`, 200, answer(0, { order_id: '312', client_oid: 'mine' })).ids,
    ).toEqual(['1 algo/exchange:312', '1 algo/client:mine']));
  it.each(['oco', 'oto', 'otoco'])('as part of an %s goes by the id of all', (name) =>
    expect(read(`${API}advanced/create-${name}`, 200, answer(0, { list_id: '64' }), [{}, {}])).toMatchObject({
      outcome: 'accepted',
      ids: ['1 list/exchange:64', '2 list/exchange:64'],
    }),
  );
  it.each([answer(0), answer(0, {}), answer(0, { order_id: '' }), answer(0, []), {}, [], null])(
    'is not %j',
    (body) => expect(read(CREATE, 200, body)).toMatchObject({ outcome: 'unknown', ids: [] }),
  );
});

describe('the code inside counts before the status', () => {
  it.each([
    [400, 213],
    [400, 314],
    [401, 40101],
    [500, 306],
    [500, 415],
    [500, '43005'],
    [429, 42901],
    [200, 40401],
  ])('%i with %j: nothing was placed', (status, code) =>
    expect(read(CREATE, status, answer(code, { order_id: '1', client_oid: 'a' })).outcome).toBe('rejected'),
  );
  it.each([
    [400, 50001],
    [400, 40006],
    [400, 999999],
    [408, 40801],
    [500, 50001],
    [500, 120009],
    [500, 43003],
    [500, 43004],
    [200, 43012],
    [500, 0],
    [200, 10001],
  ])('%i with %j leaves it open', (status, code) =>
    expect(read(CREATE, status, answer(code, { order_id: '1' })).outcome).toBe('unknown'),
  );
  it('without any code the status counts', () => {
    expect(read(CREATE, 403, 'blocked').outcome).toBe('rejected');
    expect(read(CREATE, 502, 'bad gateway').outcome).toBe('unknown');
  });
});

describe('a list', () => {
  it('with one bad order keeps what the others count', () =>
    expect(read(LIST, 200, answer(0, [item(0), item(1, 306), item(2)]), [{}, {}, {}])).toMatchObject({
      outcome: 'partly',
      kept: '101',
      rejected: [2],
      ids: ['1 exchange:100', '1 client:c0', '3 exchange:102', '3 client:c2'],
    }));
  it('is also read where one bad order gives the whole a code', () =>
    expect(read(LIST, 200, answer(10001, { result_list: [item(0), item(1, 306)] }), [{}, {}])).toMatchObject({
      outcome: 'partly',
      rejected: [2],
    }));
  it('without its items keeps all when its code may be of one order', () => {
    for (const result of [undefined, {}, { result_list: [] }])
      expect(read(LIST, 200, answer(306, result), [{}, {}]).outcome).toBe('unknown');
    expect(read(LIST, 200, answer(43005), [{}, {}]).outcome).toBe('unknown');
    expect(read(LIST, 200, answer(306), [{}]).outcome).toBe('rejected');
    for (const code of [40003, 40101, 42901])
      expect(read(LIST, 400, answer(code), [{}, {}]).outcome).toBe('rejected');
  });
  it('all of whose orders are bad gives everything back', () =>
    expect(read(LIST, 200, answer(0, [item(0, 306), item(1, 213)]), [{}, {}]).outcome).toBe('rejected'));
  it.each([
    ['of another length', [item(0, 306)]],
    ['in another order', [item(1, 306), item(0)]],
    ['with an order of which nothing is certain', [item(0, 306), item(1, 50001)]],
  ])('%s keeps all', (_, items) =>
    expect(read(LIST, 200, answer(0, items), [{}, {}]).outcome).toBe('unknown'),
  );
});

test('cancelled is each order by its own code', () => {
  const two = [cancelOf('1'), cancelOf('2')];
  const cancel = (body: unknown, status = 200) =>
    read(`${API}cancel-order-list`, status, body, [], two).cancelled;
  expect(cancel(answer(0, [item(0), item(1, 316)]))).toEqual([true, false]);
  expect(cancel(answer(0, [item(0)]))).toEqual([false, false]);
  const one = (body: unknown, status = 200) =>
    read(`${API}cancel-order`, status, body, [], [cancelOf('1')]).cancelled;
  expect(one(answer(0, { order_id: '1' }))).toEqual([true]);
  expect(one(answer(316, { order_id: '1' }), 500)).toEqual([false]);
  expect(one(answer(0, { order_id: '1' }), 500)).toEqual([false]);
});

describe('open orders', () => {
  const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));
  it('are in two lists, plain and advanced, of all instruments', () => {
    expect(cryptocom.answers.openOrders.map((list) => list.request(null))).toMatchObject([
      { method: 'POST', path: '/exchange/v1/private/get-open-orders', body: { kind: 'none' } },
      { method: 'POST', path: '/exchange/v1/private/advanced/get-open-orders', body: { kind: 'none' } },
    ]);
  });
  it('are counted, or not known', () => {
    const [list] = cryptocom.answers.openOrders;
    expect(list.read(200, json(answer(0, { data: [{}, {}] })))).toEqual({ count: 2, next: null });
    for (const bad of [answer(50001, { data: [] }), answer(0, {}), answer(0, { data: {} }), {}])
      expect(list.read(200, json(bad))).toBeNull();
    expect(list.read(500, json(answer(0, { data: [] })))).toBeNull();
  });
});

test('too many requests is told by its code', () => {
  const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));
  expect(cryptocom.answers.tooMany?.(200, json(answer(42901)))).toEqual({ scope: 'key', waitMs: 1000 });
  expect(cryptocom.answers.tooMany?.(200, json(answer(0)))).toBeNull();
  expect(cryptocom.answers.tooMany?.(200, null)).toBeNull();
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [CREATE, answer(0, { order_id: '312345', client_oid: 'mine' })],
    [LIST, answer(0, [item(0), item(1)])],
    [`${API}advanced/create-oco`, answer(0, { list_id: '64' })],
  ]));
