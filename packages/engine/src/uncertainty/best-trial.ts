import { type DeflatedSharpe, deflatedSharpeRatio } from './deflated-sharpe-ratio.ts';
import { effectiveNumberOfTrials } from './effective-number-of-trials.ts';
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts';
import { sharpeSample } from './sharpe-sample.ts';
import { type TrialReturns, trialSharpes } from './trial-returns.ts';

/** What is left of the best trial's Sharpe ratio when the search for it is counted in. */
export interface BestTrial {
  /** Position of the trial with the highest Sharpe ratio; the first of equals. */
  readonly trial: number;
  /** Its Sharpe ratio a day, not annualised. */
  readonly sharpe: number;
  /** Probability that its true Sharpe ratio is above 0, the search not counted. */
  readonly probabilistic: number | null;
  /** Against the luck of as many independent trials as the correlated ones amount to. */
  readonly deflated: DeflatedSharpe;
  /** Against the luck of all trials taken as independent: the stricter one. */
  readonly deflatedByAll: DeflatedSharpe;
  readonly trials: number;
  readonly effectiveTrials: number;
  /** Sample variance of the trials' Sharpe ratios a day. */
  readonly variance: number;
}

/**
 * Probabilistic and deflated Sharpe ratio of the best trial of a sweep; null for fewer than 30 days, no trial, or a
 * best trial whose returns are all equal.
 *
 * @throws HoldfastError STATISTICS_INVALID for a wrong shape or a return that isn't finite
 * @example
 * const best = bestTrial({ returns, days: 1460, trials: 200 });
 * best?.deflated.probability; // 0.71
 */
export function bestTrial(matrix: TrialReturns): BestTrial | null {
  const { returns, days, trials } = matrix;
  if (trials === 0 || days < 2) return null;
  const sharpes = trialSharpes(matrix);
  const trial = sharpes.reduce((best, sharpe, k) => (sharpe > sharpes[best] ? k : best), 0);
  const sample = sharpeSample(Float64Array.from({ length: days }, (_, t) => returns[t * trials + trial]));
  if (sample === null) return null;
  const mean = sharpes.reduce((sum, sharpe) => sum + sharpe, 0) / trials;
  const squares = sharpes.reduce((sum, sharpe) => sum + (sharpe - mean) ** 2, 0);
  const variance = trials === 1 ? 0 : squares / (trials - 1);
  const effectiveTrials = effectiveNumberOfTrials(matrix);
  return {
    trial,
    sharpe: sample.sharpe,
    probabilistic: probabilisticSharpeRatio(sample),
    deflated: deflatedSharpeRatio(sample, { trials: effectiveTrials, variance }),
    deflatedByAll: deflatedSharpeRatio(sample, { trials, variance }),
    trials,
    effectiveTrials,
    variance,
  };
}
