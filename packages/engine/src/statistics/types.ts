/** Statistics of a level series. Rates are fractions; a statistic that would divide by 0 is null. */
export interface Statistics {
  readonly finalLevel: number;
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  /** ≤ 0. */
  readonly maxDrawdown: number;
  /** 0 for a series that does not trade. */
  readonly meanOneWayTurnover: number;
  /** Level units. */
  readonly totalCost: number;
  readonly rebalances: number;
  /** Number of levels. */
  readonly days: number;
}

/** An index measured against a benchmark on daily returns. */
export interface BenchmarkStatistics {
  readonly beta: number | null;
  /** A year. */
  readonly alpha: number | null;
  /** A year. */
  readonly trackingError: number | null;
  readonly informationRatio: number | null;
  readonly upCapture: number | null;
  readonly downCapture: number | null;
}
