import { seededRandom, type TrialReturns, uniform } from '../../src/index.ts';

/** Standard normal numbers (Box and Muller), the same for the same seed. */
export function normals(count: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - uniform(random))) * Math.cos(2 * Math.PI * uniform(random)),
  );
}

export function levelsOf(returns: ArrayLike<number>, start = 1000): Float64Array {
  const levels = new Float64Array(returns.length + 1).fill(start);
  for (let t = 0; t < returns.length; t++) levels[t + 1] = levels[t] * (1 + returns[t]);
  return levels;
}

export function consecutiveDates(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, t) => 18_000 + t);
}

/** A matrix from one array a trial. */
export function matrixOf(columns: readonly ArrayLike<number>[]): TrialReturns {
  const days = columns[0].length;
  const trials = columns.length;
  const returns = Float64Array.from(
    { length: days * trials },
    (_, i) => columns[i % trials][Math.floor(i / trials)],
  );
  return { returns, days, trials };
}

export function noiseColumns(days: number, trials: number, seed: number): Float64Array[] {
  const all = normals(days * trials, seed);
  return Array.from({ length: trials }, (_, k) => all.slice(k * days, (k + 1) * days).map((z) => 0.02 * z));
}
