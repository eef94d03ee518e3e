import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bestTrial,
  deflatedSharpeRatio,
  effectiveNumberOfTrials,
  expectedMaximumSharpe,
  minimumTrackRecordLength,
  probabilisticSharpeRatio,
  type SharpeSample,
  sharpeSample,
  trialSharpes,
} from '../../src/index.ts';
import { matrixOf, noiseColumns, normals } from './helpers.ts';

const normal = { skewness: 0, kurtosis: 3 };

describe('sharpeSample', () => {
  it('of a hand-computed series', () => {
    // 27 returns of 0.5 and nine of -0.5: mean 0.25, population variance 3/16, sample variance 3/16 × 36/35
    const returns = Float64Array.from({ length: 36 }, (_, t) => (t % 4 === 0 ? -0.5 : 0.5));
    const sample = sharpeSample(returns);
    expect(sample?.sharpe).toBeCloseTo(0.25 / Math.sqrt((3 / 16) * (36 / 35)), 14);
    // a coin with p = ¾: skewness (1 − 2p)/√(p(1 − p)), kurtosis 3 + (1 − 6p(1 − p))/(p(1 − p))
    expect(sample?.skewness).toBeCloseTo(-0.5 / Math.sqrt(3 / 16), 14);
    expect(sample?.kurtosis).toBeCloseTo(3 + (1 - 18 / 16) / (3 / 16), 13);
    expect(sample?.count).toBe(36);
  });

  it('is null for 29 returns and there for 30', () => {
    const returns = normals(30, 1);
    expect(sharpeSample(returns.subarray(1))).toBeNull();
    expect(sharpeSample(returns)).not.toBeNull();
    expect(sharpeSample(new Float64Array(0))).toBeNull();
  });

  it.each([0, 0.001, -0.3, 1e-9])('is null when every return is %d', (value) => {
    expect(sharpeSample(new Float64Array(100).fill(value))).toBeNull();
  });

  it('is null when returns differ only by the rounding of levels', () => {
    const level = (t: number) => 1000 * 1.0007 ** t;
    const returns = Float64Array.from({ length: 500 }, (_, t) => level(t + 1) / level(t) - 1);
    expect(new Set(returns).size).toBeGreaterThan(1);
    expect(sharpeSample(returns)).toBeNull();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses a return of %d, also in a short series', (bad) => {
    expect(() => sharpeSample(Float64Array.of(0.1, bad))).toThrow(/Return 1 is/);
  });

  it('does not change with the scale of the returns, skewness turns with the sign', () => {
    const returns = normals(200, 3).map((z) => 0.01 + 0.05 * z + 0.01 * z * z);
    const sample = sharpeSample(returns) as SharpeSample;
    const scaled = sharpeSample(returns.map((r) => r * 7)) as SharpeSample;
    const turned = sharpeSample(returns.map((r) => -r)) as SharpeSample;
    expect(scaled.sharpe).toBeCloseTo(sample.sharpe, 12);
    expect(scaled.kurtosis).toBeCloseTo(sample.kurtosis, 12);
    expect(turned.skewness).toBeCloseTo(-sample.skewness, 12);
    expect(sample.skewness).toBeGreaterThan(0.5);
  });
});

describe('probabilisticSharpeRatio', () => {
  it("gives the paper's example: two years of months, Sharpe 0.458 a month", () => {
    const months = { sharpe: 0.458, count: 24 };
    expect(probabilisticSharpeRatio({ ...months, ...normal })).toBeCloseTo(0.982, 3);
    expect(probabilisticSharpeRatio({ ...months, skewness: -2.448, kurtosis: 10.164 })).toBeCloseTo(0.913, 3);
  });

  it('is ½ when the sample shows just the benchmark', () => {
    expect(probabilisticSharpeRatio({ sharpe: 0.1, count: 500, skewness: -1, kurtosis: 8 }, 0.1)).toBe(0.5);
  });

  it('grows with length, falls with negative skewness and fat tails', () => {
    const at = (count: number, skewness: number, kurtosis: number) =>
      probabilisticSharpeRatio({ sharpe: 0.05, count, skewness, kurtosis }) as number;
    expect(at(2000, 0, 3)).toBeGreaterThan(at(500, 0, 3));
    expect(at(500, -2, 10)).toBeLessThan(at(500, 0, 10));
    expect(at(500, 0, 30)).toBeLessThan(at(500, 0, 3));
  });

  it('is null where the estimate has no error: two values in the proportion that cancels it', () => {
    // γ₄ = 1 + γ₃² and SR = 2/γ₃ make 1 − γ₃·SR + (γ₄ − 1)/4·SR² = 0
    expect(probabilisticSharpeRatio({ sharpe: 2, count: 100, skewness: 1, kurtosis: 2 })).toBeNull();
  });

  it('takes the moments of any sample as possible', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.9, max: 9, noNaN: true }), { minLength: 30, maxLength: 60 }),
        (returns) => {
          const sample = sharpeSample(Float64Array.from(returns));
          if (sample === null) return;
          const probability = probabilisticSharpeRatio(sample);
          expect(probability === null || (probability >= 0 && probability <= 1)).toBe(true);
        },
      ),
    );
  });

  it('names excess kurtosis handed in by mistake', () => {
    expect(() => probabilisticSharpeRatio({ sharpe: 0.1, count: 100, skewness: 0, kurtosis: 0 })).toThrow(
      /add 3 to an excess kurtosis/,
    );
    expect(() => probabilisticSharpeRatio({ sharpe: 0.1, count: 100, skewness: -3, kurtosis: 7 })).toThrow(
      /at least 1 \+ skewness²/,
    );
  });

  it.each([
    [{ sharpe: Number.NaN, count: 100, ...normal }, 0],
    [{ sharpe: 0.1, count: 1, ...normal }, 0],
    [{ sharpe: 0.1, count: Number.NaN, ...normal }, 0],
    [{ sharpe: 0.1, count: 100, ...normal }, Number.NaN],
    [{ sharpe: 0.1, count: 100, skewness: Number.NaN, kurtosis: 3 }, 0],
    [{ sharpe: 0.1, count: 100, skewness: 0, kurtosis: Number.POSITIVE_INFINITY }, 0],
  ])('refuses %j against %d', (sample, benchmark) => {
    expect(() => probabilisticSharpeRatio(sample, benchmark)).toThrow(
      expect.objectContaining({ code: 'STATISTICS_INVALID' }),
    );
  });
});

describe('minimumTrackRecordLength', () => {
  const annual = (periods: number, shape: { skewness: number; kurtosis: number }) =>
    minimumTrackRecordLength(
      { sharpe: 2 / Math.sqrt(periods), count: 24, ...shape },
      1 / Math.sqrt(periods),
    ) as number;

  it("gives the paper's lengths for an annualised Sharpe of 2 against 1 at 95 %", () => {
    expect(annual(250, normal) / 250).toBeCloseTo(2.73, 2);
    expect(annual(52, normal) / 52).toBeCloseTo(2.83, 2);
    expect(annual(12, normal) / 12).toBeCloseTo(3.24, 2);
    expect(annual(12, { skewness: -0.72, kurtosis: 5.78 })).toBeCloseTo(59.895, 3);
  });

  it('is the length at which the probabilistic Sharpe ratio reaches the confidence', () => {
    const shape = { sharpe: 0.06, skewness: -0.8, kurtosis: 9 };
    const count = minimumTrackRecordLength({ ...shape, count: 100 }, 0.02, 0.99) as number;
    expect(probabilisticSharpeRatio({ ...shape, count }, 0.02)).toBeCloseTo(0.99, 12);
  });

  it.each([0.05, 0.06, 7])('is null against a benchmark of %d that the sample does not beat', (benchmark) => {
    expect(minimumTrackRecordLength({ sharpe: 0.05, count: 100, ...normal }, benchmark)).toBeNull();
  });

  it.each([0.5, 1, 0, -1, Number.NaN])('refuses a confidence of %d', (confidence) => {
    expect(() => minimumTrackRecordLength({ sharpe: 0.05, count: 100, ...normal }, 0, confidence)).toThrow(
      /above 0.5 and below 1/,
    );
  });
});

describe('deflatedSharpeRatio', () => {
  const sample = { sharpe: 2.5 / Math.sqrt(250), count: 1250, skewness: -3, kurtosis: 10 };
  const variance = 0.5 / 250;

  it("gives the paper's example: the best of 100 trials", () => {
    const { expectedMaximum, probability } = deflatedSharpeRatio(sample, { trials: 100, variance });
    expect(expectedMaximum).toBeCloseTo(0.1132, 4);
    expect(probability).toBeCloseTo(0.9004, 4);
  });

  it("gives the paper's two variations: 46 trials, and 88 with normal returns", () => {
    expect(deflatedSharpeRatio(sample, { trials: 46, variance }).probability).toBeCloseTo(0.9505, 4);
    expect(deflatedSharpeRatio({ ...sample, ...normal }, { trials: 88, variance }).probability).toBeCloseTo(
      0.9505,
      4,
    );
  });

  it('is the probabilistic Sharpe ratio against 0 for one trial', () => {
    const { expectedMaximum, probability } = deflatedSharpeRatio(sample, { trials: 1, variance });
    expect(expectedMaximum).toBe(0);
    expect(probability).toBe(probabilisticSharpeRatio(sample));
  });

  it('expects nothing from trials that do not differ', () => {
    expect(expectedMaximumSharpe({ trials: 1000, variance: 0 })).toBe(0);
  });

  it('never expects less than 0 nor less from more trials', () => {
    let last = 0;
    for (let trials = 1; trials < 4; trials += 0.01) {
      const expected = expectedMaximumSharpe({ trials, variance: 1 });
      expect(expected).toBeGreaterThanOrEqual(last);
      last = expected;
    }
    expect(expectedMaximumSharpe({ trials: 1e12, variance: 1 })).toBeGreaterThan(
      expectedMaximumSharpe({ trials: 1e9, variance: 1 }),
    );
  });

  it('expects what the best of 50 simulated trials shows', () => {
    const draws = normals(50 * 4000, 8);
    let total = 0;
    for (let i = 0; i < draws.length; i += 50) total += Math.max(...draws.subarray(i, i + 50));
    expect(expectedMaximumSharpe({ trials: 50, variance: 1 })).toBeCloseTo(total / 4000, 1);
  });

  it.each([
    { trials: 0, variance },
    { trials: 0.99, variance },
    { trials: Number.NaN, variance },
    { trials: Number.POSITIVE_INFINITY, variance },
    { trials: 10, variance: -1e-9 },
    { trials: 10, variance: Number.NaN },
  ])('refuses %j', (count) => {
    expect(() => deflatedSharpeRatio(sample, count)).toThrow(
      expect.objectContaining({ code: 'STATISTICS_INVALID' }),
    );
  });
});

describe('effectiveNumberOfTrials', () => {
  it('counts copies of one trial once, up to scale and shift', () => {
    const base = normals(100, 1);
    const copies = [1, 2, 0.3].map((scale) => base.map((r) => scale * r + 0.01));
    expect(effectiveNumberOfTrials(matrixOf(copies))).toBeCloseTo(1, 9);
  });

  it('counts uncorrelated trials in full', () => {
    // three mutually orthogonal patterns of ±1
    const patterns = [
      [1, -1, 1, -1],
      [1, 1, -1, -1],
      [1, -1, -1, 1],
    ];
    expect(effectiveNumberOfTrials(matrixOf(patterns))).toBeCloseTo(3, 12);
  });

  it('is the formula with the mean of all pairwise correlations', () => {
    const columns = noiseColumns(80, 7, 4).map((column, k) =>
      column.map((r, t) => r + 0.03 * Math.sin(t + k / 5)),
    );
    const correlation = (a: Float64Array, b: Float64Array) => {
      const mean = (x: Float64Array) => x.reduce((s, v) => s + v, 0) / x.length;
      const [ma, mb] = [mean(a), mean(b)];
      const sum = (f: (t: number) => number) => a.reduce((s, _, t) => s + f(t), 0);
      return (
        sum((t) => (a[t] - ma) * (b[t] - mb)) /
        Math.sqrt(sum((t) => (a[t] - ma) ** 2) * sum((t) => (b[t] - mb) ** 2))
      );
    };
    const pairs = columns.flatMap((a, i) => columns.slice(i + 1).map((b) => correlation(a, b)));
    const mean = pairs.reduce((s, r) => s + r, 0) / pairs.length;
    expect(effectiveNumberOfTrials(matrixOf(columns))).toBeCloseTo(mean + (1 - mean) * 7, 10);
  });

  it('leaves trials that never move out, and stays between 1 and the rest', () => {
    const moving = noiseColumns(50, 2, 9);
    const still = new Float64Array(50).fill(0.01);
    expect(effectiveNumberOfTrials(matrixOf([...moving, still, still]))).toBe(
      effectiveNumberOfTrials(matrixOf(moving)),
    );
    expect(effectiveNumberOfTrials(matrixOf([still, still]))).toBe(1);
    const opposite = [moving[0], moving[0].map((r) => -r)];
    expect(effectiveNumberOfTrials(matrixOf(opposite))).toBe(2);
  });
});

describe('trialSharpes', () => {
  it('agrees with the sample of each column, and is 0 for one that never moves', () => {
    const columns = [...noiseColumns(60, 3, 2), new Float64Array(60).fill(0.002)];
    const sharpes = trialSharpes(matrixOf(columns));
    for (let k = 0; k < 3; k++)
      expect(sharpes[k]).toBeCloseTo(sharpeSample(columns[k])?.sharpe as number, 12);
    expect(sharpes[3]).toBe(0);
  });

  it('names the trial and the day of a missing return', () => {
    const columns = noiseColumns(60, 3, 2);
    columns[2][41] = Number.NaN;
    expect(() => trialSharpes(matrixOf(columns))).toThrow(/trial 2 on day 41/);
  });

  it.each([
    { returns: new Float64Array(7), days: 4, trials: 2 },
    { returns: new Float64Array(3), days: 1.5, trials: 2 },
    { returns: new Float64Array(2), days: 1, trials: 2 },
    { returns: new Float64Array(2), days: -1, trials: -2 },
  ])('refuses the shape %j', (matrix) => {
    expect(() => trialSharpes(matrix)).toThrow(expect.objectContaining({ code: 'STATISTICS_INVALID' }));
  });
});

describe('bestTrial', () => {
  it('finds the best trial and deflates it by the number of trials that differ', () => {
    const columns = noiseColumns(500, 40, 6);
    columns[17] = columns[17].map((r) => r + 0.002);
    const best = bestTrial(matrixOf(columns));
    const sharpes = trialSharpes(matrixOf(columns));
    expect(best?.trial).toBe(17);
    expect(best?.trials).toBe(40);
    expect(best?.sharpe).toBeCloseTo(Math.max(...sharpes), 12);
    const mean = sharpes.reduce((a, b) => a + b, 0) / 40;
    expect(best?.variance).toBeCloseTo(sharpes.reduce((a, b) => a + (b - mean) ** 2, 0) / 39, 12);
    expect(best?.deflated.probability as number).toBeLessThan(best?.probabilistic as number);
    expect(best?.deflatedByAll.probability as number).toBeLessThanOrEqual(
      best?.deflated.probability as number,
    );
  });

  it('does not call the best of 200 pure-noise trials skilful, though it looks so on its own', () => {
    const best = bestTrial(matrixOf(noiseColumns(1000, 200, 12)));
    expect(best?.probabilistic).toBeGreaterThan(0.95);
    expect(best?.deflated.probability).toBeLessThan(0.9);
  });

  it('of one trial is its probabilistic Sharpe ratio', () => {
    const best = bestTrial(matrixOf(noiseColumns(100, 1, 3)));
    expect(best?.deflated.probability).toBe(best?.probabilistic);
    expect(best?.effectiveTrials).toBe(1);
  });

  it('is null for too few days, no trials, or nothing but trials that never move', () => {
    expect(bestTrial(matrixOf(noiseColumns(29, 5, 1)))).toBeNull();
    expect(bestTrial({ returns: new Float64Array(0), days: 100, trials: 0 })).toBeNull();
    expect(bestTrial(matrixOf([new Float64Array(50), new Float64Array(50)]))).toBeNull();
  });
});
