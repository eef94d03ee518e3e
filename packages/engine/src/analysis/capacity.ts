import { isHoldfastError } from '@holdfast/errors';
import { type BacktestOptions, runBacktest } from '../backtest/run-backtest.ts';
import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';

/** How much capital an index carries: one row an amount. */
export interface CapacityRow {
  readonly capitalUsd: number;
  /** Whether every trade could be paid; false when impact would cost more than the index is worth. */
  readonly feasible: boolean;
  readonly cagr: number | null;
  /** CAGR without any costs less CAGR with `cost_bps` and impact: a fraction a year. */
  readonly costDragPerYear: number | null;
  /** Share of all costs that is market impact, 0 to 1; null when nothing was paid. */
  readonly impactShare: number | null;
}

/** USD; a small account, a serious one, a fund's seed, a fund. */
export const CAPACITY_AMOUNTS: readonly number[] = [10_000, 100_000, 1_000_000, 10_000_000];

/**
 * Reruns a definition with different capital and says what trading takes from it each time.
 *
 * @example
 * capacityTable(panel, definition)[2]; // { capitalUsd: 1000000, feasible: true, costDragPerYear: 0.021, … }
 */
export function capacityTable(
  panel: Panel,
  definition: IndexDefinition,
  { library }: Pick<BacktestOptions, 'library'> = {},
  amounts: readonly number[] = CAPACITY_AMOUNTS,
): CapacityRow[] {
  const options = library === undefined ? {} : { library };
  const run = (changes: Partial<IndexDefinition>) =>
    runBacktest(panel, { ...definition, ...changes }, options);
  const free = run({ cost_bps: 0, capital: null }).statistics.cagr;
  return amounts.map((capitalUsd) => {
    try {
      const { statistics, rebalances } = run({ capital: capitalUsd });
      const impact = rebalances.reduce((sum, rebalance) => sum + rebalance.impact, 0);
      const { cagr, totalCost } = statistics;
      return {
        capitalUsd,
        feasible: true,
        cagr,
        costDragPerYear: free === null || cagr === null ? null : free - cagr,
        impactShare: totalCost > 0 ? impact / totalCost : null,
      };
    } catch (error) {
      if (!isHoldfastError(error) || error.code !== 'CAPITAL_EXCEEDS_LIQUIDITY') throw error;
      return { capitalUsd, feasible: false, cagr: null, costDragPerYear: null, impactShare: null };
    }
  });
}
