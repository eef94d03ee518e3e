import { mean, sum } from './moments.ts';

/**
 * Covariance of de-meaned daily returns, 1/n, shrunk to the scaled identity.
 *
 * @param returns one list of n returns an asset
 * @returns p × p matrix
 * @see O. Ledoit, M. Wolf (2004), A well-conditioned estimator for large-dimensional covariance matrices,
 *   Journal of Multivariate Analysis 88, section 3.3; the names m, d², b² are the paper's, and so is the norm
 *   ‖A‖² = Σ aᵢⱼ² / p
 */
export function shrunkCovariance(returns: readonly (readonly number[])[]): number[][] {
  const p = returns.length;
  const n = returns[0].length;
  const x = returns.map((list) => {
    const centre = mean(list);
    return list.map((value) => value - centre);
  });
  const square = (entry: (i: number, j: number) => number) => x.map((_, i) => x.map((_, j) => entry(i, j)));
  const squaredNorm = (matrix: number[][]) => sum(matrix.flat().map((value) => value ** 2)) / p;

  const sample = square((i, j) => sum(x[i].map((value, k) => value * x[j][k])) / n);
  const m = sum(sample.map((row, i) => row[i])) / p;
  const d2 = squaredNorm(square((i, j) => sample[i][j] - (i === j ? m : 0)));
  let b2 = 0;
  for (let k = 0; k < n; k++) {
    b2 += squaredNorm(square((i, j) => x[i][k] * x[j][k] - sample[i][j])) / n ** 2;
  }
  const intensity = d2 === 0 ? 0 : Math.min(1, Math.max(0, b2 / d2));
  return square((i, j) => (1 - intensity) * sample[i][j] + (i === j ? intensity * m : 0));
}
