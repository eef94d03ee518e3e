import { describe, expect, it, test } from 'vitest';
import { deribit } from '../../../src/dialects/deribit/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://docs.deribit.com/api-reference/trading/private-buy shows them.
const read = readerOf(deribit);
const BUY = 'GET /api/v2/private/buy';
const EDIT = 'POST /api/v2/private/edit';
const done = (result: unknown) => ({
  jsonrpc: '2.0',
  id: 1,
  result,
  usIn: 1,
  usOut: 2,
  usDiff: 1,
  testnet: false,
});
const failed = (code: unknown) => ({ jsonrpc: '2.0', id: 1, error: { code, message: 'x' }, testnet: false });
const order = (order_id: string, order_state = 'open') => ({
  order: { order_id, order_state, label: 'mine' },
  trades: [],
});
const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));

describe('a placed order', () => {
  it('has the exchange’s id, and no other: a label may be of several orders', () =>
    expect(read(BUY, 200, done(order('BTC_USDC-1')))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:BTC_USDC-1'],
    }));
  it('is told also for an amendment', () =>
    expect(read(EDIT, 200, done(order('BTC_USDC-1')), [{ action: 'amend' }]).outcome).toBe('accepted'));
  it.each([done({}), done(null), done([]), done({ order: {} }), done(order('')), {}, [], null, done(4)])(
    'is not %j',
    (body) => expect(read(BUY, 200, body)).toMatchObject({ outcome: 'unknown', ids: [] }),
  );
});

describe('an error', () => {
  it.each([10000, 10002, 10009, 10028, 10047, 11022, 11050, 11054, 13009, 13021, -32602, '10009'])(
    '%j says that nothing was placed, whatever the status',
    (code) => {
      for (const status of [200, 400, 429, 500])
        expect(read(BUY, status, failed(code)).outcome).toBe('rejected');
    },
  );
  it.each([10001, 10040, 10041, 11031, 11051, 11094, 13028, 13503, 13666, 13777, 13888, 99999, '', null, 0])(
    '%j leaves it open, whatever the status',
    (code) => {
      for (const status of [200, 500]) expect(read(BUY, status, failed(code)).outcome).toBe('unknown');
    },
  );
  it('without a code goes by the status', () => {
    expect(read(BUY, 403, 'blocked').outcome).toBe('rejected');
    for (const status of [408, 429, 502, 504]) expect(read(BUY, status, 'x').outcome).toBe('unknown');
  });
  it('of a server that failed with a 4xx leaves it open', () =>
    expect(read(BUY, 400, failed(11094)).outcome).toBe('unknown'));
});

test('cancelled is one order by its state, several by their number', () => {
  const cancel = (body: unknown, status = 200) =>
    read('GET /api/v2/private/cancel', status, body, [], [cancelOf('1')]).cancelled;
  expect(cancel(done({ order_id: '1', order_state: 'cancelled' }))).toEqual([true]);
  expect(cancel(done({ order_id: '1', order_state: 'filled' }))).toEqual([false]);
  expect(cancel(done({}))).toEqual([false]);
  expect(cancel(failed(11044), 400)).toEqual([false]);
  const all = { symbol: null, order: null };
  expect(read('GET /api/v2/private/cancel_all', 200, done(4), [], [all]).cancelled).toEqual([true]);
});

describe('open orders', () => {
  const [list] = deribit.answers.openOrders;
  it('are those of spot, waiting ones too, in one list', () => {
    expect(deribit.answers.openOrders).toHaveLength(1);
    expect(list.request(null)).toMatchObject({
      method: 'GET',
      path: '/api/v2/private/get_open_orders',
      query: [
        { name: 'kind', value: 'spot' },
        { name: 'type', value: 'all' },
      ],
    });
  });
  it('are counted, or not known', () => {
    expect(list.read(200, json(done([{}, {}, {}])))).toEqual({ count: 3, next: null });
    for (const bad of [done({}), done(null), failed(13028), {}]) expect(list.read(200, json(bad))).toBeNull();
    expect(list.read(500, json(done([])))).toBeNull();
  });
});

test('too many requests is told by its code', () => {
  expect(deribit.answers.tooMany?.(400, json(failed(10028)))).toEqual({ scope: 'key', waitMs: 5000 });
  for (const other of [json(failed(10009)), json(done(1)), null])
    expect(deribit.answers.tooMany?.(400, other)).toBeNull();
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [BUY, done(order('BTC_USDC-312345'))],
    [EDIT, done(order('312345'))],
  ]));
