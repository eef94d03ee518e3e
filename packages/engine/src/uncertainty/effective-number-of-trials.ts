import { sharpeOfSums } from './sharpe-of-sums.ts';
import { checkTrialReturns, type TrialReturns, trialMoments } from './trial-returns.ts';

/**
 * Number of independent trials that correlated ones amount to, from 1 to the number of trials. A sweep's variants
 * resemble each other, so counting each in full would deflate its best too much.
 *
 * ρ + (1 − ρ)·N with ρ the mean correlation of all pairs: Bailey and López de Prado (2014), "The deflated Sharpe
 * ratio", appendix A.3. Trials whose returns are all equal have no correlation and count as not tried.
 *
 * @throws HoldfastError STATISTICS_INVALID for a wrong shape or a return that isn't finite
 * @example
 * effectiveNumberOfTrials({ returns, days: 730, trials: 200 }); // 14.6 when the mean correlation is 0.9317
 */
export function effectiveNumberOfTrials(matrix: TrialReturns): number {
  checkTrialReturns(matrix);
  const { returns, days, trials } = matrix;
  const { means, sums, squares } = trialMoments(matrix);
  const scale = new Float64Array(trials);
  let counted = 0;
  for (let k = 0; k < trials; k++) {
    if (Number.isNaN(sharpeOfSums(days, means[k], sums[k], squares[k]))) continue;
    scale[k] = 1 / Math.sqrt(squares[k]);
    counted++;
  }
  if (counted <= 1) return 1;
  // The variance of the sum of standardised trials is the sum of all correlations: no need to visit each pair.
  let allCorrelations = 0;
  for (let t = 0; t < days; t++) {
    let total = 0;
    for (let k = 0; k < trials; k++) total += (returns[t * trials + k] - means[k]) * scale[k];
    allCorrelations += total * total;
  }
  const mean = (allCorrelations - counted) / (counted * (counted - 1));
  return Math.min(counted, Math.max(1, mean + (1 - mean) * counted));
}
