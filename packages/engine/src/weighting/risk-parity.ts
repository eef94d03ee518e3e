import { HoldfastError } from '@holdfast/errors';
import { cholesky, choleskySolve } from './cholesky.ts';
import type { Covariance } from './covariance.ts';

const TOLERANCE = 1e-13;
/** What rounding may leave of a step on an ill-conditioned matrix. */
const ROUNDING = 1e-10;
/** What rounding may leave of it where the covariance is singular but for the least shrinkage. */
const ROUNDING_IF_SINGULAR = 1e-5;
const MOST_STEPS = 200;

/**
 * Weights at which every asset contributes the same risk: wᵢ(Σw)ᵢ equal for all i, wᵢ > 0, Σw = 1.
 *
 * They are x / Σx of the minimiser of ½x'Σx − (1/n)Σ ln xᵢ, which is unique. Newton's method, damped while the
 * Newton decrement is large, needs a handful of steps from any start. Source: F. Spinu, "An algorithm for computing
 * risk parity weights" (2013), SSRN 2297383.
 *
 * @param out receives the weights
 * @param start weights to start from, such as those of the last rebalance; null for 1/σ
 * @throws HoldfastError SOLVER_NOT_CONVERGED
 */
export function riskParityWeights(
  { size, values }: Covariance,
  out: Float64Array,
  start: Float64Array | null,
): void {
  const budget = 1 / size;
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) x[i] = start ? start[i] : 1 / Math.sqrt(values[i * size + i]);
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const step = new Float64Array(size);
  const product = new Float64Array(size);
  // At the optimum x'Σx = 1; starting there makes the first Newton step a good one.
  multiply(values, size, x, product);
  let scale = 0;
  for (let i = 0; i < size; i++) scale += x[i] * product[i];
  scale = 1 / Math.sqrt(scale);
  for (let i = 0; i < size; i++) x[i] *= scale;

  let lastChange = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < MOST_STEPS; iteration++) {
    multiply(values, size, x, product);
    hessian.set(values.subarray(0, size * size));
    for (let i = 0; i < size; i++) {
      gradient[i] = product[i] - budget / x[i];
      hessian[i * size + i] += budget / (x[i] * x[i]);
      step[i] = gradient[i];
    }
    if (!cholesky(hessian, size, size)) notConverged(size);
    choleskySolve(hessian, size, size, step);
    let decrement = 0;
    let longest = 0;
    for (let i = 0; i < size; i++) {
      decrement += step[i] * gradient[i];
      longest = Math.max(longest, step[i] / x[i]);
    }
    // The function scaled by n is self-concordant, so its decrement is √(n·decrement).
    const lambda = Math.sqrt(Math.max(0, decrement * size));
    let damping = lambda > 0.25 ? 1 / (1 + lambda) : 1;
    if (damping * longest >= 1) damping = 0.99 / longest;
    let change = 0;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      change = Math.max(change, Math.abs(damping * step[i]));
      x[i] -= damping * step[i];
      sum += x[i];
    }
    change /= sum;
    // Close to the optimum every full step squares the error, until only rounding is left.
    const settled = change < TOLERANCE || (change < ROUNDING && change >= lastChange);
    lastChange = change;
    if (damping === 1 && settled) break;
    if (iteration === MOST_STEPS - 1 && change >= ROUNDING_IF_SINGULAR) notConverged(size);
  }
  let sum = 0;
  for (let i = 0; i < size; i++) sum += x[i];
  for (let i = 0; i < size; i++) out[i] = x[i] / sum;
}

function notConverged(size: number): never {
  throw new HoldfastError(
    'SOLVER_NOT_CONVERGED',
    `The risk parity weights of ${size} assets did not settle. Please report it with the definition and the date.`,
    { assets: size },
  );
}

function multiply(matrix: Float64Array, size: number, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j] * x[j];
    out[i] = sum;
  }
}
