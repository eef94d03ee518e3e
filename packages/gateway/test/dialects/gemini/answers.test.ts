import { describe, expect, it, test } from 'vitest';
import { gemini } from '../../../src/dialects/gemini/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://docs.gemini.com/rest/orders and https://docs.gemini.com/error-codes show them.
const read = readerOf(gemini);
const NEW = 'POST /v1/order/new';
const CANCEL = 'POST /v1/order/cancel';
const ALL = 'POST /v1/order/cancel/all';
const order = (changes: object = {}) => ({
  order_id: '106817811',
  id: '106817811',
  symbol: 'btcusd',
  exchange: 'gemini',
  side: 'buy',
  type: 'exchange limit',
  is_live: true,
  is_cancelled: false,
  is_hidden: false,
  was_forced: false,
  executed_amount: '0',
  client_order_id: 'bot-7',
  options: [],
  price: '3633.00',
  original_amount: '5',
  remaining_amount: '5',
  ...changes,
});
const failed = (reason: string) => ({ result: 'error', reason, message: 'a sentence' });

describe('a placed order', () => {
  it('has both its ids', () =>
    expect(read(NEW, 200, order())).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:106817811', '1 client:bot-7'],
    }));
  it('may be filled already', () =>
    expect(
      read(NEW, 200, order({ is_live: false, executed_amount: '5', remaining_amount: '0' })).outcome,
    ).toBe('accepted'));
  it('may be filled in part and taken back', () =>
    expect(
      read(
        NEW,
        200,
        order({
          is_live: false,
          is_cancelled: true,
          executed_amount: '0.00000001',
          reason: 'ImmediateOrCancelWouldPost',
        }),
      ).outcome,
    ).toBe('accepted'));
  it.each([{}, [], null, 'ok', { order_id: null }, { order_id: [1] }, { client_order_id: 'bot-7' }])(
    'is not %j',
    (body) => expect(read(NEW, 200, body).outcome).toBe('unknown'),
  );
});

describe('an order that the exchange took back', () => {
  const back = { is_live: false, is_cancelled: true, executed_amount: '0' };
  it.each([
    'MakerOrCancelWouldTake',
    'ImmediateOrCancelWouldPost',
    'FillOrKillWouldNotFill',
    'ExceedsPriceLimits',
    'SelfCrossPrevented',
  ])('for %s with nothing executed was not placed', (reason) =>
    expect(read(NEW, 200, order({ ...back, reason })).outcome).toBe('rejected'),
  );
  it.each([
    { reason: 'Requested' },
    { reason: 'SomethingNew' },
    {},
    { reason: 'MakerOrCancelWouldTake', executed_amount: '0.1' },
    { reason: 'MakerOrCancelWouldTake', executed_amount: undefined },
    { reason: 'MakerOrCancelWouldTake', executed_amount: '' },
    { reason: 'MakerOrCancelWouldTake', is_live: true },
    { reason: 'MakerOrCancelWouldTake', is_cancelled: 'true' },
  ])('with %j keeps what it counts', (changes) =>
    expect(read(NEW, 200, order({ ...back, ...changes })).outcome).toBe('accepted'),
  );
});

describe('an error', () => {
  it.each([
    [406, 'InsufficientFunds'],
    [400, 'InvalidPrice'],
    [403, 'MissingRole'],
    [400, 'SomethingNew'],
    [200, 'InvalidQuantity'],
  ])('%i %s: nothing was placed', (status, reason) =>
    expect(read(NEW, status, failed(reason)).outcome).toBe('rejected'),
  );
  it.each([
    [500, 'System'],
    [502, 'System'],
    [503, 'Maintenance'],
    [503, 'InsufficientFunds'],
    [429, 'RateLimit'],
    [200, 'System'],
    [200, 'Maintenance'],
    [200, ''],
    [302, 'InvalidPrice'],
  ])('%i %s leaves it open', (status, reason) =>
    expect(read(NEW, status, failed(reason)).outcome).toBe('unknown'),
  );
});

describe('a cancellation', () => {
  const one = [cancelOf('106817811')];
  const cancelled = (endpoint: string, body: unknown) => read(endpoint, 200, body, [], one).cancelled;
  it('is told by the order', () => {
    expect(cancelled(CANCEL, order({ is_live: false, is_cancelled: true }))).toEqual([true]);
    for (const body of [
      order(),
      order({ is_live: false }),
      order({ is_cancelled: 'true' }),
      {},
      failed('OrderNotFound'),
    ])
      expect(cancelled(CANCEL, body)).toEqual([false]);
  });
  it('of everything is one when none is left', () => {
    const details = { cancelledOrders: [330429345], cancelRejects: [] };
    expect(cancelled(ALL, { result: 'ok', details })).toEqual([true]);
    for (const body of [
      { result: 'ok', details: { ...details, cancelRejects: [1] } },
      { result: 'ok', details: { cancelledOrders: [1] } },
      { result: 'ok' },
      { result: 'error', details },
      { details },
    ])
      expect(cancelled(ALL, body)).toEqual([false]);
  });
});

it.each<[number, string, number | null]>([
  [200, '[]', 0],
  [200, '[{"order_id":"1"},{"order_id":"2"}]', 2],
  [200, '[1]', null],
  [200, '{"result":"error","reason":"InvalidNonce"}', null],
  [500, '[]', null],
])('open orders of status %i and %s: %s', (status, body, count) => {
  expect(gemini.answers.openOrders[0].read(status, parseStrictJson(Buffer.from(body)))?.count ?? null).toBe(
    count,
  );
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [NEW, order()],
    [NEW, order({ is_live: false, executed_amount: '5' })],
    [CANCEL, order({ is_cancelled: true })],
  ]));
