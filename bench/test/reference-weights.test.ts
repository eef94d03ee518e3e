import type { DefinitionInput } from '@holdfast/engine';
import { describe, expect, test } from 'vitest';
import { boundedWeights } from '../reference/bounds.ts';
import { shrunkCovariance } from '../reference/covariance.ts';
import { minVariance } from '../reference/min-variance.ts';
import { riskParity } from '../reference/risk-parity.ts';
import { tinyPanel } from './tiny-panel.ts';
import { closeTo, numbersFrom, run } from './tiny-run.ts';

const none = { cap: null, floor: null, sector_cap: null };
const noSector = (raw: readonly number[]) => raw.map(() => null);

describe('bounds', () => {
  test('a cap is set, the rest is shared pro rata, and again', () => {
    // 0.5 → 0.3, the rest × 0.7 / 0.5: 0.42 → over the cap too: 0.3; 0.4 left for 0.15 : 0.05.
    const raw = [0.5, 0.3, 0.15, 0.05];
    closeTo(boundedWeights(raw, noSector(raw), { ...none, cap: 0.3 }).weights, [0.3, 0.3, 0.3, 0.1]);
  });

  test('a floor is taken from the others pro rata', () => {
    const raw = [0.6, 0.3, 0.1];
    // 0.8 for 2 : 1.
    closeTo(boundedWeights(raw, noSector(raw), { ...none, floor: 0.2 }).weights, [1.6 / 3, 0.8 / 3, 0.2]);
  });

  test('cap and floor together: what the cap gives may lift a weight off its floor', () => {
    const raw = [0.88, 0.08, 0.04];
    // The cap leaves 0.3 for 2 : 1: the last is 0.1, though its raw weight is below the floor.
    closeTo(boundedWeights(raw, noSector(raw), { ...none, cap: 0.7, floor: 0.05 }).weights, [0.7, 0.2, 0.1]);
  });

  test('a sector cap scales its sector, the others share the rest pro rata', () => {
    // 0.6 is kept as it is; 0.55 is 2 : 1 in x, and y and the asset without a sector share 0.45 as 3 : 1.
    const result = boundedWeights([0.4, 0.2, 0.3, 0.1], ['x', 'x', 'y', null], { ...none, sector_cap: 0.6 });
    closeTo(result.weights, [0.4, 0.2, 0.3, 0.1]);
    closeTo(
      boundedWeights([0.4, 0.2, 0.3, 0.1], ['x', 'x', 'y', null], { ...none, sector_cap: 0.55 }).weights,
      [0.55 * (2 / 3), 0.55 / 3, 0.45 * 0.75, 0.45 * 0.25],
    );
  });

  test('inside a capped sector the asset cap holds too', () => {
    // Sector x is held at 0.5: λ·0.6 > 0.3, so 0.3, and 0.2 for the other; 0.5 for y.
    const result = boundedWeights([0.6, 0.2, 0.1, 0.1], ['x', 'x', 'y', 'y'], {
      cap: 0.3,
      floor: null,
      sector_cap: 0.5,
    });
    closeTo(result.weights, [0.3, 0.2, 0.25, 0.25]);
  });

  test('two assets without a sector are not a sector', () => {
    const result = boundedWeights([0.5, 0.5], [null, null], { ...none, sector_cap: 0.4 });
    expect(result).toEqual({ weights: [0.5, 0.5], breach: false });
  });

  test('bounds which nothing can keep give equal weights and a breach', () => {
    expect(boundedWeights([0.8, 0.2], [null, null], { ...none, cap: 0.4 })).toEqual({
      weights: [0.5, 0.5],
      breach: true,
    });
    expect(boundedWeights([0.8, 0.2], ['x', 'x'], { ...none, sector_cap: 0.9 }).breach).toBe(true);
    expect(boundedWeights([0.8, 0.1, 0.1], [null, null, null], { ...none, floor: 0.4 }).breach).toBe(true);
  });

  test('a cap that fits exactly is no breach, also when 1/n is not a double', () => {
    for (const n of [3, 7, 49]) {
      const raw = Array.from({ length: n }, (_, i) => (2 * (i + 1)) / (n * (n + 1)));
      const result = boundedWeights(raw, noSector(raw), { ...none, cap: 1 / n });
      expect(result.breach).toBe(false);
      closeTo(
        result.weights,
        raw.map(() => 1 / n),
      );
    }
  });

  test('a raw weight of 0 counts as 1e-9 with bounds, so that it can take what a cap leaves', () => {
    closeTo(boundedWeights([1, 0, 0], noSector([1, 0, 0]), { ...none, cap: 0.5 }).weights, [0.5, 0.25, 0.25]);
  });
});

describe('covariance', () => {
  test('two assets over four days, worked out by hand', () => {
    // x = (1, −1, 1, −1), y = (1, 1, −1, −1) / 2, both already de-meaned. S = diag(1, 1/4), m = 5/8,
    // d² = ((3/8)² + (3/8)²) / 2 = 9/64. x_k x_k' − S = [[0, ±1/2], [±1/2, 0]]: norm² 1/4 each,
    // b̄² = 4 × (1/4) / 16 = 1/16; intensity 4/9. Shrunk: 5/9 S + 4/9 × 5/8 I.
    const shrunk = shrunkCovariance([
      [1, -1, 1, -1],
      [0.5, 0.5, -0.5, -0.5],
    ]);
    closeTo(shrunk.flat(), [5 / 9 + 5 / 18, 0, 0, 5 / 36 + 5 / 18]);
  });

  test('where the sample covariance is the target itself nothing changes', () => {
    // d² = 0. x = (2, 0, −2, 0), y = (0, 2, 0, −2): S = 2 I.
    const shrunk = shrunkCovariance([
      [2, 0, -2, 0],
      [0, 2, 0, -2],
    ]);
    closeTo(shrunk.flat(), [2, 0, 0, 2]);
  });
});

describe('schemes', () => {
  test('risk parity of two assets is inverse volatility, whatever their correlation', () => {
    closeTo(
      riskParity([
        [4, 1.5],
        [1.5, 1],
      ]),
      [1 / 3, 2 / 3],
    );
  });

  test('risk parity of a block: two equal correlated assets and one apart', () => {
    // Σ = [[1, ρ, 0], [ρ, 1, 0], [0, 0, 1]], w ∝ (1, 1, z): 1 + ρ = z², ρ = 0.44: z = 1.2.
    closeTo(
      riskParity([
        [1, 0.44, 0],
        [0.44, 1, 0],
        [0, 0, 1],
      ]),
      [1 / 3.2, 1 / 3.2, 1.2 / 3.2],
    );
  });

  test('min variance of independent assets is inverse variance', () => {
    closeTo(
      minVariance([
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 4],
      ]),
      [4 / 7, 2 / 7, 1 / 7],
    );
  });

  test('min variance leaves out what only adds risk, exactly', () => {
    // Unbounded it would be short the second: Σ⁻¹1 ∝ (4 − 1.5, 1 − 1.5).
    expect(
      minVariance([
        [1, 1.5],
        [1.5, 4],
      ]),
    ).toEqual([1, 0]);
  });

  test('min variance is the best of all subsets', () => {
    // A random-looking but fixed matrix B'B + I/10; every subset solved through its inverse would be as good or worse.
    const b = Array.from({ length: 5 }, (_, i) =>
      Array.from({ length: 5 }, (_, j) => Math.sin(7 * i + 3 * j + 1) + 1),
    );
    const sigma = b.map((_, i) =>
      b.map((_, j) => b.reduce((s, row) => s + row[i] * row[j], 0) + (i === j ? 0.1 : 0)),
    );
    const variance = (w: readonly number[]) =>
      w.reduce((s, wi, i) => s + wi * w.reduce((r, wj, j) => r + sigma[i][j] * wj, 0), 0);
    const best = minVariance(sigma);
    expect(best.reduce((s, w) => s + w, 0)).toBeCloseTo(1, 12);
    // A grid over the simplex in steps of 1/12.
    const walk = (prefix: number[], left: number): void => {
      if (prefix.length === 4) {
        const w = [...prefix, left].map((k) => k / 12);
        expect(variance(w)).toBeGreaterThanOrEqual(variance(best) - 1e-12);
        return;
      }
      for (let k = 0; k <= left; k++) walk([...prefix, k], left - k);
    };
    walk([], 12);
  });

  const weightsOf = (
    weight: NonNullable<DefinitionInput['weight']>,
    assets: Parameters<typeof tinyPanel>[1],
  ) => run(tinyPanel('2021-01-04', assets), { select: { by: 'all' }, weight }).rebalances[0].targets;

  test('square roots of market caps', () => {
    const targets = weightsOf(
      { scheme: 'sqrt-market-cap' },
      { a: { prices: [1], caps: 9 }, b: { prices: [1], caps: 1 } },
    );
    expect(targets).toEqual({ a: 0.75, b: 0.25 });
  });

  test('inverse volatility of log returns', () => {
    // Log returns of a: ± ln 2, of b: ± ln 4: deviations 1 : 2.
    const targets = weightsOf(
      { scheme: 'inverse-volatility', window: 2 },
      { a: { prices: [1, 2, 1] }, b: { prices: [1, 4, 1] }, flat: { prices: [3, 3, 3] } },
    );
    closeTo([targets.a, targets.b], [2 / 3, 1 / 3]);
    expect(targets.flat).toBeUndefined();
  });

  test('a negative Sharpe ratio weighs nothing', () => {
    // a: returns 1, 0, mean ½, sd √½: 1/√2. b: returns 1, ½, mean ¾, sd √⅛: 3/√2. c falls.
    const targets = weightsOf(
      { scheme: 'sharpe', window: 2 },
      { a: { prices: [1, 2, 2] }, b: { prices: [1, 2, 3] }, c: { prices: [4, 2, 1.5] } },
    );
    closeTo([targets.a, targets.b], [0.25, 0.75]);
    expect(targets.c).toBeUndefined();
  });

  test('when every Sharpe ratio is negative the weights are equal', () => {
    const targets = weightsOf(
      { scheme: 'sharpe', window: 2 },
      { a: { prices: [4, 2, 1.5] }, b: { prices: [9, 3, 2] } },
    );
    expect(targets).toEqual({ a: 0.5, b: 0.5 });
  });

  test('custom weights: the share of an ineligible asset is cash, bounds keep the sum of the others', () => {
    const panel = tinyPanel('2021-01-04', {
      a: { prices: [1, 1] },
      b: { prices: [1, 1] },
      late: { prices: [null, 1] },
    });
    const weights = [numbersFrom('2021-01-01', { a: 0.5, b: 0.1, late: 0.4 })];
    expect(run(panel, { weight: { scheme: 'custom' }, weights }).rebalances[0].targets).toEqual({
      a: 0.5,
      b: 0.1,
    });
    const capped = run(panel, { weight: { scheme: 'custom', cap: 0.35 }, weights }).rebalances[0].targets;
    closeTo([capped.a, capped.b], [0.35, 0.25]);
  });
});
