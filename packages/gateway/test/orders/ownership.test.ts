import type { StoredOrder } from '@holdfast/database';
import { describe, expect, it } from 'vitest';
import { byClient, byExchange } from '../../src/dialect/order-reference.ts';
import { ownOrdersOf } from '../../src/orders/ownership.ts';
import { at, stored } from './stored.ts';

const PLAIN = {};
const entries = (orders: readonly StoredOrder[]) => orders.map(({ entry }) => Number(entry));

describe('by the exchange’s id', () => {
  it('an order is its key’s, and nobody else’s', () => {
    const orders = [stored(1), stored(2, { owner: 'other' })];
    expect(entries(ownOrdersOf(byExchange('1'), null, orders, 'bot', PLAIN))).toEqual([1]);
    expect(ownOrdersOf(byExchange('1'), null, orders, 'other', PLAIN)).toEqual([]);
    expect(ownOrdersOf(byExchange('3'), null, orders, 'bot', PLAIN)).toEqual([]);
  });

  it('is his who had it first, whatever a later answer says', () => {
    const orders = [stored(9, { owner: 'thief', ids: ['exchange:1'] }), stored(1)];
    expect(entries(ownOrdersOf(byExchange('1'), null, orders, 'bot', PLAIN))).toEqual([1]);
    expect(ownOrdersOf(byExchange('1'), null, orders, 'thief', PLAIN)).toEqual([]);
  });

  it('counts for one symbol where the request names it: Binance counts anew for each', () => {
    const orders = [stored(1), stored(2, { owner: 'other', symbol: 'OTHER', ids: ['exchange:1'] })];
    expect(entries(ownOrdersOf(byExchange('1'), 'COIN', orders, 'bot', PLAIN))).toEqual([1]);
    expect(ownOrdersOf(byExchange('1'), 'OTHER', orders, 'bot', PLAIN)).toEqual([]);
    expect(entries(ownOrdersOf(byExchange('1'), 'OTHER', orders, 'other', PLAIN))).toEqual([2]);
  });

  it('is never mixed up with a client’s id, or with one of another kind, that reads the same', () => {
    const mine = stored(1, { ids: ['exchange:1', 'client:28', 'list/exchange:5', 'algo/client:7'] });
    const theirs = stored(2, { owner: 'other', ids: ['exchange:28', 'exchange:5', 'client:7'] });
    const owned = (...reference: Parameters<typeof byExchange>) =>
      entries(ownOrdersOf(byExchange(...reference), null, [mine, theirs], 'bot', PLAIN));
    expect(owned('28')).toEqual([]);
    expect(owned('5')).toEqual([]);
    expect(owned('5', 'list')).toEqual([1]);
    expect(ownOrdersOf(byClient('7'), null, [mine, theirs], 'bot', PLAIN)).toEqual([]);
    expect(entries(ownOrdersOf(byClient('7', 'algo'), null, [mine, theirs], 'bot', PLAIN))).toEqual([1]);
  });

  it('may mean several orders of one list', () => {
    const legs = [stored(1, { ids: ['list/exchange:9'] }), stored(1, { place: 2, ids: ['list/exchange:9'] })];
    expect(ownOrdersOf(byExchange('9', 'list'), null, legs, 'bot', PLAIN)).toHaveLength(2);
  });
});

describe('by the client’s id', () => {
  const own = (
    orders: readonly StoredOrder[],
    owner = 'bot',
    answers: Parameters<typeof ownOrdersOf>[4] = PLAIN,
  ) => entries(ownOrdersOf(byClient('x'), null, orders, owner, answers));

  it('means the newest accepted order, since the one before must have been closed', () => {
    expect(own([stored(1), stored(5)])).toEqual([5]);
    expect(own([stored(1, { owner: 'other' }), stored(5)])).toEqual([5]);
    expect(own([stored(1, { owner: 'other' }), stored(5)], 'other')).toEqual([]);
  });

  it('of an order that another key placed later is not the first one’s any more', () =>
    expect(own([stored(1), stored(5, { owner: 'other' })])).toEqual([]));

  it('means both while it is not known whether the newer one exists', () => {
    expect(own([stored(1), stored(5, { certain: false })])).toEqual([1, 5]);
    expect(own([stored(1, { owner: 'other' }), stored(5, { certain: false })])).toEqual([]);
    expect(own([stored(1, { owner: 'other' }), stored(5, { certain: false })], 'other')).toEqual([]);
  });

  it('means both when they were under way together: either may have come first', () => {
    const slow = { settledAt: at(9) };
    expect(own([stored(1, slow), stored(5)])).toEqual([1, 5]);
    expect(own([stored(1, { ...slow, owner: 'other' }), stored(5)])).toEqual([]);
    expect(own([stored(1, { settledAt: null }), stored(5)])).toEqual([1, 5]);
  });

  it.each([{ repeatsOrders: true }, { sharesClientIds: true }] as const)(
    'that several keys used is nobody’s with %j: the first order may still be open',
    (answers) => {
      const both = [stored(1, { owner: 'victim' }), stored(5, { owner: 'thief' })];
      expect(own(both, 'thief', answers)).toEqual([]);
      expect(own(both, 'victim', answers)).toEqual([]);
      // Nor is it known which one of a key's own would be changed.
      expect(own([stored(1), stored(5)], 'bot', answers)).toEqual([1, 5]);
    },
  );

  it('that another market’s order has proves nothing of an order of this one', () => {
    const both = [stored(1, { owner: 'victim' }), stored(5, { owner: 'thief', symbol: 'OTHER' })];
    expect(own(both, 'thief')).toEqual([]);
    expect(own([stored(1), stored(5, { symbol: 'OTHER' })])).toEqual([1, 5]);
    expect(entries(ownOrdersOf(byClient('x'), 'OTHER', both, 'thief', PLAIN))).toEqual([5]);
  });

  it('of an order that nobody knows is nobody’s', () => expect(own([])).toEqual([]));
});
