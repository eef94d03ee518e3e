import { compare, type Decimal, divideUp, larger, multiply, smaller, subtract } from '@holdfast/decimal';
import { ANY_PRICE_TYPES } from '../policy/policy.ts';
import { leastWorth } from '../policy-test/known-price.ts';
import type { RecordedOrder, RecordedRequest } from '../policy-test/recorded-request.ts';

/** How far from the reference price the orders of a request had to be allowed to be, in percent. */
export interface NeededBand {
  /** Null: the log doesn't tell. */
  readonly pct: Decimal | null;
  /** Whether it is exact; otherwise it is the most that it can have been. */
  readonly exact: boolean;
}

const ZERO: Decimal = { units: 0n, scale: 0 };
const HUNDRED: Decimal = { units: 100n, scale: 0 };
/** A log has amounts rounded up to this much. */
const ROUNDING: Decimal = { units: 1n, scale: 8 };
const SCALE = 12;

/**
 * The band that a request needed, from what its orders were worth and gave away. An order that fills at any price is
 * charged the whole band of its time, so that is what it needs. In a batch the log has the sums only: then the most that one
 * order can have been away is taken.
 *
 * @example
 * neededBand({ ...request, orders: [buyAt101], worth: { notionalUsd: 101, slippageUsd: 1 } }); // a little above 1 %
 */
export function neededBand({ orders, worth }: Pick<RecordedRequest, 'orders' | 'worth'>): NeededBand {
  if (orders.length === 0) return { pct: ZERO, exact: true };
  // A test counts nothing, so nothing says what it was judged by.
  if (worth === null || orders.some(({ action }) => action === 'test')) return { pct: null, exact: false };
  const { notionalUsd, slippageUsd } = worth;
  // An order of an unknown kind that gave nothing away had a price: one without always gives something away.
  const atAnyPrice = orders.some(({ type }) => type !== null && ANY_PRICE_TYPES.has(type));
  if (slippageUsd.units === 0n) return atAnyPrice ? { pct: null, exact: false } : { pct: ZERO, exact: true };
  const alone = orders.length === 1;
  const bands = orders.map((order) =>
    away(order, alone ? subtract(notionalUsd, ROUNDING) : leastWorth(order), slippageUsd),
  );
  if (bands.includes(null)) return { pct: null, exact: false };
  return { pct: bands.filter((band) => band !== null).reduce(larger, ZERO), exact: alone };
}

/** The distance from the reference price in percent, rounded up. A buy's worth holds what it gives away, a sale's doesn't. */
function away({ side }: RecordedOrder, worth: Decimal, slippage: Decimal): Decimal | null {
  const fair = side === 'sell' ? worth : subtract(worth, slippage);
  return fair.units <= 0n ? null : divideUp(multiply(slippage, HUNDRED), fair, SCALE);
}

/**
 * A band as a policy may have it: up to the next tenth of a percent, or the next hundredth below one percent, and not above
 * what is allowed now.
 */
export function roundBand(pct: Decimal, most: Decimal): Decimal {
  const scale = compare(pct, { units: 1n, scale: 0 }) > 0 ? 1 : 2;
  const step: Decimal = { units: 1n, scale };
  const rounded = larger(step, divideUp(pct, { units: 1n, scale: 0 }, scale));
  return smaller(rounded, most);
}
