import { describe, expect, it, test } from 'vitest';
import { mexc } from '../../../src/dialects/mexc/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://www.mexc.com/api-docs/spot-v3/spot-account-trade shows them.
const read = readerOf(mexc);
const ADD = 'POST /api/v3/order';
const BATCH = 'POST /api/v3/batchOrders';
const CANCEL = 'DELETE /api/v3/order';
const CANCEL_ALL = 'DELETE /api/v3/openOrders';
const ID = '06a480e69e604477bfb48dddd5f0b750';
const OTHER = 'C02__443776347957968896052';
const done = {
  symbol: 'MXUSDT',
  orderId: ID,
  orderListId: -1,
  price: '0.1',
  origQty: '50',
  type: 'LIMIT',
  side: 'BUY',
};

describe('a placed order', () => {
  it('has the exchange’s id', () =>
    expect(read(ADD, 200, done)).toMatchObject({ outcome: 'accepted', ids: [`1 exchange:${ID}`] }));
  it('of a test has none', () =>
    expect(read('POST /api/v3/order/test', 200, {})).toMatchObject({ outcome: 'accepted', ids: [] }));
  it.each([
    {},
    [],
    { orderId: '' },
    { orderId: null },
    { orderId: 'a b' },
    { orderId: {} },
    'null',
    'x',
    { data: done },
  ])('is not %j', (body) => expect(read(ADD, 200, body).outcome).toBe('unknown'));
});

describe('an error', () => {
  it.each([
    30000, 30002, 30004, 30005, 30019, 30041, 30087, 10101, 700002, 700003, 700013, 33333, -1121, 70011,
  ])('%i says that nothing was placed, whatever the status', (code) => {
    expect(read(ADD, 400, { code, msg: 'x' }).outcome).toBe('rejected');
    expect(read(ADD, 200, { code: String(code), msg: 'x' }).outcome).toBe('rejected');
  });
  it.each([429, 500, 501, 503, 504, 20001, 20002, 20003, -1, -2011, 1, 3000, 300000, 3000.5])(
    '%d leaves it open, also with status 400',
    (code) => {
      expect(read(ADD, 400, { code, msg: 'x' }).outcome).toBe('unknown');
      expect(read(ADD, 200, { code, msg: 'x' }).outcome).toBe('unknown');
    },
  );
  it('without a code counts by its status', () => {
    for (const status of [400, 401, 403, 404]) expect(read(ADD, status, {}).outcome).toBe('rejected');
    for (const status of [302, 408, 425, 429, 500, 502, 503, 504])
      expect(read(ADD, status, '<html>').outcome, String(status)).toBe('unknown');
  });
});

describe('a batch', () => {
  const orders = [{}, {}, {}];
  const bad = { newClientOrderId: '123456', msg: 'The minimum transaction volume', code: 30002 };
  const partly = [done, bad, { ...done, orderId: OTHER }];
  it('with one bad order, which its client’s id names, keeps what the others count', () =>
    expect(read(BATCH, 200, partly, [{}, { clientOrderId: '123456' }, {}])).toMatchObject({
      outcome: 'partly',
      kept: '101',
      rejected: [2],
      ids: [`1 exchange:${ID}`, `3 exchange:${OTHER}`],
    }));
  it('with one bad order, and nothing that says which one it is, keeps all', () => {
    expect(read(BATCH, 200, partly, orders)).toMatchObject({ outcome: 'unknown', kept: null });
    const nameless = [done, { msg: 'x', code: 30002 }, { ...done, orderId: OTHER }];
    expect(read(BATCH, 200, nameless, [{}, { clientOrderId: '123456' }, {}]).outcome).toBe('unknown');
  });
  it('of bad orders only gives all back', () =>
    expect(read(BATCH, 200, [bad, bad, bad], orders).outcome).toBe('rejected'));
  it.each([
    ['with an order of which nothing is certain', [bad, bad, { code: 20002, msg: 'x' }]],
    ['with something else in it', [bad, bad, null]],
    ['of another length', [bad, bad]],
    ['that is longer', [bad, bad, bad, bad]],
    ['that is no list', { 0: bad, 1: bad, 2: bad }],
    ['inside an object', { data: [bad, bad, bad] }],
  ])('%s keeps all', (_, body) =>
    expect(read(BATCH, 200, body, orders)).toMatchObject({ outcome: 'unknown', kept: null }),
  );
  it('in another turn, by the clients’ ids, keeps all', () => {
    const named = [{ clientOrderId: 'a' }, { clientOrderId: '123456' }];
    expect(read(BATCH, 200, [bad, done], named).outcome).toBe('unknown');
    expect(read(BATCH, 200, [done, bad], named)).toMatchObject({ outcome: 'partly', rejected: [2] });
  });
});

describe('a cancelled order', () => {
  it('is the one that was named, with a state that says so', () => {
    const asked = (body: unknown, status = 200) => read(CANCEL, status, body, [], [cancelOf(ID)]).cancelled;
    expect(asked({ orderId: ID, status: 'CANCELED' })).toEqual([true]);
    expect(asked({ orderId: ID, status: 'PARTIALLY_CANCELED' })).toEqual([true]);
    for (const body of [
      { orderId: OTHER, status: 'CANCELED' },
      { orderId: ID, status: 'NEW' },
      { orderId: ID },
      {},
      [],
    ])
      expect(asked(body), JSON.stringify(body)).toEqual([false]);
    expect(asked({ code: -2011, msg: 'Unknown order sent.' }, 400)).toEqual([false]);
  });
  it('is each of a market’s that is listed, when all are gone', () => {
    const cancels = ['MXUSDT', 'BTCUSDT'].map((symbol) => ({ symbol, order: null }));
    const item = (symbol: string, status = 'CANCELED') => ({ symbol, orderId: ID, status });
    expect(read(CANCEL_ALL, 200, [item('MXUSDT'), item('BTCUSDT', 'NEW')], [], cancels).cancelled).toEqual([
      true,
      false,
    ]);
    expect(read(CANCEL_ALL, 200, [], [], cancels).cancelled).toEqual([false, false]);
    expect(read(CANCEL_ALL, 200, {}, [], cancels).cancelled).toEqual([false, false]);
    expect(
      read('DELETE /api/v3/order/all', 200, { code: 200 }, [], [{ symbol: null, order: null }]).cancelled,
    ).toEqual([false]);
  });
});

it.each<[number, string, number | null]>([
  [200, '[]', 0],
  [200, '[{"orderId":"1"},{"orderId":"2"}]', 2],
  [200, '{"code":700002,"msg":"x"}', null],
  [400, '[]', null],
  [503, '[]', null],
])('open orders of status %i and %s: %s', (status, body, count) => {
  const [list] = mexc.answers.openOrders;
  expect(list.read(status, parseStrictJson(Buffer.from(body)))?.count ?? null).toBe(count);
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ADD, done],
    [BATCH, [done, { ...done, orderId: OTHER }]],
  ]));
