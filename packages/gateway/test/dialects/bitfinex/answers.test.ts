import { describe, expect, it, test } from 'vitest';
import { bitfinex } from '../../../src/dialects/bitfinex/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://docs.bitfinex.com/reference shows them, a page an endpoint.
const read = readerOf(bitfinex);
const SUBMIT = 'POST /v2/auth/w/order/submit';
const UPDATE = 'POST /v2/auth/w/order/update';
const MULTI = 'POST /v2/auth/w/order/multi';
const CANCEL = 'POST /v2/auth/w/order/cancel';
const MANY = 'POST /v2/auth/w/order/cancel/multi';
const row = (id: number) => [id, null, 1_653_325_121_798, 'tBTCUSD', 1, 1, 10, 10, 'EXCHANGE LIMIT', null];
const told = (type: string, data: unknown, status = 'SUCCESS') => [
  1_653_325_121,
  type,
  null,
  null,
  data,
  null,
  status,
  'Submitting 1 orders.',
];
const failed = (code: number, text: string) => ['error', code, text];

describe('a placed order', () => {
  it('has its number', () =>
    expect(read(SUBMIT, 200, told('on-req', [row(95412102131)]))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:95412102131'],
    }));
  it('keeps it when it is changed', () =>
    expect(read(UPDATE, 200, told('ou-req', row(95412102131)))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:95412102131'],
    }));
  it.each([
    told('on-req', [row(1)], 'ERROR'),
    told('on-req', [row(1)], 'FAILURE'),
    told('oc-req', [row(1)]),
    told('on-req', []),
    told('on-req', null),
    told('on-req', [row(1), row(2)]),
    told('on-req', [[null]]),
    told('on-req', [['x']]),
    [],
    {},
    null,
    'ok',
  ])('is not %j', (body) => expect(read(SUBMIT, 200, body).outcome).toBe('unknown'));
});

describe('an error', () => {
  it.each([
    [10020, 'amount: invalid'],
    [10100, 'apikey: invalid'],
    [10114, 'nonce: small'],
    [10001, 'Invalid order: not enough exchange balance for -0.1 BTCUSD at 100'],
    [10001, 'Invalid order: minimum size for BTCUSD is 0.00006'],
  ])('%i %s: nothing was placed', (code, text) => {
    for (const status of [200, 500])
      expect(read(SUBMIT, status, failed(code, text)).outcome).toBe('rejected');
  });
  it.each([
    [10000, 'unknown'],
    [10001, 'something else'],
    [10001, 'order: Invalid order: not enough exchange balance'],
    [10001, 'Invalid order'],
    [10008, 'concurrency'],
    [11010, 'ratelimit: error'],
    [20060, 'maintenance'],
    [100201, 'amount: invalid'],
  ])('%i %s leaves it open, whatever the status', (code, text) => {
    for (const status of [400, 500]) expect(read(SUBMIT, status, failed(code, text)).outcome).toBe('unknown');
  });
  it('of the status alone: 4xx was turned down, 5xx leaves it open', () => {
    expect(read(SUBMIT, 400, {}).outcome).toBe('rejected');
    for (const status of [408, 409, 425, 429, 500, 502, 503, 504, 302])
      expect(read(SUBMIT, status, {}).outcome).toBe('unknown');
  });
});

describe('several operations', () => {
  const orders = [{}, { action: 'amend' as const }, {}];
  const rows = [told('on-req', [row(1)]), told('ou-req', row(2)), told('on-req', [row(3)])];
  it('tell of each order, in turn', () =>
    expect(
      read(MULTI, 200, told('ox_multi-req', [rows[0], told('oc-req', row(9)), rows[1], rows[2]]), orders),
    ).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:1', '2 exchange:2', '3 exchange:3'],
    }));
  it('say nothing of any when there are too few, too many, or others', () => {
    for (const list of [
      rows.slice(1),
      [...rows, rows[0]],
      [rows[0], rows[0], rows[0]],
      [rows[1], rows[0], rows[2]],
      [rows[0], told('ou-req', row(2), 'ERROR'), rows[2]],
    ])
      expect(read(MULTI, 200, told('ox_multi-req', list), orders)).toMatchObject({
        outcome: 'unknown',
        kept: null,
      });
  });
  it('give nothing back for an error that may be about one of them', () => {
    for (const [code, text] of [
      [10001, 'Invalid order: not enough exchange balance for -0.1 BTCUSD at 100'],
      [10020, 'amount: invalid'],
    ] as const)
      for (const status of [200, 400, 500])
        expect(read(MULTI, status, failed(code, text), orders).outcome).toBe('unknown');
  });
  it('give everything back for an error about the signature, and a single one as an order does', () => {
    expect(read(MULTI, 500, failed(10114, 'nonce: small'), orders).outcome).toBe('rejected');
    expect(read(MULTI, 500, failed(10020, 'amount: invalid'), [{}]).outcome).toBe('rejected');
  });
  it('give nothing back when one of them failed', () =>
    expect(
      read(MULTI, 200, told('ox_multi-req', [rows[0], failed(10020, 'amount: invalid'), rows[2]]), orders)
        .kept,
    ).toBeNull());
});

describe('a cancellation', () => {
  const cancelled = (endpoint: string, body: unknown, cancels = [cancelOf('7')]) =>
    read(endpoint, 200, body, [], cancels).cancelled;
  it('is told by the order that comes back', () => {
    expect(cancelled(CANCEL, told('oc-req', row(7)))).toEqual([true]);
    for (const body of [
      told('oc-req', row(8)),
      told('oc-req', null),
      told('oc-req', row(7), 'ERROR'),
      failed(10001, 'Order not found.'),
      [],
      {},
    ])
      expect(cancelled(CANCEL, body)).toEqual([false]);
  });
  it('of several says which', () =>
    expect(
      cancelled(MANY, told('oc_multi-req', [row(7), row(9)]), [cancelOf('7'), cancelOf('8'), cancelOf('9')]),
    ).toEqual([true, false, true]));
  it('of everything is one of success', () => {
    const everything = [{ symbol: null, order: null }];
    expect(cancelled(MANY, told('oc_multi-req', []), everything)).toEqual([true]);
    expect(cancelled(MANY, told('oc_multi-req', [], 'ERROR'), everything)).toEqual([false]);
  });
});

it.each<[number, string, number | null]>([
  [200, '[]', 0],
  [200, '[[1,null],[2,null]]', 2],
  [200, '["error",10114,"nonce: small"]', null],
  [200, '{}', null],
  [500, '[]', null],
])('open orders of status %i and %s: %s', (status, body, count) => {
  expect(bitfinex.answers.openOrders[0].read(status, parseStrictJson(Buffer.from(body)))?.count ?? null).toBe(
    count,
  );
});

test('too many requests lock the address out', () => {
  const asked = (body: unknown) =>
    bitfinex.answers.tooMany?.(500, parseStrictJson(Buffer.from(JSON.stringify(body)))) ?? null;
  for (const body of [failed(11010, 'ratelimit: error'), { error: 'ERR_RATE_LIMIT' }])
    expect(asked(body)).toEqual({ scope: 'address', waitMs: 60_000 });
  for (const body of [failed(10020, 'x'), [11010], ['error'], {}, []]) expect(asked(body)).toBeNull();
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [SUBMIT, told('on-req', [row(95412102131)])],
    [UPDATE, told('ou-req', row(95412102131))],
    [MULTI, told('ox_multi-req', [told('on-req', [row(1)]), told('on-req', [row(2)])])],
  ]));
