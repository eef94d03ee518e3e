import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shrunkCovariance } from '../../src/weighting/covariance.ts';
import { expectClose } from '../tiny-run.ts';

function shrink(rows: readonly (readonly number[])[]) {
  const size = rows.length;
  const returns = Float64Array.from(rows.flat());
  return shrunkCovariance(returns, size, rows[0].length, new Float64Array(size * size));
}

/** The paper's formula term by term, a matrix a day: m, d², b̄², b² = min(b̄², d²), Σ* = b²/d²·m·I + (1 − b²/d²)·S. */
function byThePaper(rows: readonly (readonly number[])[]) {
  const n = rows[0].length;
  const p = rows.length;
  const centred = rows.map((row) => row.map((x) => x - row.reduce((a, b) => a + b, 0) / n));
  const outer = (k: number) => centred.map((a) => centred.map((b) => a[k] * b[k]));
  const days = Array.from({ length: n }, (_, k) => outer(k));
  const sample = centred.map((_, i) => centred.map((_, j) => days.reduce((sum, x) => sum + x[i][j], 0) / n));
  // The norm of the paper divides by p; that cancels in b² / d².
  const squaredNorm = (a: number[][], b: number[][]) =>
    a.reduce((sum, row, i) => sum + row.reduce((s, x, j) => s + (x - b[i][j]) ** 2, 0), 0) / p;
  const m = sample.reduce((sum, row, i) => sum + row[i], 0) / p;
  const target = sample.map((row, i) => row.map((_, j) => (i === j ? m : 0)));
  const d2 = squaredNorm(sample, target);
  const b2 = days.reduce((sum, day) => sum + squaredNorm(day, sample), 0) / n ** 2;
  const shrinkage = d2 > 0 ? Math.min(b2, d2) / d2 : 1;
  return {
    shrinkage,
    values: sample.flatMap((row, i) => row.map((x, j) => (1 - shrinkage) * x + shrinkage * target[i][j])),
  };
}

describe('the shrunk covariance by hand', () => {
  it('two assets over four days', () => {
    // Rows have mean 0. a·a = (4+4+0+0)/4 = 2, b·b = (0+0+1+1)/4 = 0.5, a·b = 0; m = 1.25.
    // d² = ‖S − mI‖² = 0.75² × 2 = 1.125. xₖ'xₖ: 4, 4, 1, 1: Σ squares 34. ‖S‖² = 4.25.
    // b² = (34 / 4 − 4.25) / 4 = 1.0625. Intensity 1.0625 / 1.125 = 17/18.
    const { shrinkage, values } = shrink([
      [2, -2, 0, 0],
      [0, 0, 1, -1],
    ]);
    expect(shrinkage).toBeCloseTo(17 / 18, 12);
    // 2/18 + 17/18 × 1.25 = 23.25/18; 0.5/18 + 21.25/18 = 21.75/18.
    expectClose(values, [23.25 / 18, 0, 0, 21.75 / 18]);
  });

  it('two assets that move as one over four days', () => {
    // a = ±1, b = ±2, b = 2a. S = [1 2; 2 4], m = 2.5, d² = 1.5² × 2 + 2 × 4 = 12.5, xₖ'xₖ = 5 on every day:
    // b² = (25 − 25) / 4 = 0. Every day is the same, so nothing is uncertain and nothing is shrunk but the
    // least that keeps the matrix from being singular.
    const { shrinkage, values } = shrink([
      [1, -1, 1, -1],
      [2, -2, 2, -2],
    ]);
    expect(shrinkage).toBe(1e-10);
    expectClose(values, [1, 2, 2, 4]);
  });

  it('subtracts the mean and divides by n, not n − 1', () => {
    // Deviations −1, 1 around 6: (1 + 1) / 2.
    expect(shrink([[5, 7]]).values[0]).toBe(1);
  });

  it('a row of returns is de-meaned, so that a constant added changes nothing', () => {
    const rows = [
      [0.5, -0.25, 0.125],
      [0.25, 0.5, -1],
    ];
    const moved = rows.map((row, i) => row.map((x) => x + 8 * (i + 1)));
    expectClose(shrink(moved).values, [...shrink(rows).values]);
  });
});

describe('where the sample says nothing, the scaled identity is left', () => {
  it('one asset is its own scaled identity', () => {
    expect(shrink([[1, -1, 2, -2]])).toMatchObject({ shrinkage: 1, values: Float64Array.of(2.5) });
  });

  it('two equal variances without correlation', () => {
    // S = 0.5 I already: d² = 0.
    const { shrinkage, values } = shrink([
      [1, -1, 0, 0],
      [0, 0, 1, -1],
    ]);
    expect(shrinkage).toBe(1);
    expect([...values]).toEqual([0.5, 0, 0, 0.5]);
  });

  it('an intensity above 1 is clipped', () => {
    // a·a = (1+1+0)/3 = 2/3, b·b = (1+1+4)/3 = 2, a·b = 0; m = 4/3, d² = (2/3)² × 2 = 8/9. xₖ'xₖ: 2, 2, 4:
    // Σ squares 24, ‖S‖² = 40/9; b² = (24/3 − 40/9) / 3 = 32/27, above d².
    const { shrinkage, values } = shrink([
      [1, -1, 0],
      [1, 1, -2],
    ]);
    expect(shrinkage).toBe(1);
    expectClose(values, [4 / 3, 0, 0, 4 / 3]);
  });

  it('no deviation at all gives zeros, not NaN', () => {
    expect([
      ...shrink(
        [
          [3, 3],
          [4, 4],
        ].map((row) => row),
      ).values,
    ]).toEqual([0, 0, 0, 0]);
  });
});

describe('for any returns', () => {
  const returns = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 2, max: 12 }))
    .chain(([size, window]) =>
      fc.array(
        fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: window, maxLength: window }),
        {
          minLength: size,
          maxLength: size,
        },
      ),
    );

  it('agrees with the paper term by term, the intensity in [0, 1]', () => {
    fc.assert(
      fc.property(returns, (rows) => {
        const { values, shrinkage } = shrink(rows);
        expect(shrinkage).toBeGreaterThanOrEqual(0);
        expect(shrinkage).toBeLessThanOrEqual(1);
        const expected = byThePaper(rows);
        values.forEach((value, i) => {
          expect(Math.abs(value - expected.values[i])).toBeLessThanOrEqual(1e-10);
        });
      }),
    );
  });

  it('is symmetric, and keeps the trace of the sample', () => {
    fc.assert(
      fc.property(returns, (rows) => {
        const { values, size } = shrink(rows);
        let trace = 0;
        let variances = 0;
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < i; j++) expect(values[i * size + j]).toBe(values[j * size + i]);
          trace += values[i * size + i];
          const mean = rows[i].reduce((a, b) => a + b, 0) / rows[i].length;
          variances += rows[i].reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows[i].length;
        }
        expect(trace).toBeCloseTo(variances, 12);
      }),
    );
  });
});
