import { type Choice, solveSeparable } from './separable.ts';

/** A trade that is decided on, but for its size: what it does to an item's gap, and the pool that pays or gets paid. */
export interface SizedTrade {
  /** Weight of the item above its target, without this trade. */
  readonly gap: number;
  readonly choice: Choice;
  readonly pool: number;
}

export interface SizesProblem {
  readonly lambda: number;
  readonly cashFactor: number;
  readonly cashGap: number;
  /** Cash that may be spent from each pool, as fractions of value. */
  readonly available: readonly number[];
  /** At most one of an item. */
  readonly trades: readonly SizedTrade[];
}

const ROUNDS = 60;
const EXACT = 1e-11;
/** So little a pool may be overdrawn by Float64's own errors. */
const FEASIBLE = 1e-8;

/**
 * The best sizes of trades: a convex problem.
 *
 * @returns null when the trades can't all be paid even at their smallest
 */
export function findSizes(problem: SizesProblem): Float64Array | null {
  if (problem.available.length !== 1) return findPooledSizes(problem);
  const items = problem.trades.map(({ gap, choice }) => ({ gap, choices: [choice] }));
  const [available] = problem.available;
  return (
    solveSeparable({ ...problem, available, items }, { tolerance: 0, mostNodes: 1, others: 0 })?.sizes ?? null
  );
}

/**
 * The dual, in the prices of cash's weight and of spending from each pool, is smooth and piecewise quadratic; Newton's method on the prices that are not held at zero
 * finds its top after a few steps (Bertsekas, "Projected Newton methods for optimization problems with simple
 * constraints", 1982).
 */
function findPooledSizes(problem: SizesProblem): Float64Array | null {
  const { available, cashGap, lambda, cashFactor, trades } = problem;
  const cashPrice = 2 * lambda * cashFactor;
  const pools = available.length;
  const rank = pools + 1;
  /** Price of cash's weight, then of each pool. */
  const prices = new Float64Array(rank);
  let sizes = new Float64Array(trades.length);
  let trial = new Float64Array(trades.length);
  const sums = new Float64Array(rank);

  /** Finds sizes at `prices`; returns the dual's value, and leaves what is spent in `sums`. */
  const evaluate = (into: Float64Array): number => {
    sums.fill(0);
    let value = (-prices[0] * prices[0]) / (2 * cashPrice) - prices[0] * cashGap;
    for (let p = 0; p < pools; p++) value -= prices[p + 1] * available[p];
    for (let i = 0; i < trades.length; i++) {
      const { gap, choice, pool } = trades[i];
      const { low, high, weight, cash, needed, cost } = choice;
      const slope = cost + prices[0] * cash + prices[pool + 1] * needed;
      const free = -(slope / (2 * lambda * weight) + gap) / weight;
      const size = Math.min(Math.max(free, low), high);
      into[i] = size;
      sums[0] += cash * size;
      sums[pool + 1] += needed * size;
      const after = gap + weight * size;
      value += lambda * after * after + slope * size;
    }
    return value;
  };

  let value = evaluate(sizes);
  const matrix = new Float64Array(rank * rank);
  const step = new Float64Array(rank);
  const from = new Float64Array(rank);
  for (let round = 0; round < ROUNDS; round++) {
    step[0] = sums[0] - prices[0] / cashPrice - cashGap;
    let worst = Math.abs(step[0]);
    const held: boolean[] = [false];
    for (let p = 0; p < pools; p++) {
      step[p + 1] = sums[p + 1] - available[p];
      held.push(prices[p + 1] === 0 && step[p + 1] <= 0);
      if (!held[p + 1]) worst = Math.max(worst, Math.abs(step[p + 1]));
    }
    if (worst < EXACT) break;
    fillCurvature(matrix, problem, sizes, cashPrice);
    for (let a = 1; a < rank; a++) {
      if (!held[a]) continue;
      for (let b = 0; b < rank; b++) matrix[a * rank + b] = matrix[b * rank + a] = 0;
      matrix[a * (rank + 1)] = 1;
      step[a] = 0;
    }
    solveSymmetric(matrix, step, rank);
    from.set(prices);
    let length = 1;
    for (; length > 1e-9; length /= 2) {
      prices[0] = from[0] + length * step[0];
      for (let a = 1; a < rank; a++) prices[a] = Math.max(0, from[a] + length * step[a]);
      const here = evaluate(trial);
      if (here > value) {
        value = here;
        [sizes, trial] = [trial, sizes];
        break;
      }
    }
    if (length <= 1e-9) {
      prices.set(from);
      evaluate(sizes);
      break;
    }
  }
  for (let p = 0; p < pools; p++) if (sums[p + 1] > available[p] + FEASIBLE) return null;
  return sizes;
}

/** How fast what is spent falls with the prices, by the trades whose sizes are inside their bounds. */
function fillCurvature(
  matrix: Float64Array,
  { available, lambda, trades }: SizesProblem,
  sizes: Float64Array,
  cashPrice: number,
): void {
  const rank = available.length + 1;
  matrix.fill(0);
  matrix[0] = 1 / cashPrice;
  for (let i = 0; i < trades.length; i++) {
    const { choice, pool } = trades[i];
    if (sizes[i] <= choice.low || sizes[i] >= choice.high) continue;
    const flat = 2 * lambda * choice.weight * choice.weight;
    const own = pool + 1;
    matrix[0] += (choice.cash * choice.cash) / flat;
    matrix[own] += (choice.cash * choice.needed) / flat;
    matrix[own * rank] += (choice.cash * choice.needed) / flat;
    matrix[own * (rank + 1)] += (choice.needed * choice.needed) / flat;
  }
  // Where no size may move the matrix has no inverse.
  for (let a = 0; a < rank; a++) matrix[a * (rank + 1)] += 1e-9;
}

/** Solves a small symmetric positive definite system in place, by Cholesky's method: `right` becomes the solution. */
function solveSymmetric(matrix: Float64Array, right: Float64Array, rank: number): void {
  for (let a = 0; a < rank; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * rank + b];
      for (let k = 0; k < b; k++) sum -= matrix[a * rank + k] * matrix[b * rank + k];
      matrix[a * rank + b] = a === b ? Math.sqrt(Math.max(sum, 1e-14)) : sum / matrix[b * rank + b];
    }
  }
  for (let a = 0; a < rank; a++) {
    for (let k = 0; k < a; k++) right[a] -= matrix[a * rank + k] * right[k];
    right[a] /= matrix[a * rank + a];
  }
  for (let a = rank - 1; a >= 0; a--) {
    for (let k = a + 1; k < rank; k++) right[a] -= matrix[k * rank + a] * right[k];
    right[a] /= matrix[a * rank + a];
  }
}
