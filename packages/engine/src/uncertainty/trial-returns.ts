import { HoldfastError } from '@holdfast/errors';
import { sharpeOfSums } from './sharpe-of-sums.ts';

/** Daily simple returns of every variant that was tried, over the same days. */
export interface TrialReturns {
  /** `days × trials`: the return of trial `k` on day `t` is at `t * trials + k`. */
  readonly returns: Float64Array;
  readonly days: number;
  readonly trials: number;
}

/**
 * Checks shape and content.
 *
 * @throws HoldfastError STATISTICS_INVALID when the array has another size, or holds what isn't a finite number
 */
export function checkTrialReturns({ returns, days, trials }: TrialReturns): void {
  if (!Number.isSafeInteger(days) || !Number.isSafeInteger(trials) || days < 0 || trials < 0) {
    throw new HoldfastError('STATISTICS_INVALID', 'Days and trials are counted in whole numbers.', {
      days,
      trials,
    });
  }
  if (returns.length !== days * trials) {
    throw new HoldfastError(
      'STATISTICS_INVALID',
      `${days} days × ${trials} trials make ${days * trials} returns, but there are ${returns.length}.`,
      { days, trials, returns: returns.length },
    );
  }
  for (let i = 0; i < returns.length; i++) {
    if (!Number.isFinite(returns[i])) {
      const day = Math.floor(i / trials);
      const trial = i - day * trials;
      throw new HoldfastError(
        'STATISTICS_INVALID',
        `The return of trial ${trial} on day ${day} is ${returns[i]}. Give every trial a return on every day: cut the trials to the days they share.`,
        { trial, day },
      );
    }
  }
}

/** Per trial: the mean return, and the sums of what the returns deviate from it and of its squares. */
interface TrialMoments {
  readonly means: Float64Array;
  /** 0 but for rounding; `sharpeOfSums` takes it into account. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Means of the trials' returns, and the sums around them, in two passes over the days. */
export function trialMoments({ returns, days, trials }: TrialReturns): TrialMoments {
  const means = new Float64Array(trials);
  for (let t = 0; t < days; t++) {
    for (let k = 0; k < trials; k++) means[k] += returns[t * trials + k];
  }
  for (let k = 0; k < trials; k++) means[k] /= days;
  const sums = new Float64Array(trials);
  const squares = new Float64Array(trials);
  for (let t = 0; t < days; t++) {
    for (let k = 0; k < trials; k++) {
      const deviation = returns[t * trials + k] - means[k];
      sums[k] += deviation;
      squares[k] += deviation * deviation;
    }
  }
  return { means, sums, squares };
}

/**
 * Sharpe ratio a day (not annualised) of each trial; 0 for a trial whose returns are all equal, which risked nothing.
 *
 * @throws HoldfastError STATISTICS_INVALID for a wrong shape, a return that isn't finite, or fewer than two days
 * @example
 * const sharpes = trialSharpes({ returns, days: 365, trials: 40 });
 */
export function trialSharpes(matrix: TrialReturns): Float64Array {
  checkTrialReturns(matrix);
  const { days } = matrix;
  if (days < 2) {
    throw new HoldfastError('STATISTICS_INVALID', `A Sharpe ratio needs two returns or more, not ${days}.`, {
      days,
    });
  }
  const { means, sums, squares } = trialMoments(matrix);
  return sums.map((sum, k) => {
    const sharpe = sharpeOfSums(days, means[k], sum, squares[k]);
    return Number.isNaN(sharpe) ? 0 : sharpe;
  });
}
