import type { Book } from './book.ts';
import { Desk } from './desk.ts';
import type { Preferences } from './preferences.ts';
import type { Trade } from './trade.ts';

export interface Found {
  readonly trades: readonly Trade[];
  /** What the optimum can't be below, of the problem with these routes. */
  readonly lowerBound: number;
}

/** A plan of several pools is looked at so often; each time it may trade what is left to improve. */
const PASSES = 3;
/** A plan that is no further above its lower bound isn't looked at again. */
const GOOD_ENOUGH = 5e-6;

/** Finds the trades that minimise the objective. */
export function findTrades(book: Book, preferences: Preferences): Found {
  const desk = new Desk(book, preferences);
  desk.sellUnwanted();
  let lowerBound = Number.NEGATIVE_INFINITY;
  for (let pass = 0; pass < PASSES; pass++) {
    const found = desk.improve();
    if (pass === 0) lowerBound = found.lowerBound;
    if (!found.traded || desk.hasOnePool || desk.objective <= lowerBound + GOOD_ENOUGH) break;
  }
  return { trades: desk.trades, lowerBound };
}
