import type { Backtest } from '../backtest/result.ts';
import { NO_TRADING, seriesStatistics } from '../statistics/series.ts';
import type { Statistics } from '../statistics/types.ts';

/** A constant mix of the index without its overlay and cash. */
export interface ConstantMix {
  /** Mean invested share of the overlay, which the mix holds all the time. */
  readonly share: number;
  /** One entry a date. */
  readonly levels: Float64Array;
  readonly statistics: Statistics;
}

/**
 * The yardstick of an overlay: the same index without it, held at the overlay's own mean invested share every day
 * and the rest in cash, rebalanced daily without cost. Most of the drawdown that an overlay saves, this saves too;
 * only what the overlay saves beyond it is timing. Null without an overlay.
 *
 * @example
 * constantMix(backtest)?.statistics.maxDrawdown; // compare with backtest.statistics.maxDrawdown
 */
export function constantMix({ overlay, dates, definition }: Backtest): ConstantMix | null {
  if (overlay === null) return null;
  const { investedShare, shadowLevels } = overlay;
  const share = investedShare.reduce((sum, s) => sum + s, 0) / investedShare.length;
  const levels = new Float64Array(shadowLevels.length);
  const base = definition.base.value;
  levels[0] = base * (1 + share * (shadowLevels[0] / base - 1));
  for (let t = 1; t < levels.length; t++) {
    levels[t] = levels[t - 1] * (1 + share * (shadowLevels[t] / shadowLevels[t - 1] - 1));
  }
  const calendarDays = dates[dates.length - 1] - dates[0];
  return { share, levels, statistics: seriesStatistics(levels, base, calendarDays, NO_TRADING) };
}
