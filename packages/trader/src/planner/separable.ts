/**
 * One way to trade an asset: not at all, or with a size inside bounds. Sizes are fractions of the portfolio's value at
 * mid prices, never negative; what one unit of size does is linear.
 */
export interface Choice {
  readonly low: number;
  readonly high: number;
  /** Change of the asset's weight for one unit of size. */
  readonly weight: number;
  /** Cash that one unit of size uses, as a fraction of value; negative for a sale. */
  readonly cash: number;
  /** What counts against the cash at hand: like `cash`, with headroom. */
  readonly needed: number;
  /** Fees and half spread of one unit of size. */
  readonly cost: number;
  /** What the orders cost beside that, whatever their size. */
  readonly fixed: number;
}

/** An asset: how far its weight is above its target, and what may be done about it. */
export interface Item {
  readonly gap: number;
  readonly choices: readonly Choice[];
}

/**
 * min λ·(Σ gapᵢ² + factor·cashGap²) + costs over one choice and one size for each item, where what is needed must not
 * exceed what is available.
 */
export interface SeparableProblem {
  readonly lambda: number;
  readonly cashFactor: number;
  /** Weight of cash before, less its target. */
  readonly cashGap: number;
  /** Cash that may be spent, as a fraction of value. */
  readonly available: number;
  readonly items: readonly Item[];
}

export interface SeparableSolution {
  /** Chosen way of each item. */
  readonly choices: Int32Array;
  readonly sizes: Float64Array;
  readonly objective: number;
  /** No solution is better than this. */
  readonly lowerBound: number;
  /** Parts of the search that were looked at. */
  readonly nodes: number;
  /** What else was found on the way, the best first: markets have steps, and with them another may be better. */
  readonly others: readonly FoundChoices[];
}

/** A way and a size for each item. */
export interface FoundChoices {
  readonly choices: Int32Array;
  readonly sizes: Float64Array;
  readonly objective: number;
}

export interface SearchLimits {
  /** A part of the search that could improve by less than this is left. */
  readonly tolerance: number;
  /** After so many parts the best solution so far is taken, with its bound. */
  readonly mostNodes: number;
  /** How many other solutions are told. */
  readonly others: number;
}

const NO_PREFERENCE: Preference = { ifLeft: new Map(), ifTraded: new Map() };
const FEASIBLE = 1e-11;
const EXACT = 1e-13;
/** What a bound may lose by stopping early. */
const BOUND_GAIN = 1e-11;
const STEPS = 200;
const CASH_EXACT = 1e-11;
const CASH_ROUNDS = 12;
const FIRST_WIDTH = 1e-3;
const LARGEST_WIDTH = 1e9;

/**
 * Solves the problem to its optimum within a tolerance.
 *
 * The items hang together by cash alone. With a price on cash (the dual variable) each item is best off by itself, in
 * closed form; that price is found by bisection, and gives a bound from below. Where two choices of an item are equally
 * good at that price, the search branches on the item. Items that are the same are only tried in one order.
 *
 * Method: Lagrangian duality and branch and bound, as in Geoffrion, "Lagrangean relaxation for integer programming"
 * (1974).
 *
 * @returns null when no choice is affordable, which can't be when every item may be left alone
 *
 * @example
 * const nothing = { low: 0, high: 0, weight: 0, cash: 0, needed: 0, cost: 0, fixed: 0 };
 * const buy = { low: 0.1, high: 1, weight: 1, cash: 1.001, needed: 1.003, cost: 0.001, fixed: 1e-6 };
 * solveSeparable({ lambda: 0.3, cashFactor: 10, cashGap: 1, available: 1, items: [{ gap: -0.5, choices: [nothing, buy] }] },
 *   { tolerance: 1e-7, mostNodes: 1000, others: 0 });
 */
export function solveSeparable(problem: SeparableProblem, limits: SearchLimits): SeparableSolution | null {
  const search = new Search(problem, limits);
  return search.run();
}

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
interface Duals {
  cash: number;
  budget: number;
}

class Search {
  readonly #lambda: number;
  readonly #cashPrice: number;
  readonly #cashGap: number;
  readonly #available: number;
  readonly #tolerance: number;
  readonly #mostNodes: number;
  readonly #count: number;
  /** Choices of item i are start[i] … start[i + 1] − 1. */
  readonly #start: Int32Array;
  readonly #gap: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #weight: Float64Array;
  readonly #cash: Float64Array;
  readonly #needed: Float64Array;
  readonly #cost: Float64Array;
  readonly #fixed: Float64Array;
  readonly #itemOf: Int32Array;
  #preference: Preference;
  /** Points to work with: two ends of a bracket, and the middle. */
  #lowEnd: Point;
  #highEnd: Point;
  #middle: Point;
  readonly #tried = new Set<string>();
  /** The best first. */
  readonly #foundAll: FoundChoices[] = [];
  readonly #others: number;
  #best = Number.POSITIVE_INFINITY;
  /** Whether at the last price that was found items are torn between choices. */
  #torn = false;
  /** Then: the part of what they do just below that price that makes the sum fit. */
  #mixture = 0;
  #nodes = 0;
  /** Least bound of the parts that were left because of the limit or the tolerance. */
  #left = Number.POSITIVE_INFINITY;

  constructor({ lambda, cashFactor, cashGap, available, items }: SeparableProblem, limits: SearchLimits) {
    this.#lambda = lambda;
    this.#cashPrice = 2 * lambda * cashFactor;
    this.#cashGap = cashGap;
    this.#available = available;
    this.#tolerance = limits.tolerance;
    this.#mostNodes = limits.mostNodes;
    this.#count = items.length;
    const all = items.flatMap(({ choices }) => choices);
    this.#start = new Int32Array(items.length + 1);
    for (let i = 0; i < items.length; i++) this.#start[i + 1] = this.#start[i] + items[i].choices.length;
    this.#gap = Float64Array.from(items, ({ gap }) => gap);
    this.#low = Float64Array.from(all, ({ low }) => low);
    this.#high = Float64Array.from(all, ({ high }) => high);
    this.#weight = Float64Array.from(all, ({ weight }) => weight);
    this.#cash = Float64Array.from(all, ({ cash }) => cash);
    this.#needed = Float64Array.from(all, ({ needed }) => needed);
    this.#cost = Float64Array.from(all, ({ cost }) => cost);
    this.#fixed = Float64Array.from(all, ({ fixed }) => fixed);
    this.#itemOf = Int32Array.from(items.flatMap(({ choices }, i) => choices.map(() => i)));
    this.#preference = all.length > items.length ? preferenceOf(items, this.#start) : NO_PREFERENCE;
    this.#lowEnd = new Point(items.length);
    this.#highEnd = new Point(items.length);
    this.#middle = new Point(items.length);
    this.#others = limits.others;
  }

  run(): SeparableSolution | null {
    const allowed = new Uint8Array(this.#low.length).fill(1);
    this.#explore(allowed, this.#noDuals(), Number.NEGATIVE_INFINITY);
    if (this.#foundAll.length > 0 && this.#preference !== NO_PREFERENCE && this.#hasIdleCash()) {
      this.#preference = NO_PREFERENCE;
      this.#left = Number.POSITIVE_INFINITY;
      this.#nodes = 0;
      this.#explore(allowed, this.#noDuals(), Number.NEGATIVE_INFINITY);
    }
    if (this.#foundAll.length === 0) return null;
    const [best, ...others] = this.#foundAll;
    return { ...best, lowerBound: Math.min(best.objective, this.#left), nodes: this.#nodes, others };
  }

  /** So much cash is left that it would be better to pay more for the same. */
  #hasIdleCash(): boolean {
    const [{ choices, sizes }] = this.#foundAll;
    let left = this.#cashGap;
    for (let i = 0; i < this.#count; i++) left -= this.#cash[this.#start[i] + choices[i]] * sizes[i];
    return left * this.#cashPrice >= 1;
  }

  #explore(allowed: Uint8Array, start: Duals, parent: number): void {
    if (this.#nodes >= this.#mostNodes && this.#foundAll.length > 0) {
      this.#left = Math.min(this.#left, parent);
      return;
    }
    this.#nodes++;
    const { bound, duals } = this.#relax(allowed, start, false);
    const highPicks = this.#highEnd.picks.slice();
    const lowPicks = this.#torn ? this.#lowEnd.picks.slice() : highPicks;
    const values = this.#highEnd.values.slice();
    this.#tryBetween(lowPicks, highPicks);
    if (this.#isLeft(bound)) return;
    // A choice that even at the best price of cash leads above the best solution can't be part of a better one.
    const rest = allowed.slice();
    const best = this.#best - this.#tolerance;
    for (let i = 0; i < this.#count; i++) {
      for (let c = this.#start[i]; c < this.#start[i + 1]; c++) {
        if (rest[c] === 0) continue;
        const other = this.#valueOf(i, c, this.#sizeOf(i, c, duals), duals);
        if (bound - values[i] + other >= best) {
          this.#left = Math.min(this.#left, bound - values[i] + other);
          rest[c] = 0;
        }
      }
    }
    const branch = this.#branchItem(lowPicks, highPicks, rest);
    if (branch === null) {
      // No item is torn between two choices: the relaxed solution was tried above, and is as good as the bound.
      this.#left = Math.min(this.#left, bound);
      return;
    }
    const ways: number[] = [];
    for (let c = this.#start[branch]; c < this.#start[branch + 1]; c++) if (rest[c] === 1) ways.push(c);
    ways.sort((a, b) => Number(b === lowPicks[branch]) - Number(a === lowPicks[branch]));
    for (const way of ways) {
      const child = rest.slice();
      if (this.#fix(child, branch, way)) this.#explore(child, duals, bound);
    }
  }

  #isLeft(bound: number): boolean {
    if (bound < this.#best - this.#tolerance) return false;
    this.#left = Math.min(this.#left, bound);
    return true;
  }

  /**
   * Leaves an item one way, and takes from the others what only a worse solution would do: buy (or sell) an item while a
   * better one is left alone. False when nothing is left to an item.
   */
  #fix(allowed: Uint8Array, item: number, way: number): boolean {
    for (let c = this.#start[item]; c < this.#start[item + 1]; c++) if (c !== way) allowed[c] = 0;
    const open = [item];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const only = this.#onlyChoice(allowed, at);
      if (only < 0) continue;
      const rules = this.#weight[only] === 0 ? this.#preference.ifLeft : this.#preference.ifTraded;
      for (const forbidden of rules.get(only) ?? []) {
        if (allowed[forbidden] === 0) continue;
        allowed[forbidden] = 0;
        const other = this.#itemOf[forbidden];
        let ways = 0;
        for (let c = this.#start[other]; c < this.#start[other + 1]; c++) ways += allowed[c];
        if (ways === 0) return false;
        if (ways === 1) open.push(other);
      }
    }
    return true;
  }

  #onlyChoice(allowed: Uint8Array, item: number): number {
    let only = -1;
    for (let c = this.#start[item]; c < this.#start[item + 1]; c++) {
      if (allowed[c] === 0) continue;
      if (only >= 0) return -1;
      only = c;
    }
    return only;
  }

  /** The item in the middle of those that are torn at the best price of cash. */
  #branchItem(lowPicks: Int32Array, highPicks: Int32Array, allowed: Uint8Array): number | null {
    const torn: number[] = [];
    for (let i = 0; i < this.#count; i++) {
      if (lowPicks[i] !== highPicks[i] && this.#onlyChoice(allowed, i) < 0) torn.push(i);
    }
    return torn.length === 0 ? null : torn[torn.length >> 1];
  }

  /** Tries the choices at both ends of the bracket and, where they differ, all steps from one to the other. */
  #tryBetween(from: Int32Array, to: Int32Array): void {
    const picks = from.slice();
    this.#try(picks);
    for (let i = 0; i < this.#count; i++) {
      if (picks[i] === to[i]) continue;
      picks[i] = to[i];
      this.#try(picks);
    }
  }

  /** Sizes are best for the choices; kept when nothing better is known. */
  #try(picks: Int32Array): void {
    const name = picks.join();
    if (this.#tried.has(name)) return;
    this.#tried.add(name);
    const allowed = new Uint8Array(this.#low.length);
    for (const pick of picks) allowed[pick] = 1;
    this.#relax(allowed, this.#noDuals(), true);
    const { sizes, needed, cash } = this.#highEnd;
    if (needed > this.#available + FEASIBLE) return;
    const objective = this.#objectiveOf(picks, sizes, cash);
    const worst = this.#foundAll.at(-1)?.objective ?? Number.POSITIVE_INFINITY;
    if (this.#foundAll.length > this.#others && objective >= worst) return;
    const at = this.#foundAll.findIndex((other) => objective < other.objective);
    const found = { choices: picks.map((pick, i) => pick - this.#start[i]), sizes: sizes.slice(), objective };
    this.#foundAll.splice(at < 0 ? this.#foundAll.length : at, 0, found);
    if (this.#foundAll.length > this.#others + 1) this.#foundAll.pop();
    this.#best = this.#foundAll[0].objective;
  }

  #objectiveOf(picks: Int32Array, sizes: Float64Array, cash: number): number {
    const left = this.#cashGap - cash;
    const free = this.#noDuals();
    let sum = (this.#cashPrice / 2) * left * left;
    for (let i = 0; i < this.#count; i++) sum += this.#valueOf(i, picks[i], sizes[i], free);
    return sum;
  }

  /**
   * The best prices of cash: one for its weight, one for what may be spent. Afterwards the ends of the bracket hold what
   * items do just below and just above them; at the high end no more is spent than there is, if that can be.
   */
  #relax(allowed: Uint8Array, start: Duals, exact: boolean): { bound: number; duals: Duals } {
    const duals: Duals = { ...start };
    this.#balance(allowed, duals, exact);
    const bound =
      this.#highEnd.value -
      (duals.cash * duals.cash) / (2 * this.#cashPrice) -
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
          return point.cash - price / this.#cashPrice - this.#cashGap;
        },
        duals.cash,
        Number.NEGATIVE_INFINITY,
        exact,
      );
      if (this.#highEnd.needed <= this.#available + FEASIBLE) return;
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
      const cash = this.#mixture * this.#lowEnd.cash + (1 - this.#mixture) * this.#highEnd.cash;
      const off = cash - this.#cashGap - duals.cash / this.#cashPrice;
      if (Math.abs(off) < CASH_EXACT || round === CASH_ROUNDS) return;
      if (off > 0) low = Math.max(low, duals.cash);
      else high = Math.min(high, duals.cash);
      // Where all is spent the sum of cash hardly moves, and this is the answer; elsewhere the secant is.
      const slope = (off - offBefore) / (duals.cash - before);
      let next = duals.cash + (slope < -1e-9 ? -off / slope : off * this.#cashPrice);
      if (!(next > low && next < high)) next = (low + high) / 2;
      if (!Number.isFinite(next)) next = duals.cash + off * this.#cashPrice;
      before = duals.cash;
      offBefore = off;
      duals.cash = next;
    }
  }

  #noDuals(): Duals {
    return { cash: 0, budget: 0 };
  }

  /**
   * Where a function that falls with the price, maybe in jumps, crosses zero: by false position, halving where that is
   * slow. The bracket is left in `#lowEnd`, where it is above zero, and `#highEnd`.
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
    let atLow = slope(low, this.#lowEnd);
    let high = low;
    let atHigh = atLow;
    for (let width = FIRST_WIDTH; atLow <= 0; width *= 8) {
      [this.#lowEnd, this.#highEnd] = [this.#highEnd, this.#lowEnd];
      high = low;
      atHigh = atLow;
      if (low <= floor || atLow === 0) {
        this.#torn = false;
        this.#mixture = 0;
        return high;
      }
      low = Math.max(floor, low - width);
      atLow = slope(low, this.#lowEnd);
    }
    if (high === low) {
      for (let width = FIRST_WIDTH; ; width *= 8) {
        high = low + width;
        atHigh = slope(high, this.#highEnd);
        if (atHigh <= 0 || width > LARGEST_WIDTH) break;
        [this.#lowEnd, this.#highEnd] = [this.#highEnd, this.#lowEnd];
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
        [this.#lowEnd, this.#middle] = [this.#middle, this.#lowEnd];
      } else {
        high = middle;
        atHigh = at;
        [this.#highEnd, this.#middle] = [this.#middle, this.#highEnd];
      }
    }
    this.#torn = atHigh < -EXACT;
    this.#mixture = this.#torn ? atHigh / (atHigh - atLow) : 0;
    return high;
  }

  #evaluate(point: Point, allowed: Uint8Array, duals: Duals): void {
    let cash = 0;
    let needed = 0;
    let value = 0;
    for (let i = 0; i < this.#count; i++) {
      let least = Number.POSITIVE_INFINITY;
      let pick = -1;
      let size = 0;
      for (let c = this.#start[i]; c < this.#start[i + 1]; c++) {
        if (allowed[c] === 0) continue;
        const best = this.#sizeOf(i, c, duals);
        const here = this.#valueOf(i, c, best, duals);
        if (here < least) {
          least = here;
          pick = c;
          size = best;
        }
      }
      point.picks[i] = pick;
      point.sizes[i] = size;
      point.values[i] = least;
      cash += this.#cash[pick] * size;
      needed += this.#needed[pick] * size;
      value += least;
    }
    point.cash = cash;
    point.needed = needed;
    point.value = value;
  }

  #sizeOf(item: number, choice: number, duals: Duals): number {
    const weight = this.#weight[choice];
    const low = this.#low[choice];
    const high = this.#high[choice];
    if (low === high || weight === 0) return low;
    const free = -(this.#slopeOf(choice, duals) / (2 * this.#lambda * weight) + this.#gap[item]) / weight;
    return Math.min(Math.max(free, low), high);
  }

  #valueOf(item: number, choice: number, size: number, duals: Duals): number {
    const gap = this.#gap[item] + this.#weight[choice] * size;
    return this.#lambda * gap * gap + this.#slopeOf(choice, duals) * size + this.#fixed[choice];
  }

  #slopeOf(choice: number, { cash, budget }: Duals): number {
    return this.#cost[choice] + cash * this.#cash[choice] + budget * this.#needed[choice];
  }
}

/** Choices that no best solution makes together with another, by that other choice. */
interface Preference {
  /** By the choice that leaves an item alone. */
  readonly ifLeft: ReadonlyMap<number, readonly number[]>;
  /** By a choice that trades. */
  readonly ifTraded: ReadonlyMap<number, readonly number[]>;
}

/**
 * An item is better to trade than another when it is further from its target, costs no more, and may be traded in every
 * size that the other may. A solution that trades the other and leaves it alone can be changed for one that is as good.
 * That holds unless so much
 * cash is left that paying more would be better.
 */
function preferenceOf(items: readonly Item[], start: Int32Array): Preference {
  const ifLeft = new Map<number, number[]>();
  const ifTraded = new Map<number, number[]>();
  const note = (map: Map<number, number[]>, key: number, value: number) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  for (const direction of [1, -1]) {
    const tradable = items.flatMap(({ gap, choices }, i) => {
      const left = choices.findIndex(({ weight }) => weight === 0);
      const ways = choices.flatMap((choice, c) =>
        choice.weight * direction > 0 && choice.low < choice.high ? [c] : [],
      );
      return left >= 0 && ways.length === 1
        ? [
            {
              i,
              need: gap * direction,
              left: start[i] + left,
              way: start[i] + ways[0],
              choice: choices[ways[0]],
            },
          ]
        : [];
    });
    for (const a of tradable) {
      for (const b of tradable) {
        if (a === b || !isAsGood(a, b) || (isAsGood(b, a) && a.i > b.i)) continue;
        note(ifLeft, a.left, b.way);
        note(ifTraded, b.way, a.left);
      }
    }
  }
  return { ifLeft, ifTraded };
}

function isAsGood(
  a: { readonly need: number; readonly choice: Choice },
  b: { readonly need: number; readonly choice: Choice },
): boolean {
  return (
    a.need <= b.need &&
    a.choice.low <= b.choice.low &&
    a.choice.high >= b.choice.high &&
    a.choice.weight === b.choice.weight &&
    a.choice.cost <= b.choice.cost &&
    a.choice.fixed <= b.choice.fixed &&
    a.choice.cash <= b.choice.cash &&
    a.choice.needed <= b.choice.needed
  );
}
