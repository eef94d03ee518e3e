import type { Statistics } from '@holdfast/engine';

/** What is kept of each variant, by its name in every output. */
export const STATISTIC_COLUMNS = [
  ['final_level', 'finalLevel'],
  ['cagr', 'cagr'],
  ['volatility', 'volatility'],
  ['sharpe', 'sharpe'],
  ['sortino', 'sortino'],
  ['calmar', 'calmar'],
  ['max_drawdown', 'maxDrawdown'],
  ['mean_one_way_turnover', 'meanOneWayTurnover'],
  ['total_cost', 'totalCost'],
  ['rebalances', 'rebalances'],
  ['days', 'days'],
] as const satisfies readonly (readonly [string, keyof Statistics])[];

/** The statistics as numbers in the order of the columns; NaN for null. */
export function packStatistics(statistics: Statistics): number[] {
  return STATISTIC_COLUMNS.map(([, key]) => statistics[key] ?? Number.NaN);
}

/** The other way round. */
export function unpackStatistics(numbers: readonly number[]): Statistics {
  const entries = STATISTIC_COLUMNS.map(([, key], i) => [key, Number.isNaN(numbers[i]) ? null : numbers[i]]);
  return Object.fromEntries(entries) as Statistics;
}
