import type { SeparableProblem } from './separable.ts';

export const FEASIBLE = 1e-11;
const EXACT = 1e-13;
/** What a bound may lose by stopping early. */
const BOUND_GAIN = 1e-11;
const STEPS = 200;
const CASH_EXACT = 1e-11;
const CASH_ROUNDS = 12;
const FIRST_WIDTH = 1e-3;
const LARGEST_WIDTH = 1e9;

/** A price of cash, and what each item does at it. */
class Point {
  readonly picks: Int32Array;
  readonly sizes: Float64Array;
  /** Least value of each item. */
  readonly values: Float64Array;
  cash = 0;
  needed = 0;
  value = 0;

  constructor(items: number) {
    this.picks = new Int32Array(items);
    this.sizes = new Float64Array(items);
    this.values = new Float64Array(items);
  }
}

/** Prices of cash: for its weight, and for spending it. */
export interface Duals {
  cash: number;
  budget: number;
}

export const NO_DUALS: Readonly<Duals> = { cash: 0, budget: 0 };

/**
 * The problem with prices on cash instead of its bounds, for any set of choices that are allowed. Arrays of numbers, because
 * this is where the time goes.
 */
export class Relaxation {
  readonly count: number;
  /** Choices of item i are start[i] … start[i + 1] − 1. */
  readonly start: Int32Array;
  readonly weight: Float64Array;
  readonly cash: Float64Array;
  readonly cashPrice: number;
  /** What items do just below and just above the prices that were found last. */
  lowEnd: Point;
  highEnd: Point;
  /** Whether items are torn between choices there. */
  torn = false;
  readonly #lambda: number;
  readonly #cashGap: number;
  readonly #available: number;
  readonly #gap: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #needed: Float64Array;
  readonly #cost: Float64Array;
  readonly #fixed: Float64Array;
  #middle: Point;
  /** Where they are torn: the part of what they do just below the price that makes the sum fit. */
  #mixture = 0;

  constructor({ lambda, cashFactor, cashGap, available, items }: SeparableProblem) {
    this.#lambda = lambda;
    this.cashPrice = 2 * lambda * cashFactor;
    this.#cashGap = cashGap;
    this.#available = available;
    this.count = items.length;
    const all = items.flatMap(({ choices }) => choices);
    this.start = new Int32Array(items.length + 1);
    for (let i = 0; i < items.length; i++) this.start[i + 1] = this.start[i] + items[i].choices.length;
    this.#gap = Float64Array.from(items, ({ gap }) => gap);
    this.#low = Float64Array.from(all, ({ low }) => low);
    this.#high = Float64Array.from(all, ({ high }) => high);
    this.weight = Float64Array.from(all, ({ weight }) => weight);
    this.cash = Float64Array.from(all, ({ cash }) => cash);
    this.#needed = Float64Array.from(all, ({ needed }) => needed);
    this.#cost = Float64Array.from(all, ({ cost }) => cost);
    this.#fixed = Float64Array.from(all, ({ fixed }) => fixed);
    this.lowEnd = new Point(items.length);
    this.highEnd = new Point(items.length);
    this.#middle = new Point(items.length);
  }

  /**
   * The best prices of cash: one for its weight, one for what may be spent. Afterwards the ends of the bracket hold what
   * items do just below and just above them; at the high end no more is spent than there is, if that can be.
   */
  solve(allowed: Uint8Array, start: Readonly<Duals>, exact: boolean): { bound: number; duals: Duals } {
    const duals: Duals = { ...start };
    this.#balance(allowed, duals, exact);
    const bound =
      this.highEnd.value -
      (duals.cash * duals.cash) / (2 * this.cashPrice) -
      duals.cash * this.#cashGap -
      duals.budget * this.#available;
    return { bound, duals };
  }

  #balance(allowed: Uint8Array, duals: Duals, exact: boolean): void {
    if (duals.budget === 0) {
      duals.cash = this.#root(
        (price, point) => {
          duals.cash = price;
          this.#evaluate(point, allowed, duals);
          return point.cash - price / this.cashPrice - this.#cashGap;
        },
        duals.cash,
        Number.NEGATIVE_INFINITY,
        exact,
      );
      if (this.highEnd.needed <= this.#available + FEASIBLE) return;
    }
    // The weight of cash has too high a price where `off` is below zero, and too low a one where it is above.
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.POSITIVE_INFINITY;
    let before = Number.NaN;
    let offBefore = Number.NaN;
    for (let round = 0; ; round++) {
      duals.budget = this.#root(
        (price, point) => {
          duals.budget = price;
          this.#evaluate(point, allowed, duals);
          return point.needed - this.#available;
        },
        duals.budget,
        0,
        exact,
      );
      // Between the ends lies the mixture of both that uses exactly what there is.
      const cash = this.#mixture * this.lowEnd.cash + (1 - this.#mixture) * this.highEnd.cash;
      const off = cash - this.#cashGap - duals.cash / this.cashPrice;
      if (Math.abs(off) < CASH_EXACT || round === CASH_ROUNDS) return;
      if (off > 0) low = Math.max(low, duals.cash);
      else high = Math.min(high, duals.cash);
      // Where all is spent the sum of cash hardly moves, and this is the answer; elsewhere the secant is.
      const slope = (off - offBefore) / (duals.cash - before);
      let next = duals.cash + (slope < -1e-9 ? -off / slope : off * this.cashPrice);
      if (!(next > low && next < high)) next = (low + high) / 2;
      if (!Number.isFinite(next)) next = duals.cash + off * this.cashPrice;
      before = duals.cash;
      offBefore = off;
      duals.cash = next;
    }
  }

  /**
   * Where a function that falls with the price, maybe in jumps, crosses zero: by false position, halving where that is
   * slow. The bracket is left in `lowEnd`, where it is above zero, and `highEnd`.
   *
   * @param floor the lowest price there is
   * @param exact whether every digit counts; otherwise it stops where a bound gains nothing any more
   */
  #root(
    slope: (price: number, point: Point) => number,
    start: number,
    floor: number,
    exact: boolean,
  ): number {
    let low = start;
    let atLow = slope(low, this.lowEnd);
    let high = low;
    let atHigh = atLow;
    for (let width = FIRST_WIDTH; atLow <= 0; width *= 8) {
      [this.lowEnd, this.highEnd] = [this.highEnd, this.lowEnd];
      high = low;
      atHigh = atLow;
      if (low <= floor || atLow === 0) {
        this.torn = false;
        this.#mixture = 0;
        return high;
      }
      low = Math.max(floor, low - width);
      atLow = slope(low, this.lowEnd);
    }
    if (high === low) {
      for (let width = FIRST_WIDTH; ; width *= 8) {
        high = low + width;
        atHigh = slope(high, this.highEnd);
        if (atHigh <= 0 || width > LARGEST_WIDTH) break;
        [this.lowEnd, this.highEnd] = [this.highEnd, this.lowEnd];
        low = high;
        atLow = atHigh;
      }
    }
    for (let step = 0; step < STEPS && atHigh < -EXACT; step++) {
      if (high - low < EXACT * (1 + Math.abs(high))) break;
      if (!exact && step > 8 && (atLow - atHigh) * (high - low) < BOUND_GAIN) break;
      let middle = (low + high) / 2;
      if (step % 3 !== 2) {
        const chord = low + ((high - low) * atLow) / (atLow - atHigh);
        if (chord > low && chord < high) middle = chord;
      }
      if (middle <= low || middle >= high) break;
      const at = slope(middle, this.#middle);
      if (at > 0) {
        low = middle;
        atLow = at;
        [this.lowEnd, this.#middle] = [this.#middle, this.lowEnd];
      } else {
        high = middle;
        atHigh = at;
        [this.highEnd, this.#middle] = [this.#middle, this.highEnd];
      }
    }
    this.torn = atHigh < -EXACT;
    this.#mixture = this.torn ? atHigh / (atHigh - atLow) : 0;
    return high;
  }

  #evaluate(point: Point, allowed: Uint8Array, duals: Duals): void {
    let cash = 0;
    let needed = 0;
    let value = 0;
    for (let i = 0; i < this.count; i++) {
      let least = Number.POSITIVE_INFINITY;
      let pick = -1;
      let size = 0;
      for (let c = this.start[i]; c < this.start[i + 1]; c++) {
        if (allowed[c] === 0) continue;
        const best = this.sizeOf(i, c, duals);
        const here = this.valueOf(i, c, best, duals);
        if (here < least) {
          least = here;
          pick = c;
          size = best;
        }
      }
      point.picks[i] = pick;
      point.sizes[i] = size;
      point.values[i] = least;
      cash += this.cash[pick] * size;
      needed += this.#needed[pick] * size;
      value += least;
    }
    point.cash = cash;
    point.needed = needed;
    point.value = value;
  }

  sizeOf(item: number, choice: number, duals: Duals): number {
    const weight = this.weight[choice];
    const low = this.#low[choice];
    const high = this.#high[choice];
    if (low === high || weight === 0) return low;
    const free = -(this.#slopeOf(choice, duals) / (2 * this.#lambda * weight) + this.#gap[item]) / weight;
    return Math.min(Math.max(free, low), high);
  }

  valueOf(item: number, choice: number, size: number, duals: Duals): number {
    const gap = this.#gap[item] + this.weight[choice] * size;
    return this.#lambda * gap * gap + this.#slopeOf(choice, duals) * size + this.#fixed[choice];
  }

  #slopeOf(choice: number, { cash, budget }: Duals): number {
    return this.#cost[choice] + cash * this.cash[choice] + budget * this.#needed[choice];
  }
}
