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

/** Vₜ / Vₜ₋₁ − 1 from the second date on: one entry fewer than `levels`. */
export function dailyReturns(levels: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, levels.length - 1));
  for (let t = 0; t < returns.length; t++) returns[t] = levels[t + 1] / levels[t] - 1;
  return returns;
}

/**
 * Statistics of a level series; a year has 365 days, the risk-free rate is 0.
 *
 * Sharpe: W. F. Sharpe, "The Sharpe Ratio" (1994). Sortino: F. Sortino, L. Price, "Performance Measurement in a
 * Downside Risk Framework" (1994), with target 0 and the mean over all days.
 *
 * @param levels one entry a date
 * @param baseValue what was invested before the first date's costs
 * @param calendarDays from the first to the last date
 * @param returns `dailyReturns(levels)`, when they are there already
 * @example
 * seriesStatistics(Float64Array.of(100, 110, 99), 100, 2, NO_TRADING).maxDrawdown; // −0.1
 */
export function seriesStatistics(
  levels: Float64Array,
  baseValue: number,
  calendarDays: number,
  trading: TradingFigures,
  returns: Float64Array = dailyReturns(levels),
): Statistics {
  const days = levels.length;
  const count = returns.length;
  let sum = 0;
  let downside = 0;
  for (let t = 0; t < count; t++) {
    const r = returns[t];
    sum += r;
    if (r < 0) downside += r * r;
  }
  const meanReturn = sum / count;
  let squares = 0;
  for (let t = 0; t < count; t++) {
    const d = returns[t] - meanReturn;
    squares += d * d;
  }
  const deviation = Math.sqrt(squares / (count - 1));
  const maxDrawdown = deepestDrawdown(levels);
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

/** min(Vₜ / max_{s ≤ t} V_s − 1), at most 0. */
function deepestDrawdown(levels: Float64Array): number {
  let peak = levels[0];
  let deepest = 0;
  for (let t = 1; t < levels.length; t++) {
    const level = levels[t];
    if (level > peak) peak = level;
    // level / peak − 1 < deepest without a division on every date.
    else if (level < peak * (1 + deepest)) deepest = level / peak - 1;
  }
  return deepest;
}

/** a / b × scale; null when it would divide by 0 or is no number. */
export function ratio(a: number, b: number, scale: number): number | null {
  return b === 0 ? null : finite((a / b) * scale);
}

/** The value, or null when it is no finite number. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
