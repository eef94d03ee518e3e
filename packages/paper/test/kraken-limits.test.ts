import { expect, it } from 'vitest';
import type { Order } from '../src/exchange/order.ts';
import { KrakenLimits } from '../src/kraken/limits.ts';

const SECOND = 1000;
const order = (id: number, symbol = 'XXBTZUSD') => ({ id, symbol, account: 'a' }) as Order;
/** How many new orders go through before one is refused. */
function room(limits: KrakenLimits, now: number, symbol = 'XXBTZUSD'): number {
  for (let nth = 0; nth < 1000; nth++) {
    try {
      limits.add('a', symbol, 1, now);
    } catch {
      return nth;
    }
  }
  throw new RangeError('there is no limit');
}

it.each([
  [0, 8],
  [4, 8],
  [5, 6],
  [9, 6],
  [10, 5],
  [14, 5],
  [15, 4],
  [44, 4],
  [45, 2],
  [89, 2],
  [90, 1],
  [299, 1],
  [300, 0],
])('cancelling an order of %d seconds counts %d', (age, count) => {
  const limits = new KrakenLimits();
  limits.placed(order(1), 0);
  limits.cancelled(order(1), age * SECOND);
  expect(room(limits, age * SECOND)).toBe(60 - count);
});

it.each([
  [0, 4],
  [5, 3],
  [10, 2],
  [15, 1],
  [1000, 1],
])('changing an order of %d seconds counts %d, and makes it young again', (age, count) => {
  const limits = new KrakenLimits();
  limits.placed(order(1), 0);
  limits.amend(order(1), age * SECOND);
  expect(room(limits, age * SECOND)).toBe(60 - count);
  const other = new KrakenLimits();
  other.placed(order(1), 0);
  other.amend(order(1), age * SECOND);
  other.cancelled(order(1), age * SECOND);
  expect(room(other, age * SECOND)).toBe(60 - count - 8);
});

it('has a counter for each market, which falls by one a second, and never refuses to cancel', () => {
  const limits = new KrakenLimits();
  expect(room(limits, 0)).toBe(60);
  expect(room(limits, 0, 'XDGUSD')).toBe(60);
  // The one that was refused counted too.
  expect(room(limits, 11 * SECOND)).toBe(10);
  for (let id = 0; id < 100; id++) {
    limits.placed(order(id), 11 * SECOND);
    limits.cancelled(order(id), 11 * SECOND);
  }
  expect(room(limits, 70 * SECOND)).toBe(0);
  expect(room(limits, 200 * SECOND)).toBe(60);
});

it('has used-up calls only for the key that used them up', () => {
  const limits = new KrakenLimits();
  limits.exhaust('key', 0);
  expect(() => limits.call('key', 1, 0)).toThrow('EAPI:Rate limit exceeded');
  expect(() => limits.call('other', 15, 0)).not.toThrow();
  expect(() => limits.call('other', 1, 3 * SECOND)).toThrow('EAPI:Rate limit exceeded');
  expect(() => limits.call('key', 1, 7 * SECOND)).not.toThrow();
});

it('does not know the age of more orders than it has room for, and takes them for old ones', () => {
  const limits = new KrakenLimits();
  for (let id = 0; id <= 10_000; id++) limits.placed(order(id), 0);
  limits.cancelled(order(0), 0);
  expect(room(limits, 0)).toBe(60);
});
