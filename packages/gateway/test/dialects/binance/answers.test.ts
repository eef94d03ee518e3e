import { describe, expect, it, test } from 'vitest';
import { binance } from '../../../src/dialects/binance/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints shows them.
const read = readerOf(binance);
const ORDER = 'POST /api/v3/order';
const REPLACE = 'POST /api/v3/order/cancelReplace';
const PLACED = { symbol: 'BTCUSDT', orderId: 28, orderListId: -1, clientOrderId: 'mine', transactTime: 1 };

describe('a placed order', () => {
  it('has the exchange’s id and the client’s', () =>
    expect(read(ORDER, 200, PLACED)).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:28', '1 client:mine'],
    }));
  it('is not the one that the answer names when that has another client’s id', () => {
    const ours = [{ clientOrderId: 'ours' }];
    expect(read(ORDER, 200, PLACED, ours)).toMatchObject({ outcome: 'unknown', ids: [] });
    expect(read(ORDER, 200, PLACED, [{ clientOrderId: 'mine' }])).toMatchObject({ outcome: 'accepted' });
    expect(read(ORDER, 200, { ...PLACED, clientOrderId: null }, ours)).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:28'],
    });
    expect(read(ORDER, 200, PLACED, [{ clientOrderId: null }])).toMatchObject({
      ids: ['1 exchange:28', '1 client:mine'],
    });
  });
  it('by an amendment has its new id', () =>
    expect(
      read('PUT /api/v3/order/amend/keepPriority', 200, {
        executionId: 75,
        amendedOrder: { orderId: 33, origClientOrderId: 'a', clientOrderId: 'b', qty: '5' },
      }),
    ).toMatchObject({ outcome: 'accepted', ids: ['1 exchange:33', '1 client:b'] }));
  it.each([{}, [], 'ok', { code: -2010, msg: 'x' }, { orderId: null }, { orderId: { $: 1 } }])(
    'is not %j',
    (body) => expect(read(ORDER, 200, body)).toMatchObject({ outcome: 'unknown', ids: [] }),
  );
});

describe('an order list', () => {
  const reports = [
    { symbol: 'LTCBTC', orderId: 2, clientOrderId: 'stop' },
    { symbol: 'LTCBTC', orderId: 3, clientOrderId: 'limit' },
  ];
  const list = { orderListId: 9, listClientOrderId: 'both', orders: [], orderReports: reports };
  it('tells its orders apart by the client’s ids, in whatever order they come', () =>
    expect(
      read('POST /api/v3/orderList/oco', 200, list, [{ clientOrderId: 'limit' }, { clientOrderId: 'stop' }])
        .ids,
    ).toEqual([
      ...['1 exchange:3', '1 client:limit', '1 list/exchange:9', '1 list/client:both'],
      ...['2 exchange:2', '2 client:stop', '2 list/exchange:9', '2 list/client:both'],
    ]));
  it('gives an order without one the ids of all that are left', () =>
    expect(read('POST /api/v3/orderList/oco', 200, list, [{ clientOrderId: 'limit' }, {}]).ids).toContain(
      '2 exchange:2',
    ));
});

describe('a cancel-replace', () => {
  const halves = (cancelResult: string, newOrderResult: string, newOrderResponse: object | null) => ({
    cancelResult,
    newOrderResult,
    cancelResponse: {},
    newOrderResponse,
  });
  const failed = (code: number, data: object) => ({ code, msg: 'x', data });
  test.each<[string, number, unknown, string, boolean]>([
    ['both halves done', 200, halves('SUCCESS', 'SUCCESS', PLACED), 'accepted', true],
    [
      'cancelled, but not placed',
      409,
      failed(-2021, halves('SUCCESS', 'FAILURE', { code: -2010, msg: 'x' })),
      'rejected',
      true,
    ],
    [
      'placed, but not cancelled',
      409,
      failed(-2021, halves('FAILURE', 'SUCCESS', PLACED)),
      'accepted',
      false,
    ],
    [
      'not cancelled, so not tried',
      400,
      failed(-2022, halves('FAILURE', 'NOT_ATTEMPTED', null)),
      'rejected',
      false,
    ],
    [
      'neither',
      400,
      failed(-2022, halves('FAILURE', 'FAILURE', { code: -2010, msg: 'x' })),
      'rejected',
      false,
    ],
    [
      'a new order that timed out',
      409,
      failed(-2021, halves('SUCCESS', 'FAILURE', { code: -1007, msg: 'x' })),
      'unknown',
      true,
    ],
    ['halves that are not told', 409, { code: -2021, msg: 'x' }, 'unknown', false],
    ['refused as a whole', 400, { code: -1013, msg: 'x' }, 'rejected', false],
    ['a body with nothing in it', 200, {}, 'unknown', false],
  ])('%s', (_, status, body, outcome, cancelled) =>
    expect(read(REPLACE, status, body, [{}], [cancelOf('7')])).toMatchObject({
      outcome,
      cancelled: [cancelled],
    }),
  );
});

describe('a rejection', () => {
  it.each([400, 401, 403, 404])('with status %i', (status) =>
    expect(read(ORDER, status, { code: -2010, msg: 'x' }).outcome).toBe('rejected'),
  );
  it.each([-1000, -1001, -1006, -1007])('is none with code %i, which leaves it open', (code) =>
    expect(read(ORDER, 400, { code, msg: 'x' }).outcome).toBe('unknown'),
  );
  it.each([408, 409, 429, 500, 503, 504])('is none with status %i', (status) =>
    expect(read(ORDER, status, { code: -2010, msg: 'x' }).outcome).toBe('unknown'),
  );
});

test('cancelled is what the exchange says so', () => {
  const cancel = 'DELETE /api/v3/order';
  expect(read(cancel, 200, { ...PLACED, status: 'CANCELED' }, [], [cancelOf('28')]).cancelled).toEqual([
    true,
  ]);
  expect(read(cancel, 200, PLACED, [], [cancelOf('28')]).cancelled).toEqual([false]);
  expect(read(cancel, 400, { code: -2011, msg: 'x' }, [], [cancelOf('28')]).cancelled).toEqual([false]);
});

describe('open orders', () => {
  const [list] = binance.answers.openOrders;
  it.each<[number, string, number | null]>([
    [200, '[]', 0],
    [200, '[{},{}]', 2],
    [200, '{}', null],
    [400, '[]', null],
    [503, '[]', null],
  ])('of status %i and %s: %s', (status, body, count) => {
    expect(list.read(status, parseStrictJson(Buffer.from(body)))?.count ?? null).toBe(count);
  });
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ORDER, PLACED],
    [REPLACE, { cancelResult: 'SUCCESS', newOrderResult: 'SUCCESS', newOrderResponse: PLACED }],
    ['POST /api/v3/orderList/oco', { orderListId: 9, listClientOrderId: 'b', orderReports: [PLACED] }],
  ]));
