import type { Statistics } from './types.ts';

/** Days of a year in every annualised figure. */
export const YEAR_DAYS = 365;

/** What a series' trading adds to its statistics. */
export interface TradingFigures {
  readonly meanOneWayTurnover: number;
  readonly totalCost: number;
  readonly rebalances: number;
}

/** Of a series that is only held, such as a benchmark. */
export const NO_TRADING: TradingFigures = { meanOneWayTurnover: 0, totalCost: 0, rebalances: 0 };

/**
 * Statistics of a level series; a year has 365 days, the risk-free rate is 0.
 *
 * Sharpe: W. F. Sharpe, "The Sharpe Ratio" (1994). Sortino: F. Sortino, L. Price, "Performance Measurement in a
 * Downside Risk Framework" (1994), with target 0 and the mean over all days.
 *
 * @param levels one entry a date
 * @param baseValue what was invested before the first date's costs
 * @param calendarDays from the first to the last date
 * @example
 * seriesStatistics(Float64Array.of(100, 110, 99), 100, 2, NO_TRADING).maxDrawdown; // −0.1
 */
export function seriesStatistics(
  levels: Float64Array,
  baseValue: number,
  calendarDays: number,
  trading: TradingFigures,
): Statistics {
  const days = levels.length;
  const count = days - 1;
  let sum = 0;
  let downside = 0;
  let peak = levels[0];
  let maxDrawdown = 0;
  for (let t = 1; t < days; t++) {
    const level = levels[t];
    const r = level / levels[t - 1] - 1;
    sum += r;
    if (r < 0) downside += r * r;
    if (level > peak) peak = level;
    else {
      const drawdown = level / peak - 1;
      if (drawdown < maxDrawdown) maxDrawdown = drawdown;
    }
  }
  const meanReturn = sum / count;
  let squares = 0;
  for (let t = 1; t < days; t++) {
    const d = levels[t] / levels[t - 1] - 1 - meanReturn;
    squares += d * d;
  }
  const deviation = Math.sqrt(squares / (count - 1));
  const year = Math.sqrt(YEAR_DAYS);
  const finalLevel = levels[days - 1];
  const cagr = calendarDays > 0 ? finite((finalLevel / baseValue) ** (YEAR_DAYS / calendarDays) - 1) : null;
  return {
    finalLevel,
    cagr,
    volatility: count > 1 ? finite(deviation * year) : null,
    sharpe: count > 1 ? ratio(meanReturn, deviation, year) : null,
    sortino: count > 0 ? ratio(meanReturn, Math.sqrt(downside / count), year) : null,
    calmar: cagr === null ? null : ratio(cagr, Math.abs(maxDrawdown), 1),
    maxDrawdown,
    ...trading,
    days,
  };
}

/** a / b × scale; null when it would divide by 0 or is no number. */
export function ratio(a: number, b: number, scale: number): number | null {
  return b === 0 ? null : finite((a / b) * scale);
}

/** The value, or null when it is no finite number. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
