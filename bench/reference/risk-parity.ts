import { HoldfastError } from '@holdfast/errors';
import { mean, sum } from './moments.ts';

/**
 * Weights of equal risk contribution: wᵢ (Σw)ᵢ the same for all i, long only, summing to 1.
 *
 * Cyclical coordinate descent on ½ x'Σx − Σ ln xᵢ: each step solves σᵢᵢ xᵢ² + bᵢ xᵢ − 1 = 0 with bᵢ the
 * contribution of the others. The result is checked: all contributions must be equal.
 *
 * @throws HoldfastError SOLVER_NOT_CONVERGED
 * @see T. Griveau-Billion, J.-C. Richard, T. Roncalli (2013), A fast algorithm for computing high-dimensional
 *   risk parity portfolios
 */
export function riskParity(covariance: readonly (readonly number[])[]): number[] {
  const scale = mean(covariance.map((row, i) => row[i]));
  const matrix = covariance.map((row) => row.map((value) => value / scale));
  const x = matrix.map((row, i) => 1 / Math.sqrt(row[i]));
  const SWEEPS = 200_000;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let change = 0;
    for (let i = 0; i < x.length; i++) {
      const b = sum(matrix[i].map((value, j) => (j === i ? 0 : value * x[j])));
      const next = (-b + Math.sqrt(b * b + 4 * matrix[i][i])) / (2 * matrix[i][i]);
      change = Math.max(change, Math.abs(next / x[i] - 1));
      x[i] = next;
    }
    if (change < 1e-15 || (change < 1e-12 && sweep > 5_000)) break;
  }
  const contributions = x.map((xi, i) => xi * sum(matrix[i].map((value, j) => value * x[j])));
  if (!contributions.every((contribution) => Math.abs(contribution - 1) < 1e-9)) {
    throw new HoldfastError('SOLVER_NOT_CONVERGED', 'The risk contributions do not become equal.');
  }
  const total = sum(x);
  return x.map((xi) => xi / total);
}
