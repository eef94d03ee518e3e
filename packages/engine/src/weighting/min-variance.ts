import { HoldfastError } from '@holdfast/errors';
import { cholesky, choleskySolve } from './cholesky.ts';
import type { Covariance } from './covariance.ts';

const FREE = 0;
const ACTIVE = 1;
const BARRED = 2;

/**
 * The long-only weights of least variance: min w'Σw, w ≥ 0, Σw = 1.
 *
 * They are x / Σx of the minimiser of ½x'Σx − Σxᵢ over x ≥ 0, found by the active-set method of C. Lawson and
 * R. Hanson, "Solving Least Squares Problems" (1974), chapter 23: assets enter one at a time by the steepest
 * descent, and leave when a step would make them negative, so the answer is exact after finitely many steps.
 *
 * @param out receives the weights
 * @throws HoldfastError SOLVER_NOT_CONVERGED
 */
export function minVarianceWeights({ size, values }: Covariance, out: Float64Array): void {
  const x = new Float64Array(size);
  const active: number[] = [];
  const state = new Uint8Array(size);
  const factor = new Float64Array(size * size);
  const solution = new Float64Array(size);

  for (let round = 0; round < 50 * size + 50; round++) {
    const entering = steepest(values, size, x, state);
    if (entering < 0) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += x[i];
      for (let i = 0; i < size; i++) out[i] = x[i] / sum;
      return;
    }
    active.push(entering);
    state[entering] = ACTIVE;
    for (;;) {
      if (!solveOn(values, size, active, factor, solution)) notConverged(size);
      // Walk toward the solution on the active set; stop where the first weight would turn negative.
      let walk = 1;
      let blocking = -1;
      for (let k = 0; k < active.length; k++) {
        if (solution[k] > 0) continue;
        const reach = x[active[k]] / (x[active[k]] - solution[k]);
        if (blocking < 0 || reach < walk) {
          walk = reach;
          blocking = k;
        }
      }
      for (let k = 0; k < active.length; k++) {
        const i = active[k];
        x[i] = blocking < 0 ? solution[k] : Math.max(0, x[i] + walk * (solution[k] - x[i]));
      }
      if (blocking < 0) break;
      const leaving = active[blocking];
      x[leaving] = 0;
      active.splice(blocking, 1);
      // An asset that leaves as it enters was let in by rounding alone: it may not come back, or this never ends.
      state[leaving] = leaving === entering && walk === 0 ? BARRED : FREE;
    }
  }
  notConverged(size);
}

/** The inactive asset along which the function falls most, relative to its scale; −1 at the optimum. */
function steepest(values: Float64Array, size: number, x: Float64Array, state: Uint8Array): number {
  let best = -1;
  let bestFall = 1e-12;
  for (let i = 0; i < size; i++) {
    if (state[i] !== FREE) continue;
    let fall = 1;
    for (let j = 0; j < size; j++) fall -= values[i * size + j] * x[j];
    if (fall > bestFall) {
      bestFall = fall;
      best = i;
    }
  }
  return best;
}

/** Solves Σₐₐ·x = 1 on the active assets. */
function solveOn(
  values: Float64Array,
  size: number,
  active: readonly number[],
  factor: Float64Array,
  solution: Float64Array,
): boolean {
  const n = active.length;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) factor[a * size + b] = values[active[a] * size + active[b]];
    solution[a] = 1;
  }
  if (!cholesky(factor, n, size)) return false;
  choleskySolve(factor, n, size, solution);
  return true;
}

function notConverged(size: number): never {
  throw new HoldfastError(
    'SOLVER_NOT_CONVERGED',
    `The minimum-variance weights of ${size} assets did not settle. Please report it with the definition and the date.`,
    { assets: size },
  );
}
