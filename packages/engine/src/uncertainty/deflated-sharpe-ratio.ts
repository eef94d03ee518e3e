import { HoldfastError } from '@holdfast/errors';
import { normalQuantile } from './normal-distribution.ts';
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts';
import type { SharpeSample } from './sharpe-sample.ts';

const EULER_MASCHERONI = 0.577_215_664_901_532_9;

/** How many variants were tried before one was chosen, and how much they differed. */
export interface TrialCount {
  /** Number of independent trials, ≥ 1; need not be whole (see `effectiveNumberOfTrials`). */
  readonly trials: number;
  /** Variance of the trials' Sharpe ratios a period, not annualised: divide an annualised one by 365. */
  readonly variance: number;
}

/** @see deflatedSharpeRatio */
export interface DeflatedSharpe {
  /** Probability that the true Sharpe ratio is above `expectedMaximum`; null where the probabilistic one is. */
  readonly probability: number | null;
  /** The Sharpe ratio, a period, that the best of so many trials without any skill is expected to show. */
  readonly expectedMaximum: number;
}

/**
 * Sharpe ratio, a period, that the best of N independent trials is expected to show when every true one is 0.
 *
 * Bailey and López de Prado (2014): √V·((1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e))), γ the Euler–Mascheroni
 * constant. It approximates from above for large N; below N ≈ 1.4 it turns negative, where 0 is returned, the exact
 * value for one trial.
 *
 * @throws HoldfastError STATISTICS_INVALID when trials < 1 or the variance is negative
 * @example
 * expectedMaximumSharpe({ trials: 100, variance: 0.5 / 250 }); // 0.1132
 */
export function expectedMaximumSharpe({ trials, variance }: TrialCount): number {
  if (!Number.isFinite(trials) || trials < 1) {
    throw new HoldfastError('STATISTICS_INVALID', `The number of trials is 1 or more, not ${trials}.`, {
      trials,
    });
  }
  if (!Number.isFinite(variance) || variance < 0) {
    throw new HoldfastError(
      'STATISTICS_INVALID',
      `The variance of the trials' Sharpe ratios is 0 or more, not ${variance}.`,
      { variance },
    );
  }
  if (trials === 1) return 0;
  // Φ⁻¹(1 − q) = −Φ⁻¹(q), which keeps its digits for many trials.
  const standard =
    -(1 - EULER_MASCHERONI) * normalQuantile(1 / trials) -
    EULER_MASCHERONI * normalQuantile(1 / (trials * Math.E));
  return Math.max(0, standard) * Math.sqrt(variance);
}

/**
 * Deflated Sharpe ratio: the probabilistic Sharpe ratio of a chosen variant against what the best of all the tried
 * variants would show by luck alone. With one trial it is the probabilistic Sharpe ratio against 0.
 *
 * Bailey and López de Prado (2014), "The deflated Sharpe ratio: correcting for selection bias, backtest overfitting
 * and non-normality", Journal of Portfolio Management 40(5).
 *
 * @throws HoldfastError STATISTICS_INVALID for arguments out of range
 * @example
 * // the paper's example: annualised Sharpe 2.5 in five years of 250 days, the best of 100 trials
 * deflatedSharpeRatio(
 *   { sharpe: 2.5 / Math.sqrt(250), count: 1250, skewness: -3, kurtosis: 10 },
 *   { trials: 100, variance: 0.5 / 250 },
 * ); // { probability: 0.9004, expectedMaximum: 0.1132 }
 */
export function deflatedSharpeRatio(sample: SharpeSample, count: TrialCount): DeflatedSharpe {
  const expectedMaximum = expectedMaximumSharpe(count);
  return { probability: probabilisticSharpeRatio(sample, expectedMaximum), expectedMaximum };
}
