import { describe, expect, it, test } from 'vitest';
import { bitstamp } from '../../../src/dialects/bitstamp/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as the schemas of https://www.bitstamp.net/api/ have them.
const read = readerOf(bitstamp);
const BUY = 'POST /api/v2/buy/{market_symbol}/';
const INSTANT = 'POST /api/v2/sell/instant/{market_symbol}/';
const REPLACE = 'POST /api/v2/replace_order/';
const CANCEL = 'POST /api/v2/cancel_order/';
const ALL = 'POST /api/v2/cancel_all_orders/';
const ID = '1234123412341234';
const done = {
  id: ID,
  datetime: '2026-01-01 00:00:00.000000',
  type: '0',
  price: '1',
  amount: '1',
  market: 'BTC/USD',
};
const failed = (reason: unknown, more: object = {}) => ({ status: 'error', reason, ...more });

describe('a placed order', () => {
  it.each([BUY, INSTANT])('%s has the exchange’s id', (endpoint) =>
    expect(read(endpoint, 200, done)).toMatchObject({ outcome: 'accepted', ids: [`1 exchange:${ID}`] }),
  );
  it('has no client’s id: others may have the same', () =>
    expect(read(BUY, 200, { ...done, client_order_id: 'mine' }, [{ clientOrderId: 'mine' }]).ids).toEqual([
      `1 exchange:${ID}`,
    ]));
  it('of another client’s id is another’s', () =>
    expect(read(BUY, 200, { ...done, client_order_id: 'x' }, [{ clientOrderId: 'mine' }]).outcome).toBe(
      'unknown',
    ));
  it('that replaces one has a new id, and the old one is cancelled', () =>
    expect(
      read(REPLACE, 200, { order_id: 77, orig_order_id: 5, status: 'Open' }, [{}], [cancelOf('5')]),
    ).toMatchObject({ outcome: 'accepted', ids: ['1 exchange:77'], cancelled: [true] }));
  it.each([
    {},
    [],
    { id: '' },
    { id: null },
    { id: '-1' },
    { id: '1e5' },
    { id: 'abc' },
    { id: {} },
    'null',
    'x',
  ])('is not %j', (body) => expect(read(BUY, 200, body).outcome).toBe('unknown'));
});

describe('an error', () => {
  it.each([
    ['400.009', 400],
    ['400.009', 200],
    ['400.020', 200],
    ['403.004', 403],
    ['404.007', 404],
    ['500.004', 400],
    ['500.017', 200],
    ['500.017', 500],
  ])('%s with status %i says that nothing was placed', (response_code, status) =>
    expect(read(BUY, status, failed({ __all__: ['x'] }, { response_code })).outcome).toBe('rejected'),
  );
  it.each(['API0003', 'API0004', 'API0005', 'API0017'])('%s says so too', (code) =>
    expect(read(BUY, 403, failed('x', { code })).outcome).toBe('rejected'),
  );
  it.each([
    ['500.001', 400],
    ['500.003', 400],
    ['500.013', 400],
    ['500.016', 400],
    ['500.016', 200],
    ['500.016', 404],
    ['500.099', 400],
    ['4000.009', 400],
    ['400.0099', 200],
    ['API5502', 400],
    ['', 400],
  ])('%s with status %i leaves it open', (response_code, status) =>
    expect(read(BUY, status, failed('x', { response_code })).outcome).toBe('unknown'),
  );
  it.each([
    'Minimum order size is 10 USD / 10 EUR',
    'Price is more than 20% above market price.',
    'You have only 1 BTC available. Check your account balance for details.',
    'You can only buy 1 BTC. Check your account balance for details.',
    'Missing amount and/or price POST parameters',
  ])('known by its sentence alone, "%s", says that nothing was placed', (sentence) => {
    expect(read(BUY, 200, failed({ __all__: [sentence] })).outcome).toBe('rejected');
    expect(read(BUY, 200, failed(sentence)).outcome).toBe('rejected');
    expect(read(BUY, 200, { error: sentence }).outcome).toBe('rejected');
    expect(read(BUY, 200, failed({ amount: [sentence], __all__: [''] })).outcome).toBe('rejected');
  });
  it.each([
    [{ __all__: ['Order could not be placed.'] }],
    [{ __all__: ['Minimum order size is 10 USD', 'Order could not be placed.'] }],
    [{ __all__: [] }],
    [{ __all__: [''] }],
    [{ __all__: [7] }],
    [{}],
    [''],
    ['Order could not be placed. Minimum order size is 10 USD'],
    ['Check your account balance for details. Or not'],
  ])('of the reason %j leaves it open, also with status 400', (reason) => {
    expect(read(BUY, 200, failed(reason)).outcome).toBe('unknown');
    expect(read(BUY, 400, failed(reason)).outcome).toBe('unknown');
  });
  it('without any word counts by its status', () => {
    expect(read(BUY, 400, {}).outcome).toBe('rejected');
    for (const status of [408, 425, 429, 500, 502, 503, 504, 302])
      expect(read(BUY, status, {}).outcome, String(status)).toBe('unknown');
  });
});

describe('a cancelled order', () => {
  it('is the one that was named, when it is gone already', () => {
    const cancels = [cancelOf(ID)];
    expect(read(CANCEL, 200, { id: ID, status: 'Canceled' }, [], cancels).cancelled).toEqual([true]);
    for (const body of [
      { id: ID, status: 'Cancel pending' },
      { id: '1', status: 'Canceled' },
      { status: 'Canceled' },
      failed('Order not found', { response_code: '404.002' }),
      {},
    ])
      expect(read(CANCEL, 200, body, [], cancels).cancelled, JSON.stringify(body)).toEqual([false]);
  });
  it('is each of all only when all were', () => {
    const cancels = [{ symbol: null, order: null }];
    expect(read(ALL, 200, { canceled: [], success: true }, [], cancels).cancelled).toEqual([true]);
    expect(read(ALL, 200, { canceled: [{ id: ID }], success: false }, [], cancels).cancelled).toEqual([
      false,
    ]);
    expect(read(ALL, 200, { success: 'true' }, [], cancels).cancelled).toEqual([false]);
  });
});

it.each<[number, string, number | null]>([
  [200, '[]', 0],
  [200, '[{"id":"1"},{"id":"2"}]', 2],
  [200, '{"status":"error","reason":"x"}', null],
  [403, '[]', null],
  [500, '[]', null],
])('open orders of status %i and %s: %s', (status, body, count) => {
  const [list] = bitstamp.answers.openOrders;
  expect(list.read(status, parseStrictJson(Buffer.from(body)))?.count ?? null).toBe(count);
});

test('too many requests are told by code, those of a market hold nothing else up', () => {
  const told = (response_code: string) =>
    bitstamp.answers.tooMany?.(400, parseStrictJson(Buffer.from(JSON.stringify({ response_code }))));
  expect(told('400.002')).toMatchObject({ scope: 'key' });
  expect(told('400.067')).toMatchObject({ scope: 'key' });
  expect(told('400.068')).toBeNull();
  expect(told('400.009')).toBeNull();
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [BUY, done],
    [INSTANT, done],
    [REPLACE, { order_id: 77, orig_order_id: 5 }],
  ]));
