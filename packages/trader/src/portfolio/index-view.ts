/** An index as a portfolio follows it, at a moment. Assets are called as exchanges call them (`BTC`). */
export interface IndexView {
  /** Day of the newest close that is known, `2021-05-01`; the close is at the end of that day, UTC. */
  readonly date: string;
  /** Milliseconds since 1970 of that close. */
  readonly closedAt: number;
  /** Day of the index's latest rebalance. */
  readonly rebalanceDate: string;
  readonly level: number;
  /** Weights that the index has now: decided at its rebalance, and moved with prices since. What is missing to 1 is cash. */
  readonly weights: Readonly<Record<string, number>>;
  /** Weights that were decided at its rebalance before the latest; null for the first. */
  readonly weightsBefore: Readonly<Record<string, number>> | null;
  /** Closes in USD by asset. */
  readonly closes: Readonly<Record<string, number>>;
}

/** Where a portfolio's index comes from. */
export interface IndexSource {
  /** The index by what was known at a moment; null before its first day. @param time milliseconds since 1970 */
  at(time: number): IndexView | null;
}
