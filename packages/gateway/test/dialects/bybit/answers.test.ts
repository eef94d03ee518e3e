import { describe, expect, it, test } from 'vitest';
import { bybit } from '../../../src/dialects/bybit/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://bybit-exchange.github.io/docs/v5/order/create-order and its neighbours show them.
const read = readerOf(bybit);
const ORDER = 'POST /v5/order/create';
const BATCH = 'POST /v5/order/create-batch';
const answer = (retCode: number, result: object = {}, codes: readonly number[] | null = null) => ({
  retCode,
  retMsg: '',
  result,
  retExtInfo: codes === null ? {} : { list: codes.map((code) => ({ code, msg: '' })) },
  time: 1,
});
const item = (orderId: string, orderLinkId = '') => ({ orderId, orderLinkId });

describe('a placed order', () => {
  it('has the exchange’s id and the client’s', () =>
    expect(read(ORDER, 200, answer(0, item('1321003749386327552', 'mine')))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:1321003749386327552', '1 client:mine'],
    }));
  it('with stop and target attached: all go by its id', () =>
    expect(
      read(ORDER, 200, answer(0, item('7')), [{}, { attached: true }, { attached: true }]),
    ).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:7', '2 exchange:7', '3 exchange:7'],
    }));
  it.each([answer(0), answer(0, item('')), { retCode: 0 }, {}, { result: item('7') }])('is not %j', (body) =>
    expect(read(ORDER, 200, body).outcome).toBe('unknown'),
  );
});

describe('a retCode inside a 200', () => {
  it.each([10001, 10004, 10006, 170131, 170210])('%i: nothing was placed', (code) =>
    expect(read(ORDER, 200, answer(code)).outcome).toBe('rejected'),
  );
  it.each([10000, 10014, 10016, 170001, 170007, 170032, 170146, 170234, 1, -1])('%i leaves it open', (code) =>
    expect(read(ORDER, 200, answer(code)).outcome).toBe('unknown'),
  );
});

describe('a batch', () => {
  it('with one bad order keeps what the others count, what is attached to them too', () =>
    expect(
      read(BATCH, 200, answer(0, { list: [item('1'), item(''), item('3')] }, [0, 170131, 0]), [
        {},
        {},
        { attached: true },
        {},
      ]),
    ).toMatchObject({
      outcome: 'partly',
      kept: '1001',
      rejected: [2, 3],
      ids: ['1 exchange:1', '4 exchange:3'],
    }));
  it('without a code for each order says nothing', () => {
    expect(read(BATCH, 200, answer(0, { list: [item('1'), item('')] }, [170131]), [{}, {}]).outcome).toBe(
      'unknown',
    );
    expect(read(BATCH, 200, answer(0, { list: [item('')] }, [170131]), [{}, {}]).outcome).toBe('unknown');
    expect(
      read(BATCH, 200, answer(0, { list: [item(''), item('')] }, [170131, 170007]), [{}, {}]).outcome,
    ).toBe('unknown');
  });
});

test('cancelled is each order by its own code', () => {
  const two = [cancelOf('1'), cancelOf('2')];
  const body = answer(0, { list: [item('1'), item('2')] }, [0, 170213]);
  expect(read('POST /v5/order/cancel-batch', 200, body, [], two).cancelled).toEqual([true, false]);
  expect(read('POST /v5/order/cancel', 200, answer(170213), [], [cancelOf('1')]).cancelled).toEqual([false]);
  expect(read('POST /v5/order/cancel', 200, answer(0, item('1')), [], [cancelOf('1')]).cancelled).toEqual([
    true,
  ]);
});

it.each<[number, unknown, unknown]>([
  [200, answer(0, { list: [], nextPageCursor: '' }), { count: 0, next: null }],
  [200, answer(0, { list: Array(50).fill({}), nextPageCursor: 'more' }), { count: 50, next: 'more' }],
  [200, answer(0, { list: [{}], nextPageCursor: 'more' }), { count: 1, next: null }],
  [200, answer(0, {}), null],
  [200, answer(10006, { list: [] }), null],
  [403, answer(0, { list: [] }), null],
])('open orders of status %i', (status, body, expected) => {
  expect(
    bybit.answers.openOrders[0].read(status, parseStrictJson(Buffer.from(JSON.stringify(body)))),
  ).toEqual(expected);
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ORDER, answer(0, item('1321003749386327552'))],
    [BATCH, answer(0, { list: [item('1'), item('2')] }, [0, 0])],
  ]));
