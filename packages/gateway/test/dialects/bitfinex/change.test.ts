import { formatDecimal } from '@holdfast/decimal';
import { describe, expect, it } from 'vitest';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order } from './requests.ts';

const EVERYTHING = { symbol: null, order: null };
const named = (id: string) => ({ symbol: null, order: byExchange(id) });
const update = (changes: Readonly<Record<string, unknown>>) =>
  judge('w/order/update', { id: 12, ...changes }).orders[0];

describe('a change of an order on Bitfinex', () => {
  it.each([
    [{ amount: '0.5' }, { type: null, side: 'buy', quantity: '0.5', price: null, trigger: null }],
    [{ amount: '-0.5' }, { type: null, side: 'sell', quantity: '0.5', price: null, trigger: null }],
    // Of a stop order it would be the trigger: the order must be a limit order.
    [{ price: '101' }, { type: 'limit', side: null, quantity: null, price: '101', trigger: null }],
    [
      { price: '101', flags: 4096 },
      { type: 'post-only', price: '101' },
    ],
    [{ flags: 0 }, { type: 'limit' }],
    [{ flags: 64 }, { type: 'limit' }],
    [{ price_aux_limit: '99' }, { type: 'stop-limit', price: '99', trigger: null }],
    [
      { price: '100', price_aux_limit: '99' },
      { type: 'stop-limit', price: '99', trigger: '100' },
    ],
    [{ price_trailing: '5' }, { type: 'trailing-stop', price: null, trigger: null }],
    [{ gid: 5 }, { type: null, quantity: null, price: null }],
  ])('%j is %j', (changes, expected) => {
    const { quantity, price, trigger, ...rest } = update(changes);
    expect({
      ...rest,
      quantity: quantity && formatDecimal(quantity),
      price: price && formatDecimal(price),
      trigger: trigger && formatDecimal(trigger),
    }).toMatchObject({ action: 'amend', symbol: null, amends: byExchange('12'), ...expected });
  });

  it.each<Readonly<Record<string, unknown>>>([
    { delta: '0.1' },
    { amount: '0.1', delta: '0.1' },
    { lev: 10 },
    { cid: 7 },
    { cid: 7, cid_date: '2026-01-15' },
    { symbol: 'tBTCUSD' },
    { type: 'LIMIT' },
    { amount: 0.5 },
    { amount: '0' },
    { amount: '-0' },
    { price: '-1' },
    { price: '' },
    { price: '100', price_trailing: '5' },
    { price_aux_limit: '99', price_trailing: '5' },
    { price_aux_limit: '99', flags: 4096 },
    { flags: 1024 },
    { flags: 512 },
    { flags: 16_384 },
    { flags: 524_288 },
    { meta: { $F33: 3 } },
    { id: undefined },
    { id: 'all' },
    { id: [12] },
    { id: 1.5 },
    { id: '012' },
    { id: -12 },
  ])('%j is refused', (changes) => expect(() => update(changes)).toThrow(Refusal));
});

describe('a cancellation on Bitfinex', () => {
  it.each([12, '12'])('names its order by %j', (id) =>
    expect(judge('w/order/cancel', { id }).cancels).toEqual([named('12')]),
  );
  it.each([
    {},
    { id: 0 },
    { id: '' },
    { id: [12] },
    { id: null },
    { id: '1e3' },
    { cid: 7, cid_date: '2026-01-15' },
    { id: 12, cid: 7 },
    { all: 1 },
    { gid: 7 },
  ])('%j is refused', (parameters) => expect(() => judge('w/order/cancel', parameters)).toThrow(Refusal));

  it('of several names each', () =>
    expect(judge('w/order/cancel/multi', { id: [12, 13] }).cancels).toEqual([named('12'), named('13')]));
  it.each([{ all: 1 }, { gid: 7 }, { gid: '7' }, { all: '1' }])('%j is one of everything', (parameters) =>
    expect(judge('w/order/cancel/multi', parameters).cancels).toEqual([EVERYTHING]),
  );
  it.each([
    {},
    { id: [] },
    { id: 12 },
    { id: [12, [13]] },
    { id: [12, null] },
    { id: Array(76).fill(1) },
    { all: 0 },
    { all: true },
    { all: [1] },
    { gid: [7] },
    { gid: 'x' },
    { id: [12], all: 1 },
    { id: [12], gid: 7 },
    { cid: [[7, '2026-01-15']] },
    { id: [12], cid: [[7, '2026-01-15']] },
  ])('of several by %j is refused', (parameters) =>
    expect(() => judge('w/order/cancel/multi', parameters)).toThrow(Refusal),
  );
});

describe('several operations on Bitfinex', () => {
  const multi = (...ops: unknown[]) => judge('w/order/multi', { ops });

  it('are described each, in turn', () => {
    const { orders, cancels } = multi(
      ['on', order()],
      ['oc', { id: 1 }],
      ['ou', { id: 2, amount: '1' }],
      ['oc_multi', { all: 1 }],
      ['on', order({ amount: '-1', type: 'LIMIT' })],
    );
    expect(orders.map(({ action, side, product }) => `${action} ${side} ${product}`)).toEqual([
      'create buy spot',
      'amend buy spot',
      'create sell margin',
    ]);
    expect(cancels).toEqual([named('1'), EVERYTHING]);
  });

  it.each<readonly [string, unknown]>([
    ['an unknown name', ['fon', { type: 'LIMIT' }]],
    ['a name in another case', ['ON', order()]],
    ['no parameters', ['on']],
    ['no object', ['on', []]],
    ['more than two parts', ['on', order(), order()]],
    ['no list', { on: order() }],
    ['a text', 'on'],
    ['a list of operations', [['on', order()]]],
    ['null', null],
    ['an order with a parameter of no table', ['on', order({ lev: 2 })]],
    ['an order with a second stop', ['on', order({ price_oco_stop: '90', flags: 16_384 })]],
    ['a change by a delta', ['ou', { id: 1, delta: '5' }]],
    ['a cancellation with more', ['oc', { id: 1, all: 1 }]],
    ['a cancellation by client id', ['oc', { cid: 1, cid_date: '2026-01-15' }]],
    ['cancellations of nothing', ['oc_multi', {}]],
  ])('one with %s refuses all', (_, bad) => {
    for (const ops of [[bad], [['on', order()], bad], [bad, ['on', order()]]])
      expect(() => multi(...ops)).toThrow(Refusal);
  });

  it.each([[[]], [{}], ['on'], [null], [Array(76).fill(['on', order()])]])('ops of %j is refused', (ops) =>
    expect(() => judge('w/order/multi', { ops })).toThrow(Refusal),
  );
  it('has no parameter beside them', () =>
    expect(() => judge('w/order/multi', { ops: [['on', order()]], x: 1 })).toThrow(Refusal));
});
