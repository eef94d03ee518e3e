import type { Route } from './route.ts';

/** A trade of a plan: a route on an account, and how much of its asset. */
export interface Trade {
  readonly account: string;
  readonly route: Route;
  /** Units of the asset. */
  readonly amount: number;
  /** It has no target, and goes whether the objective wants it or not. */
  readonly forced: boolean;
}

/** How many orders a trade above the largest order is cut into, at most. */
export const MOST_PARTS = 20;
