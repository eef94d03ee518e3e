import { describe, expect, it, test } from 'vitest';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import { gate } from '../../../src/dialects/gate/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://www.gate.com/docs/developers/apiv4/en/#spot shows them.
const read = readerOf(gate);
const V4 = '/api/v4/spot/';
const ORDER = `POST ${V4}orders`;
const BATCH = `POST ${V4}batch_orders`;
const AMEND = `PATCH ${V4}orders/{order_id}`;
const order = (id: string, text = 'apiv4') => ({ id, text, status: 'open', currency_pair: 'BTC_USDT' });
const item = (id: string, text: string) => ({ succeeded: true, label: '', message: '', ...order(id, text) });
const failed = (label: string, text: string) => ({ succeeded: false, label, message: label, text });
const own = (clientOrderId: string) => ({ clientOrderId });

describe('a placed order', () => {
  it('has the exchange’s id and the client’s', () =>
    expect(read(ORDER, 201, order('312', 't-mine'), [own('t-mine')])).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:312', '1 client:t-mine'],
    }));
  it('has no id of a client who gave none', () =>
    expect(read(ORDER, 201, order('312')).ids).toEqual(['1 exchange:312']));
  it('that waits for a price goes by ids that are counted apart', () =>
    expect(read(`POST ${V4}price_orders`, 201, '{"id":9007199254740993123}').ids).toEqual([
      '1 algo/exchange:9007199254740993123',
    ]));
  it('is not one of another text', () =>
    expect(read(ORDER, 201, order('312', 't-other'), [own('t-mine')])).toMatchObject({
      outcome: 'unknown',
      ids: [],
    }));
  it.each([{}, [], order(''), { id: null }, 'x'])('is not %j', (body) =>
    expect(read(ORDER, 201, body)).toMatchObject({ outcome: 'unknown', ids: [] }),
  );
});

describe('a label', () => {
  it.each([
    'BALANCE_NOT_ENOUGH',
    'INVALID_PARAM_VALUE',
    'POC_FILL_IMMEDIATELY',
    'FOK_NOT_FILL',
    'REQUEST_EXPIRED',
  ])('%s: nothing was placed', (label) =>
    expect(read(ORDER, 400, { label, message: 'x' }).outcome).toBe('rejected'),
  );
  it.each(['REPEATED_CREATION', 'DUPLICATE_REQUEST', 'INTERNAL', 'SERVER_ERROR', 'TOO_BUSY', 'NEW_ONE', ''])(
    '%s leaves it open',
    (label) => expect(read(ORDER, 400, { label, message: 'x' }).outcome).toBe('unknown'),
  );
  it('counts for nothing beside a status that isn’t a refusal', () => {
    for (const status of [200, 202, 204, 302, 408, 429, 500, 502, 503, 504])
      expect(read(ORDER, status, { label: 'BALANCE_NOT_ENOUGH' }).outcome, String(status)).toBe('unknown');
  });
  it('that isn’t there, in a page of somebody else’s, leaves it open', () => {
    for (const body of ['<html>403</html>', '{}', '[]', 'null', '{"label":7}'])
      expect(read(ORDER, 403, body).outcome, body).toBe('unknown');
  });
});

describe('a batch', () => {
  const three = [own('t-1'), own('t-2'), own('t-3')];
  it('with one bad order keeps what the others count', () =>
    expect(
      read(BATCH, 200, [item('1', 't-1'), failed('BALANCE_NOT_ENOUGH', 't-2'), item('3', 't-3')], three),
    ).toMatchObject({
      outcome: 'partly',
      kept: '101',
      rejected: [2],
      ids: ['1 exchange:1', '1 client:t-1', '3 exchange:3', '3 client:t-3'],
    }));
  it('all of whose orders are bad gives everything back', () =>
    expect(
      read(
        BATCH,
        200,
        [failed('BALANCE_NOT_ENOUGH', 't-1'), failed('AMOUNT_TOO_LITTLE', 't-2')],
        three.slice(0, 2),
      ).outcome,
    ).toBe('rejected'));
  it.each([
    ['of another length', [failed('BALANCE_NOT_ENOUGH', 't-1')]],
    [
      'in another order',
      [failed('BALANCE_NOT_ENOUGH', 't-2'), failed('BALANCE_NOT_ENOUGH', 't-1'), item('3', 't-3')],
    ],
    ['with a label that leaves it open', [item('1', 't-1'), failed('INTERNAL', 't-2'), item('3', 't-3')]],
    ['with an item that names nothing', [item('1', 't-1'), {}, item('3', 't-3')]],
    ['that is no list', {}],
  ])('%s keeps all', (_, body) => expect(read(BATCH, 200, body, three).outcome).toBe('unknown'));
});

describe('an amendment', () => {
  const change = [{ action: 'amend' as const, amends: byExchange('12') }];
  it('was made when the answer names the order', () => {
    expect(read(AMEND, 200, order('12'), change).outcome).toBe('accepted');
    expect(read(AMEND, 200, order('13'), change).outcome).toBe('unknown');
    expect(read(AMEND, 200, order('13', 't-a'), [{ action: 'amend', amends: byClient('t-a') }]).outcome).toBe(
      'accepted',
    );
  });
  it('in a batch has an order_id', () => {
    const path = `POST ${V4}amend_batch_orders`;
    expect(read(path, 200, [{ succeeded: true, order_id: '12' }], change).outcome).toBe('accepted');
    expect(read(path, 200, [{ succeeded: true, order_id: '13' }], change).outcome).toBe('unknown');
    expect(read(path, 200, [failed('ORDER_NOT_FOUND', '')], change).outcome).toBe('rejected');
  });
});

test('cancelled is what the answer names', () => {
  const one = `DELETE ${V4}orders/{order_id}`;
  const cancelled = (body: unknown) => read(one, 200, body, [], [cancelOf('1')]).cancelled;
  expect(cancelled({ id: '1', status: 'cancelled' })).toEqual([true]);
  expect(cancelled({ id: '1', status: 'closed' })).toEqual([false]);
  expect(cancelled({ id: '2', status: 'cancelled' })).toEqual([false]);
  const list = `POST ${V4}cancel_batch_orders`;
  const two = [cancelOf('1'), cancelOf('2')];
  const done = (id: string, succeeded: unknown = true) => ({ id, succeeded, currency_pair: 'BTC_USDT' });
  expect(read(list, 200, [done('1'), done('2', false)], [], two).cancelled).toEqual([true, false]);
  expect(read(list, 200, [done('2'), done('1')], [], two).cancelled).toEqual([false, false]);
  expect(read(list, 200, [done('1')], [], two).cancelled).toEqual([false, false]);
  expect(read(list, 200, [done('1', 'true'), done('2')], [], two).cancelled).toEqual([false, true]);
});

describe('open orders', () => {
  const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));
  const [orders, waiting] = gate.answers.openOrders;
  const market = (count: number) => ({
    currency_pair: 'BTC_USDT',
    total: count,
    orders: Array.from({ length: count }, (_, i) => order(String(i))),
  });
  it('are those of all markets, page by page', () => {
    expect(orders.read(200, json([market(2), market(1)]), null)).toEqual({ count: 3, next: null });
    expect(orders.read(200, json([market(100), market(1)]), null)).toEqual({ count: 101, next: '2' });
    expect(orders.read(200, json([market(100)]), '2')).toEqual({ count: 100, next: '3' });
    expect(orders.request('3').query).toContainEqual({ name: 'page', value: '3' });
    expect(orders.read(200, json([]), '3')).toEqual({ count: 0, next: null });
  });
  it('that wait for a price are counted too', () => {
    expect(waiting.read(200, json([{ id: 1 }]), null)).toEqual({ count: 1, next: null });
    const full = Array.from({ length: 100 }, (_, id) => ({ id }));
    expect(waiting.read(200, json(full), '100')).toEqual({ count: 100, next: '200' });
    expect(waiting.request(null).query).toContainEqual({ name: 'offset', value: '0' });
    expect(waiting.request('200').query).toContainEqual({ name: 'offset', value: '200' });
  });
  it.each([{}, { label: 'INTERNAL' }, null, 'x', [{}], [{ orders: {} }]])('are not in %j', (body) =>
    expect(orders.read(200, json(body), null)).toBeNull(),
  );
  it('are not in an error', () => {
    expect(orders.read(500, json([]), null)).toBeNull();
    expect(waiting.read(429, json([]), null)).toBeNull();
    expect(waiting.read(200, json({}), null)).toBeNull();
  });
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ORDER, order('312345')],
    [BATCH, [item('1', 't-1'), item('2', 't-2')]],
    [`POST ${V4}price_orders`, { id: 12 }],
    [AMEND, order('12')],
  ]));
