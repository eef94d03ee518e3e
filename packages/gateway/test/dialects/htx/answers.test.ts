import { describe, expect, it, test } from 'vitest';
import { byClient } from '../../../src/dialect/order-reference.ts';
import { htx } from '../../../src/dialects/htx/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://www.htx.com/en-us/opend/newApiPages/ shows them.
const read = readerOf(htx);
const ORDER = 'POST /v1/order/orders/place';
const BATCH = 'POST /v1/order/batch-orders';
const ALGO = 'POST /v2/algo-orders';
const ok = (data: unknown) => ({ status: 'ok', data });
const error = (code: string) => ({ status: 'error', 'err-code': code, 'err-msg': code, data: null });
const item = (id: number, client: string) => ({ 'order-id': id, 'client-order-id': client });
const failed = (code: string, client: string) => ({
  'client-order-id': client,
  'err-code': code,
  'err-msg': code,
});
const own = (clientOrderId: string) => ({ clientOrderId });

describe('a placed order', () => {
  it('has the exchange’s id', () =>
    expect(read(ORDER, 200, ok('356501383558845'))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:356501383558845'],
    }));
  it('that waits for a price has the client’s id only', () => {
    expect(read(ALGO, 200, { code: 200, data: { clientOrderId: 'a1' } }, [own('a1')])).toMatchObject({
      outcome: 'accepted',
      ids: ['1 algo/client:a1'],
    });
    expect(read(ALGO, 200, { code: 200, data: { clientOrderId: 'a2' } }, [own('a1')]).outcome).toBe(
      'unknown',
    );
  });
  it.each([{}, ok(null), ok(''), ok('0'), ok('x'), ok({}), { status: 'OK', data: '1' }, { data: '1' }, 'x'])(
    'is not %j',
    (body) => expect(read(ORDER, 200, body)).toMatchObject({ outcome: 'unknown', ids: [] }),
  );
});

describe('a code', () => {
  it.each([
    'order-accountbalance-error',
    'order-value-min-error',
    'api-signature-not-valid',
    'order-stop-order-hit-trigger',
    'base-symbol-error',
  ])('%s: nothing was placed', (code) => expect(read(ORDER, 200, error(code)).outcome).toBe('rejected'));
  it.each([
    'base-system-error',
    'order-update-error',
    'gateway-internal-error',
    'base-request-timeout',
    'timeout',
    'base-record-invalid',
    'invalid-client-order-id',
    'new-one',
    '',
  ])('%s leaves it open', (code) => expect(read(ORDER, 200, error(code)).outcome).toBe('unknown'));
  it('beside an "ok" leaves it open', () =>
    expect(read(ORDER, 200, { ...error('order-accountbalance-error'), status: 'ok' }).outcome).toBe(
      'unknown',
    ));
  it.each([2002, 3002, 1003])('%s of a conditional order: nothing was placed', (code) =>
    expect(read(ALGO, 200, { code, message: 'x' }, [own('a1')]).outcome).toBe('rejected'),
  );
  it.each([500, 1007, 9999])('%s of a conditional order leaves it open', (code) =>
    expect(read(ALGO, 200, { code, message: 'x' }, [own('a1')]).outcome).toBe('unknown'),
  );
  it('counts for nothing beside a status that isn’t an answer', () => {
    for (const status of [202, 302, 408, 429, 500, 502, 503, 504])
      expect(read(ORDER, status, error('order-accountbalance-error')).outcome, String(status)).toBe(
        'unknown',
      );
  });
  it('that isn’t there, in a page of somebody else’s, leaves it open', () => {
    for (const body of ['<html>403</html>', '{}', '[]', 'null'])
      expect(read(ORDER, 403, body).outcome, body).toBe('unknown');
  });
});

describe('a batch', () => {
  const three = [own('a'), own('b'), own('c')];
  it('with one bad order keeps what the others count', () =>
    expect(
      read(BATCH, 200, ok([item(1, 'a'), failed('order-accountbalance-error', 'b'), item(3, 'c')]), three),
    ).toMatchObject({
      outcome: 'partly',
      kept: '101',
      rejected: [2],
      ids: ['1 exchange:1', '3 exchange:3'],
    }));
  it('that is refused as a whole gives everything back', () =>
    expect(read(BATCH, 200, error('api-signature-not-valid'), three).outcome).toBe('rejected'));
  it.each([
    ['of another length', ok([failed('order-accountbalance-error', 'a')])],
    ['in another order', ok([failed('order-accountbalance-error', 'b'), item(1, 'a'), item(3, 'c')])],
    ['with a code that leaves it open', ok([item(1, 'a'), failed('base-system-error', 'b'), item(3, 'c')])],
    ['with an item that names nothing', ok([item(1, 'a'), {}, item(3, 'c')])],
    ['that is no list', ok({})],
  ])('%s keeps all', (_, body) => expect(read(BATCH, 200, body, three).outcome).toBe('unknown'));
});

test('cancelled is what the answer names', () => {
  const one = 'POST /v1/order/orders/{order_id}/submitcancel';
  expect(read(one, 200, ok('1'), [], [cancelOf('1')]).cancelled).toEqual([true]);
  expect(read(one, 200, ok('2'), [], [cancelOf('1')]).cancelled).toEqual([false]);
  expect(read(one, 200, error('order-orderstate-error'), [], [cancelOf('1')]).cancelled).toEqual([false]);
  const two = [cancelOf('1'), cancelOf('2')];
  const batch = 'POST /v1/order/orders/batchcancel';
  expect(read(batch, 200, ok({ success: ['1'], failed: [{ 'order-id': '2' }] }), [], two).cancelled).toEqual([
    true,
    false,
  ]);
  const mine = [{ symbol: null, order: byClient('a') }];
  const client = 'POST /v1/order/orders/submitCancelClientOrder';
  expect(read(client, 200, ok(7), [], mine).cancelled).toEqual([true]);
  expect(read(client, 200, ok(6), [], mine).cancelled).toEqual([false]);
  const algo = [{ symbol: null, order: byClient('a', 'algo') }];
  const path = 'POST /v2/algo-orders/cancellation';
  expect(read(path, 200, { code: 200, data: { accepted: ['a'], rejected: [] } }, [], algo).cancelled).toEqual(
    [true],
  );
  expect(read(path, 200, { code: 200, data: { accepted: [], rejected: ['a'] } }, [], algo).cancelled).toEqual(
    [false],
  );
  expect(read(path, 200, { code: 2002 }, [], algo).cancelled).toEqual([false]);
});

test('too many requests are told in words too', () => {
  const told = (body: unknown) =>
    htx.answers.tooMany?.(200, parseStrictJson(Buffer.from(JSON.stringify(body)))) ?? null;
  expect(told(error('rate-too-many-requests'))).toEqual({ scope: 'key', waitMs: 2000 });
  expect(told({ code: 1006, message: 'x' })).toEqual({ scope: 'key', waitMs: 2000 });
  expect(told(error('order-accountbalance-error'))).toBeNull();
});

describe('open orders', () => {
  const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));
  const [orders, waiting] = htx.answers.openOrders;
  const many = (length: number) => Array.from({ length }, (_, id) => ({ id }));
  it('are counted over all accounts and markets', () => {
    expect(orders.request(null).query).toEqual([{ name: 'size', value: '500' }]);
    expect(orders.read(200, json(ok(many(3))))).toEqual({ count: 3, next: null });
    expect(waiting.read(200, json({ code: 200, data: many(2) }))).toEqual({ count: 2, next: null });
  });
  it('are not known when there may be more', () => {
    expect(orders.read(200, json(ok(many(500))))).toBeNull();
    expect(waiting.read(200, json({ code: 200, data: many(2), nextId: 7 }))).toBeNull();
  });
  it.each([{}, error('x'), ok(null), ok({}), null, { code: 200, data: [] }])('are not in %j', (body) =>
    expect(orders.read(200, json(body))).toBeNull(),
  );
  it('are not in an error', () => {
    expect(orders.read(500, json(ok([])))).toBeNull();
    expect(waiting.read(200, json({ code: 500, data: [] }))).toBeNull();
  });
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ORDER, ok('312345')],
    [BATCH, ok([item(1, 'a'), item(2, 'b')])],
    [ALGO, { code: 200, data: { clientOrderId: 'a1' } }],
  ]));
