import { add, type Decimal, smaller, subtract } from '@holdfast/decimal';
import { ANY_PRICE_TYPES } from '../policy/policy.ts';
import { leastWorth } from '../policy-test/known-price.ts';
import type { RecordedOrder, RecordedWorth } from '../policy-test/recorded-request.ts';

const ZERO: Decimal = { units: 0n, scale: 0 };

/**
 * The most that any one order of a request can have been worth, when all of them were worth so much together. Exact for a
 * single order; in a batch a buy with a price is worth that price, and of the others it is known what they leave over.
 */
export function largestOrder(orders: readonly RecordedOrder[], worth: RecordedWorth): Decimal {
  const least = orders.map((order) => (order.action === 'test' ? ZERO : leastWorth(order)));
  const together = least.reduce(add, ZERO);
  return orders
    .map((order, i) => {
      const left = subtract(worth.notionalUsd, subtract(together, least[i]));
      return hasPrice(order) ? smaller(left, add(least[i], worth.slippageUsd)) : left;
    })
    .reduce((a, b) => (subtract(a, b).units < 0n ? b : a), ZERO);
}

/** A limit order is worth its price, or where it sells below the reference price, what it gives away more. */
function hasPrice({ type, action }: RecordedOrder): boolean {
  return action === 'create' && type !== null && !ANY_PRICE_TYPES.has(type);
}
