import { findSizes, type SizesProblem } from './sizes.ts';

/** With more trades than this the last digits of cash don't matter, and nobody waits for them. */
const CAREFUL_TRADES = 40;

/**
 * Sizes in whole steps. One trade after the other is rounded to its nearest step, the coarsest first, and the sizes of the
 * others are found again, so that what rounding adds here is taken off there. Sales come first: whatever they bring, the
 * buys can follow.
 *
 * @param steps size of each trade's step
 */
export function roundToSteps(
  problem: SizesProblem,
  found: Float64Array,
  steps: readonly number[],
): { readonly sizes: Float64Array; readonly objective: number } {
  const trades = [...problem.trades];
  let sizes = found;
  const isBuy = (i: number) => trades[i].choice.weight > 0;
  const order = [...trades.keys()]
    .filter((i) => trades[i].choice.low < trades[i].choice.high)
    .sort((a, b) => Number(isBuy(a)) - Number(isBuy(b)) || steps[b] - steps[a]);
  const careful = order.length <= CAREFUL_TRADES;
  for (const i of order) {
    const { choice, gap, pool } = trades[i];
    const exact = sizes[i] / steps[i];
    const nearest = careful || !isBuy(i) ? Math.round(exact) : Math.floor(exact + 1e-7);
    const hold = (count: number): number => {
      const size = Math.min(Math.max(count * steps[i], choice.low), choice.high);
      trades[i] = { gap, pool, choice: { ...choice, low: size, high: size } };
      return size;
    };
    const size = hold(nearest);
    if (!careful) {
      sizes[i] = size;
      continue;
    }
    const other = nearest > exact ? nearest - 1 : nearest + 1;
    let again = findSizes({ ...problem, trades });
    if (again === null) {
      // Rounded this way, what is needed isn't there any more.
      hold(other);
      again = findSizes({ ...problem, trades });
    }
    if (again === null) sizes[i] = hold(isBuy(i) ? Math.floor(exact + 1e-7) : nearest);
    else sizes = again;
  }
  if (careful) polish(problem, order, sizes, steps);
  return { sizes, objective: objectiveOf(problem, sizes) };
}

/** What a pool is overdrawn by, so that anything else is better. */
const OVERDRAWN = 1e3;

/** The part of the objective that hangs on the sizes; more when a pool is overdrawn. */
function objectiveOf(
  { available, cashFactor, cashGap, lambda, trades }: SizesProblem,
  sizes: Float64Array,
): number {
  const slack = [...available];
  let cash = cashGap;
  let sum = 0;
  for (const [i, { choice, gap, pool }] of trades.entries()) {
    cash -= choice.cash * sizes[i];
    slack[pool] -= choice.needed * sizes[i];
    sum += lambda * (gap + choice.weight * sizes[i]) ** 2 + choice.cost * sizes[i] + choice.fixed;
  }
  for (const left of slack) sum += OVERDRAWN * Math.max(0, -left - 1e-12);
  return sum + lambda * cashFactor * cash * cash;
}

/** Steps that a trade is moved by at most, up or down, to make sums fit better. */
const REACH = 3;
const SWEEPS = 20;

/**
 * Moves single trades and pairs of trades by a few steps as long as that is better: what one step of cash is worth can be
 * much more than what a step of an asset is, and two steps of different markets add up to less than one.
 */
function polish(
  { available, cashFactor, cashGap, lambda, trades }: SizesProblem,
  movable: readonly number[],
  sizes: Float64Array,
  steps: readonly number[],
): void {
  let cash = cashGap;
  const slack = [...available];
  for (const [i, { choice, pool }] of trades.entries()) {
    cash -= choice.cash * sizes[i];
    slack[pool] -= choice.needed * sizes[i];
  }
  const mayMove = (i: number, by: number): boolean => {
    const size = sizes[i] + by;
    const { low, high } = trades[i].choice;
    return size >= low * (1 - 1e-12) && size <= high * (1 + 1e-12);
  };
  const gained = (i: number, by: number): number => {
    const { choice, gap } = trades[i];
    const now = gap + choice.weight * sizes[i];
    const move = choice.weight * by;
    return lambda * move * (2 * now + move) + choice.cost * by;
  };
  const ofCash = (used: number) => lambda * cashFactor * used * (used - 2 * cash);
  const overdrawn = (left: number) => OVERDRAWN * Math.max(0, -left - 1e-12);
  const ofSlack = (i: number, by: number, j: number, other: number): number => {
    const mine = trades[i].choice.needed * by;
    const own = slack[trades[i].pool];
    if (j < 0) return overdrawn(own - mine) - overdrawn(own);
    const theirs = trades[j].choice.needed * other;
    if (trades[i].pool === trades[j].pool) return overdrawn(own - mine - theirs) - overdrawn(own);
    const second = slack[trades[j].pool];
    return overdrawn(own - mine) - overdrawn(own) + overdrawn(second - theirs) - overdrawn(second);
  };
  const move = (i: number, by: number): void => {
    sizes[i] += by;
    cash -= trades[i].choice.cash * by;
    slack[trades[i].pool] -= trades[i].choice.needed * by;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let best = -1e-12;
    let found: (() => void) | null = null;
    for (const [at, i] of movable.entries()) {
      for (let m = -REACH; m <= REACH; m++) {
        const by = m * steps[i];
        if (m === 0 || !mayMove(i, by)) continue;
        const own = gained(i, by);
        const used = trades[i].choice.cash * by;
        const alone = own + ofCash(used) + ofSlack(i, by, -1, 0);
        if (alone < best) {
          best = alone;
          found = () => move(i, by);
        }
        for (let later = at + 1; later < movable.length; later++) {
          const j = movable[later];
          for (let n = -REACH; n <= REACH; n++) {
            const other = n * steps[j];
            if (n === 0 || !mayMove(j, other)) continue;
            const change =
              own +
              gained(j, other) +
              ofCash(used + trades[j].choice.cash * other) +
              ofSlack(i, by, j, other);
            if (change >= best) continue;
            best = change;
            found = () => {
              move(i, by);
              move(j, other);
            };
          }
        }
      }
    }
    if (found === null) return;
    found();
  }
}
