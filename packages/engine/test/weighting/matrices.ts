import fc from 'fast-check';
import { type Covariance, shrunkCovariance } from '../../src/weighting/covariance.ts';

/** A covariance matrix from its rows. */
export function matrix(rows: readonly (readonly number[])[]): Covariance {
  return { size: rows.length, values: Float64Array.from(rows.flat()), shrinkage: 0 };
}

/** The matrix of two assets with these deviations and this correlation. */
export function pair(first: number, second: number, correlation: number): Covariance {
  const mixed = correlation * first * second;
  return matrix([
    [first * first, mixed],
    [mixed, second * second],
  ]);
}

export function times({ size, values }: Covariance, x: ArrayLike<number>): number[] {
  return Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += values[i * size + j] * x[j];
    return sum;
  });
}

/** A small deterministic source of numbers in (−1, 1), for matrices too large to shrink. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/**
 * Covariances of up to 60 assets as the engine makes them: from returns that share a common factor by anything from
 * nothing to nearly everything, with deviations over four orders of magnitude.
 */
export const covariances: fc.Arbitrary<Covariance> = fc
  .record({
    seed: fc.integer(),
    size: fc.integer({ min: 1, max: 60 }),
    window: fc.integer({ min: 3, max: 90 }),
    common: fc.constantFrom(0, 0.5, 0.9, 0.999, 0.999999),
    spread: fc.constantFrom(1, 10, 10_000),
  })
  .map(({ seed, size, window, common, spread }) => {
    const next = numbers(seed);
    const factor = Array.from({ length: window }, next);
    const returns = new Float64Array(size * window);
    for (let i = 0; i < size; i++) {
      const scale = 0.05 * spread ** ((next() - 1) / 2);
      for (let k = 0; k < window; k++) {
        returns[i * window + k] = scale * (common * factor[k] + (1 - common) * next());
      }
    }
    return shrunkCovariance(returns, size, window, new Float64Array(size * size));
  });
