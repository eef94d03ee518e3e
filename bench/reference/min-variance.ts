import { HoldfastError } from '@holdfast/errors';
import { solve } from './linear-system.ts';
import { mean, sum } from './moments.ts';

/**
 * Long-only weights of least variance w'Σw, summing to 1.
 *
 * Up to scale they minimise ½ x'Σx − Σ xᵢ over x ≥ 0, a non-negative least-squares problem: assets enter one at
 * a time where the gradient is steepest, the unconstrained problem on the assets inside is solved exactly, and
 * those that it would make negative leave again. Whatever the way, the result is checked against the conditions
 * that are necessary and sufficient: (Σx)ᵢ = 1 where xᵢ > 0, (Σx)ᵢ ≥ 1 where xᵢ = 0.
 *
 * @throws HoldfastError SOLVER_NOT_CONVERGED
 * @see C. L. Lawson, R. J. Hanson (1974), Solving Least Squares Problems, chapter 23
 */
export function minVariance(covariance: readonly (readonly number[])[]): number[] {
  const scale = mean(covariance.map((row, i) => row[i]));
  const matrix = covariance.map((row) => row.map((value) => value / scale));
  const n = matrix.length;
  const product = (x: readonly number[], i: number) => sum(matrix[i].map((value, j) => value * x[j]));
  const onlyInside = (inside: ReadonlySet<number>): number[] => {
    const list = [...inside];
    const solution = solve(
      list.map((i) => list.map((j) => matrix[i][j])),
      list.map(() => 1),
    );
    const x = new Array<number>(n).fill(0);
    list.forEach((i, k) => {
      x[i] = solution[k];
    });
    return x;
  };

  const TOLERANCE = 1e-11;
  const inside = new Set<number>();
  let x = new Array<number>(n).fill(0);
  for (let step = 0; step < 50 * n; step++) {
    const slack = x.map((_, i) => (inside.has(i) ? 0 : 1 - product(x, i)));
    const entering = slack.indexOf(Math.max(...slack));
    if (slack[entering] <= TOLERANCE) break;
    inside.add(entering);
    for (;;) {
      const aim = onlyInside(inside);
      const negative = [...inside].filter((i) => aim[i] <= 0);
      if (negative.length === 0) {
        x = aim;
        break;
      }
      const way = Math.min(...negative.map((i) => x[i] / (x[i] - aim[i])));
      x = x.map((xi, i) => xi + way * (aim[i] - xi));
      for (const i of negative) {
        if (x[i] <= 1e-15) {
          x[i] = 0;
          inside.delete(i);
        }
      }
    }
  }
  const optimal = x.every((xi, i) =>
    xi > 0 ? Math.abs(product(x, i) - 1) < 1e-9 : product(x, i) > 1 - 1e-9,
  );
  if (!optimal) throw new HoldfastError('SOLVER_NOT_CONVERGED', 'No portfolio of least variance was found.');
  const total = sum(x);
  return x.map((xi) => xi / total);
}
