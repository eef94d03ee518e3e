import { HoldfastError } from '@holdfast/errors';
import { sharpeOfSums } from './sharpe-of-sums.ts';

/** Fewer returns than this say nothing about a distribution; every statistic here is null then. */
export const MINIMUM_RETURNS = 30;

/** What a series of returns says about its Sharpe ratio. A period is the distance between two returns: a day. */
export interface SharpeSample {
  /** Mean / sample standard deviation, a period: not annualised. */
  readonly sharpe: number;
  /** Number of returns. */
  readonly count: number;
  /** Third standardised moment, divisor n: 0 for a normal distribution. */
  readonly skewness: number;
  /** Fourth standardised moment, divisor n, not reduced by 3: 3 for a normal distribution. */
  readonly kurtosis: number;
}

/**
 * Sharpe ratio a period, skewness and kurtosis of simple returns; null for fewer than 30 returns or returns that
 * are all equal.
 *
 * @throws HoldfastError STATISTICS_INVALID when a return is not a finite number
 * @example
 * const sample = sharpeSample(Float64Array.from(dailyReturns));
 * const annualised = sample === null ? null : sample.sharpe * Math.sqrt(365);
 */
export function sharpeSample(returns: Float64Array): SharpeSample | null {
  const count = returns.length;
  let sum = 0;
  for (let t = 0; t < count; t++) {
    if (!Number.isFinite(returns[t])) {
      throw new HoldfastError('STATISTICS_INVALID', `Return ${t} is ${returns[t]}, not a finite number.`, {
        position: t,
      });
    }
    sum += returns[t];
  }
  if (count < MINIMUM_RETURNS) return null;
  const mean = sum / count;
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let t = 0; t < count; t++) {
    const deviation = returns[t] - mean;
    const square = deviation * deviation;
    first += deviation;
    second += square;
    third += square * deviation;
    fourth += square * square;
  }
  const sharpe = sharpeOfSums(count, mean, first, second);
  if (Number.isNaN(sharpe)) return null;
  const variance = second / count;
  return {
    sharpe,
    count,
    skewness: third / count / (variance * Math.sqrt(variance)),
    kurtosis: fourth / count / (variance * variance),
  };
}
