import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Covariance, shrunkCovariance } from '../../src/weighting/covariance.ts';
import { minVarianceWeights } from '../../src/weighting/min-variance.ts';
import { expectClose } from '../tiny-run.ts';
import { covariances, matrix, pair, times } from './matrices.ts';

function weightsOf(covariance: Covariance): Float64Array {
  const out = new Float64Array(covariance.size);
  minVarianceWeights(covariance, out);
  return out;
}

describe('minimum variance by hand', () => {
  it('two assets without correlation: in proportion to 1 / σ²', () => {
    expectClose(weightsOf(pair(1, 2, 0)), [0.8, 0.2]);
  });

  it('two assets: w₁ = (σ₂² − σ₁₂) / (σ₁² + σ₂² − 2σ₁₂)', () => {
    // σ 1 and 2, correlation 0.25: σ₁₂ = 0.5; 3.5 / 4.
    expectClose(weightsOf(pair(1, 2, 0.25)), [0.875, 0.125]);
    // Correlation −0.5: σ₁₂ = −1; 5 / 7.
    expectClose(weightsOf(pair(1, 2, -0.5)), [5 / 7, 2 / 7]);
  });

  it('a corner: what would be sold short gets exactly 0', () => {
    // σ 1 and 2, correlation 0.75: σ₁₂ = 1.5 > σ₁²: w₂ would be −0.25.
    expect([...weightsOf(pair(1, 2, 0.75))]).toEqual([1, 0]);
    expect([...weightsOf(pair(2, 1, 0.75))]).toEqual([0, 1]);
  });

  it('the edge of the corner: σ₁₂ = σ₁²', () => {
    expectClose(weightsOf(pair(1, 2, 0.5)), [1, 0]);
  });

  it('three assets, one of them of no use', () => {
    // The third hedges nothing: Σ₁₃ = Σ₂₃ = 1 is above the variance 0.5 of half and half.
    const values = matrix([
      [1, 0, 1],
      [0, 1, 1],
      [1, 1, 9],
    ]);
    expectClose(weightsOf(values), [0.5, 0.5, 0]);
  });

  it('equal assets get equal weights, one asset all', () => {
    const values = [0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4].map((j) => (i === j ? 2 : 1)));
    expectClose(weightsOf(matrix(values)), [0.2, 0.2, 0.2, 0.2, 0.2]);
    expect([...weightsOf(matrix([[0.01]]))]).toEqual([1]);
  });
});

describe('for random covariances of up to 60 assets, highly correlated ones too', () => {
  it('the Karush-Kuhn-Tucker conditions hold: (Σw)ᵢ = w′Σw where wᵢ > 0, and is not less where wᵢ = 0', () => {
    fc.assert(
      fc.property(covariances, (covariance) => {
        const w = weightsOf(covariance);
        const marginal = times(covariance, w);
        const variance = marginal.reduce((sum, x, i) => sum + x * w[i], 0);
        marginal.forEach((x, i) => {
          expect(w[i]).toBeGreaterThanOrEqual(0);
          if (w[i] > 0) expect(Math.abs(x / variance - 1)).toBeLessThan(1e-9);
          else expect(x / variance).toBeGreaterThan(1 - 1e-9);
        });
        expect(w.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 13);
      }),
      { numRuns: 150, seed: 11 },
    );
  });

  it('no shift of weight from one asset to another lowers the variance', () => {
    fc.assert(
      fc.property(covariances, fc.nat(59), fc.nat(59), (covariance, from, to) => {
        const { size } = covariance;
        fc.pre(from < size && to < size && from !== to);
        const w = weightsOf(covariance);
        const variance = (x: ArrayLike<number>) =>
          times(covariance, x).reduce((sum, y, i) => sum + y * x[i], 0);
        const moved = w.slice();
        const step = Math.min(0.001, w[from]);
        moved[from] -= step;
        moved[to] += step;
        expect(variance(moved)).toBeGreaterThanOrEqual(variance(w) * (1 - 1e-12));
      }),
      { numRuns: 100, seed: 11 },
    );
  });

  it('the scale of the covariance does not matter', () => {
    fc.assert(
      fc.property(covariances, fc.constantFrom(1e-8, 1e8), (covariance, scale) => {
        const scaled = { ...covariance, values: covariance.values.map((value) => value * scale) };
        const base = weightsOf(covariance);
        weightsOf(scaled).forEach((weight, i) => {
          expect(Math.abs(weight - base[i])).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

describe('two days tell no more than one direction, and the matrix would be singular', () => {
  const overTwoDays = (moves: readonly number[]) =>
    shrunkCovariance(
      Float64Array.from(moves.flatMap((move) => [move, -move])),
      moves.length,
      2,
      new Float64Array(moves.length ** 2),
    );

  it('assets that move together: the quietest one', () => {
    expect([...weightsOf(overTwoDays([3, 1, 2]))]).toEqual([0, 1, 0]);
  });

  it('opposite assets cancel each other: 1 × 3/4 = 3 × 1/4', () => {
    expectClose(weightsOf(overTwoDays([1, -3])), [0.75, 0.25]);
  });

  it('of many ways to cancel, the one of least squares of the weights', () => {
    // w₁ + w₂ = ½ · 1 and w₃ = ½, for moves 1, 1, −1; ¼² + ¼² is least.
    const w = weightsOf(overTwoDays([1, 1, -1]));
    w.forEach((weight, i) => {
      expect(weight).toBeCloseTo([0.25, 0.25, 0.5][i], 5);
    });
  });
});
