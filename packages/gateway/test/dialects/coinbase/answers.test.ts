import { describe, expect, it, test } from 'vitest';
import { coinbase } from '../../../src/dialects/coinbase/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders shows them.
const read = readerOf(coinbase);
const CREATE = 'POST /api/v3/brokerage/orders';
const EDIT = 'POST /api/v3/brokerage/orders/edit';
const UUID = '11111111-00000-000000';
const mine = { symbol: 'BTC-USD', clientOrderId: 'mine' };
const placed = {
  success: true,
  success_response: { order_id: UUID, product_id: 'BTC-USD', side: 'BUY', client_order_id: 'mine' },
};
const failed = (reason: string, more = {}) => ({
  success: false,
  failure_reason: 'UNKNOWN_FAILURE_REASON',
  error_response: { error: reason, message: 'x', ...more },
});

describe('a placed order', () => {
  it('has the exchange’s id', () =>
    expect(read(CREATE, 200, placed, [mine])).toMatchObject({
      outcome: 'accepted',
      ids: [`1 exchange:${UUID}`],
    }));
  it('with others attached: all go by its id', () =>
    expect(read(CREATE, 200, placed, [mine, { attached: true }]).ids).toEqual([
      `1 exchange:${UUID}`,
      `2 exchange:${UUID}`,
    ]));
  it.each([
    ['product', { product_id: 'ETH-USD' }],
    ['side', { side: 'SELL' }],
    ['client’s id', { client_order_id: 'other' }],
    ['id', { order_id: '' }],
  ])('with another %s than was asked for is not that order', (_, parts) => {
    const other = { ...placed, success_response: { ...placed.success_response, ...parts } };
    expect(read(CREATE, 200, other, [mine])).toMatchObject({ outcome: 'unknown', ids: [] });
  });
  it('is edited', () => expect(read(EDIT, 200, { success: true, errors: [] }).outcome).toBe('accepted'));
});

describe('success: false inside a 200', () => {
  it.each(['INSUFFICIENT_FUND', 'INVALID_LIMIT_PRICE_POST_ONLY', 'UNSUPPORTED_ORDER_CONFIGURATION'])(
    '%s: nothing was placed',
    (reason) => expect(read(CREATE, 200, failed(reason), [mine]).outcome).toBe('rejected'),
  );
  it.each<[string, unknown]>([
    ['an unknown reason', failed('UNKNOWN_FAILURE_REASON')],
    ['a reason that is in no list', failed('SOMETHING_NEW')],
    [
      'two reasons, one in no list',
      failed('INSUFFICIENT_FUND', { new_order_failure_reason: 'SOMETHING_NEW' }),
    ],
    ['no reason', { success: false }],
    ['a reason and an order', { ...failed('INSUFFICIENT_FUND'), success_response: placed.success_response }],
    ['neither success nor failure', { error_response: { error: 'INSUFFICIENT_FUND' } }],
    ['success as text', { ...failed('INSUFFICIENT_FUND'), success: 'false' }],
  ])('%s leaves it open', (_, body) => expect(read(CREATE, 200, body, [mine]).outcome).toBe('unknown'));
  it('of an edit', () => {
    const edit = (...reasons: string[]) => ({
      success: false,
      errors: reasons.map((edit_failure_reason) => ({ edit_failure_reason })),
    });
    expect(read(EDIT, 200, edit('ORDER_NOT_FOUND')).outcome).toBe('rejected');
    expect(read(EDIT, 200, edit('ORDER_NOT_FOUND', 'UNKNOWN_EDIT_ORDER_FAILURE_REASON')).outcome).toBe(
      'unknown',
    );
    expect(read(EDIT, 200, edit()).outcome).toBe('unknown');
  });
});

test('cancelled is each order by its own result, in whatever order they come', () => {
  const results = [
    { success: true, order_id: 'b', failure_reason: 'UNKNOWN_CANCEL_FAILURE_REASON' },
    { success: false, order_id: 'a', failure_reason: 'UNKNOWN_CANCEL_ORDER' },
  ];
  const { cancelled } = read(
    'POST /api/v3/brokerage/orders/batch_cancel',
    200,
    { results },
    [],
    [cancelOf('a'), cancelOf('b'), cancelOf('c')],
  );
  expect(cancelled).toEqual([false, true, false]);
});

it.each<[number, unknown, unknown]>([
  [200, { orders: [], has_next: false, cursor: '' }, { count: 0, next: null }],
  [200, { orders: [{}, {}], has_next: true, cursor: 'next' }, { count: 2, next: 'next' }],
  [200, { orders: [{}], has_next: true, cursor: '' }, null],
  [200, { orders: [{}] }, null],
  [200, { has_next: false }, null],
  [401, { orders: [], has_next: false }, null],
])('open orders of status %i and %j', (status, body, read_) => {
  expect(
    coinbase.answers.openOrders[0].read(status, parseStrictJson(Buffer.from(JSON.stringify(body)))),
  ).toEqual(read_);
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [CREATE, placed],
    [EDIT, { success: true, errors: [] }],
  ]));
