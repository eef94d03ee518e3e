/** Statistics over a window of daily returns that ends at each date; NaN before the window is full. */
export interface RollingStatistics {
  /** Sample sd × √365. */
  readonly volatility: Float64Array;
  /** Mean / sample sd × √365; NaN where the sd is 0. */
  readonly sharpe: Float64Array;
}

/** How a series moved with another one over a rolling window. NaN where undefined. */
export interface RollingRelation {
  readonly beta: Float64Array;
  readonly correlation: Float64Array;
}

const DAYS_A_YEAR = 365;

/** Simple daily returns; NaN at the first position. */
function dailyReturns(levels: ArrayLike<number>): Float64Array {
  const out = new Float64Array(levels.length).fill(Number.NaN);
  for (let t = 1; t < out.length; t++) out[t] = levels[t] / levels[t - 1] - 1;
  return out;
}

/**
 * Volatility and Sharpe ratio of the last `window` daily returns.
 *
 * @param window ≥ 2
 */
export function rollingStatistics(levels: ArrayLike<number>, window: number): RollingStatistics {
  const returns = dailyReturns(levels);
  const volatility = new Float64Array(levels.length).fill(Number.NaN);
  const sharpe = new Float64Array(levels.length).fill(Number.NaN);
  for (let t = window; t < levels.length; t++) {
    const { mean, variance } = moments(returns, t - window + 1, t);
    const deviation = Math.sqrt(variance);
    volatility[t] = deviation * Math.sqrt(DAYS_A_YEAR);
    if (deviation > 0) sharpe[t] = (mean / deviation) * Math.sqrt(DAYS_A_YEAR);
  }
  return { volatility, sharpe };
}

/**
 * Least-squares slope on, and correlation with, another series over the last `window` daily returns.
 *
 * @param window ≥ 2
 */
export function rollingRelation(
  levels: ArrayLike<number>,
  other: ArrayLike<number>,
  window: number,
): RollingRelation {
  const y = dailyReturns(levels);
  const x = dailyReturns(other);
  const beta = new Float64Array(levels.length).fill(Number.NaN);
  const correlation = new Float64Array(levels.length).fill(Number.NaN);
  for (let t = window; t < levels.length; t++) {
    const from = t - window + 1;
    const ofY = moments(y, from, t);
    const ofX = moments(x, from, t);
    let covariance = 0;
    for (let s = from; s <= t; s++) covariance += (y[s] - ofY.mean) * (x[s] - ofX.mean);
    covariance /= window - 1;
    if (ofX.variance > 0) beta[t] = covariance / ofX.variance;
    const scale = Math.sqrt(ofX.variance) * Math.sqrt(ofY.variance);
    if (scale > 0) correlation[t] = covariance / scale;
  }
  return { beta, correlation };
}

/** 90 days, or a third of a short history; null when even that says nothing. */
export function rollingWindow(days: number): number | null {
  const window = Math.min(90, Math.floor(days / 3));
  return window >= 10 ? window : null;
}

function moments(values: Float64Array, from: number, to: number): { mean: number; variance: number } {
  const count = to - from + 1;
  let sum = 0;
  for (let s = from; s <= to; s++) sum += values[s];
  const mean = sum / count;
  let squares = 0;
  for (let s = from; s <= to; s++) squares += (values[s] - mean) ** 2;
  return { mean, variance: squares / (count - 1) };
}
