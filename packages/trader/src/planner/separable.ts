import { Search } from './search.ts';

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

/**
 * Solves the problem to its optimum within a tolerance.
 *
 * The items hang together by cash alone. With a price on cash (the dual variable) each item is best off by itself, in
 * closed form; that price is found by bisection, and gives a bound from below. Where two choices of an item are equally
 * good at that price, the search branches on the item. An item is not tried before another that is better
 * in everything.
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
  return new Search(problem, limits).run();
}
