import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Covariance, shrunkCovariance } from '../../src/weighting/covariance.ts';
import { riskParityWeights } from '../../src/weighting/risk-parity.ts';
import { expectClose } from '../tiny-run.ts';
import { covariances, matrix, pair, times } from './matrices.ts';

function weightsOf(covariance: Covariance, start: readonly number[] | null = null): Float64Array {
  const out = new Float64Array(covariance.size);
  riskParityWeights(covariance, out, start === null ? null : Float64Array.from(start));
  return out;
}

describe('risk parity by hand', () => {
  it.each([-0.9, -0.5, 0, 0.3, 0.99, 0.999999])(
    'two assets: w₁ / w₂ = σ₂ / σ₁, at correlation %d',
    (correlation) => {
      // Whatever the correlation: w₁²σ₁² + w₁w₂ρσ₁σ₂ = w₂²σ₂² + w₁w₂ρσ₁σ₂.
      expectClose(weightsOf(pair(0.01, 0.03, correlation)), [0.75, 0.25]);
    },
  );

  it('one asset takes all', () => {
    expect([...weightsOf(matrix([[0.04]]))]).toEqual([1]);
  });

  it('no correlation: in proportion to 1 / σ', () => {
    const diagonal = matrix([
      [1, 0, 0],
      [0, 4, 0],
      [0, 0, 16],
    ]);
    // 1, 1/2, 1/4 over 7/4.
    expectClose(weightsOf(diagonal), [4 / 7, 2 / 7, 1 / 7]);
  });

  it('equal variances and equal correlations: equal', () => {
    const values = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0.6)));
    expectClose(weightsOf(matrix(values)), [0.25, 0.25, 0.25, 0.25]);
  });

  it('a pair that moves as one and a third alone: σ 1, correlation 1 in the pair', () => {
    // With w each in the pair and v alone: (2w)w = v², so v = w√2; 2w + v = 1. The third is worth one of three,
    // though the pair is one bet.
    const values = matrix([
      [1, 1 - 1e-14, 0],
      [1 - 1e-14, 1, 0],
      [0, 0, 1],
    ]);
    const w = 1 / (2 + Math.SQRT2);
    expectClose(weightsOf(values), [w, w, w * Math.SQRT2]);
  });
});

describe('for random covariances of up to 60 assets, highly correlated ones too', () => {
  it('every contribution wᵢ(Σw)ᵢ is the same share to 1e-12', () => {
    fc.assert(
      fc.property(covariances, (covariance) => {
        const w = weightsOf(covariance);
        const risk = times(covariance, w).map((x, i) => x * w[i]);
        const total = risk.reduce((a, b) => a + b, 0);
        for (const part of risk) expect(Math.abs(part / total - 1 / w.length)).toBeLessThan(1e-12);
        expect(w.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 13);
        for (const weight of w) expect(weight).toBeGreaterThan(0);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('the answer does not depend on where the search starts', () => {
    fc.assert(
      fc.property(covariances, fc.integer({ min: 0, max: 59 }), (covariance, favourite) => {
        const lopsided = Array.from({ length: covariance.size }, (_, i) => (i === favourite ? 1 : 1e-6));
        const cold = weightsOf(covariance);
        const warm = weightsOf(covariance, lopsided);
        cold.forEach((weight, i) => {
          expect(Math.abs(weight - warm[i])).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('the scale of the covariance does not matter', () => {
    fc.assert(
      fc.property(covariances, fc.constantFrom(1e-8, 1e8), (covariance, scale) => {
        const scaled = { ...covariance, values: covariance.values.map((value) => value * scale) };
        const base = weightsOf(covariance);
        weightsOf(scaled).forEach((weight, i) => {
          expect(Math.abs(weight - base[i])).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe('two days tell no more than one direction, and the matrix would be singular', () => {
  const opposite = (first: number, second: number) =>
    shrunkCovariance(Float64Array.of(first, -first, -second, second), 2, 2, new Float64Array(4));

  it('opposite assets: the weights that cancel each other', () => {
    // σ 1 and 3 at correlation −1: 3/4 and 1/4.
    expectClose(weightsOf(opposite(1, 3)), [0.75, 0.25]);
  });

  it('many assets over two days settle', () => {
    const returns = fc.array(fc.double({ min: 0.001, max: 0.2, noNaN: true }), {
      minLength: 2,
      maxLength: 20,
    });
    const signs = fc.array(fc.boolean(), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(returns, signs, (sizes, up) => {
        const rows = sizes.flatMap((size, i) => (up[i] ? [size, -size] : [-size, size]));
        const { size, values, shrinkage } = shrunkCovariance(
          Float64Array.from(rows),
          sizes.length,
          2,
          new Float64Array(sizes.length ** 2),
        );
        const w = weightsOf({ size, values, shrinkage });
        for (const weight of w) expect(weight).toBeGreaterThan(0);
        expect(w.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
