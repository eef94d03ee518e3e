import { HoldfastError } from '@holdfast/errors';
import { normalCdf, normalQuantile } from './normal-distribution.ts';
import type { SharpeSample } from './sharpe-sample.ts';

/**
 * Probability that the true Sharpe ratio is above `benchmark`, seen a sample with skewness and fat tails. Null when
 * the estimate has no error at all (returns of only two values, in the one proportion where it vanishes).
 *
 * Bailey and López de Prado (2012), "The Sharpe ratio efficient frontier", Journal of Risk 15(2):
 * PSR = Φ((SR − SR*)·√(n − 1) / √(1 − γ₃·SR + (γ₄ − 1)/4·SR²)). It takes returns as independent of one another.
 *
 * @param benchmark a period, like `sample.sharpe`: divide an annualised one by √365
 * @throws HoldfastError STATISTICS_INVALID for fewer than two returns or moments that no returns can have
 * @example
 * // two years of monthly returns, annualised Sharpe 1.59
 * probabilisticSharpeRatio({ sharpe: 0.458, count: 24, skewness: -2.448, kurtosis: 10.164 }); // 0.913
 */
export function probabilisticSharpeRatio(sample: SharpeSample, benchmark = 0): number | null {
  if (!Number.isFinite(sample.count) || sample.count < 2) {
    throw new HoldfastError(
      'STATISTICS_INVALID',
      `A Sharpe ratio needs two returns or more, not ${sample.count}.`,
      { count: sample.count },
    );
  }
  checkFinite('benchmark', benchmark);
  const spread = estimatorVariance(sample);
  if (spread === 0) return null;
  return normalCdf(((sample.sharpe - benchmark) * Math.sqrt(sample.count - 1)) / Math.sqrt(spread));
}

/**
 * Number of returns, not rounded, from which on the sample's Sharpe ratio is above `benchmark` with the given
 * confidence; null when it isn't above the benchmark, for then no length is enough.
 *
 * Same source: MinTRL = 1 + (1 − γ₃·SR + (γ₄ − 1)/4·SR²)·(z / (SR − SR*))².
 *
 * @param benchmark a period, like `sample.sharpe`
 * @param confidence above 0.5, below 1
 * @throws HoldfastError STATISTICS_INVALID for another confidence or moments that no returns can have
 * @example
 * // monthly returns with annualised Sharpe 2 against 1
 * minimumTrackRecordLength(
 *   { sharpe: 2 / Math.sqrt(12), count: 24, skewness: -0.72, kurtosis: 5.78 },
 *   1 / Math.sqrt(12),
 * ); // 59.895 months
 */
export function minimumTrackRecordLength(
  sample: SharpeSample,
  benchmark = 0,
  confidence = 0.95,
): number | null {
  if (!(confidence > 0.5 && confidence < 1)) {
    throw new HoldfastError(
      'STATISTICS_INVALID',
      `A confidence lies above 0.5 and below 1; ${confidence} does not.`,
      { confidence },
    );
  }
  checkFinite('benchmark', benchmark);
  const spread = estimatorVariance(sample);
  if (sample.sharpe <= benchmark) return null;
  return 1 + spread * (normalQuantile(confidence) / (sample.sharpe - benchmark)) ** 2;
}

/** Variance of the estimated Sharpe ratio × (n − 1); ≥ 0. */
function estimatorVariance({ sharpe, skewness, kurtosis }: SharpeSample): number {
  checkFinite('sharpe', sharpe);
  // Every distribution has γ₄ ≥ 1 + γ₃² (Pearson 1916). Excess kurtosis handed in by mistake mostly breaks it.
  if (!(kurtosis >= (1 + skewness * skewness) * (1 - 1e-9)) || !Number.isFinite(kurtosis)) {
    throw new HoldfastError(
      'STATISTICS_INVALID',
      `No returns have skewness ${skewness} and kurtosis ${kurtosis}. Kurtosis is at least 1 + skewness², and 3 for a normal distribution; add 3 to an excess kurtosis.`,
      { skewness, kurtosis },
    );
  }
  return Math.max(0, 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe);
}

function checkFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new HoldfastError('STATISTICS_INVALID', `The ${name} is ${value}, not a finite number.`, { name });
  }
}
