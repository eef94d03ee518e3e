import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BacktestOverfitting, probabilityOfBacktestOverfitting } from '../../src/index.ts';
import { matrixOf, noiseColumns } from './helpers.ts';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('probabilityOfBacktestOverfitting', () => {
  it('of a trial and its mirror image, by hand', () => {
    // Exact in binary. The winner of a half loses the other one, but for {0, 3} and {1, 2}, where both are 0.
    const trial = [2, 1, -1, -2].map((r) => r / 64);
    const result = probabilityOfBacktestOverfitting(matrixOf([trial, trial.map((r) => -r)]), 4);
    // rank 1 of 2: ω = 1/3; a shared rank of 1.5: ω = 1/2
    const lost = Math.log(1 / 2);
    // {0,1} {0,2} {0,3} {1,2} {1,3} {2,3}
    [lost, lost, 0, 0, lost, lost].forEach((logit, i) => {
      expect(result.logits[i]).toBeCloseTo(logit, 14);
    });
    expect(result.pbo).toBe(1);
    expect(result.combinations).toBe(6);
    expect(result.probabilityOfLoss).toBeCloseTo(4 / 6, 14);
    // mean 1.5, sample deviation √½ of {2, 1}; mean ½, sample deviation 3/√2 of {2, −1}
    expect(result.inSample[0]).toBeCloseTo((1.5 / Math.SQRT1_2) * Math.sqrt(365), 10);
    expect(result.outOfSample[0]).toBeCloseTo((-1.5 / Math.SQRT1_2) * Math.sqrt(365), 10);
    expect(result.inSample[1]).toBeCloseTo((0.5 / (3 / Math.SQRT2)) * Math.sqrt(365), 10);
    // out of sample is exactly the opposite of in sample
    expect(result.degradation?.slope).toBeCloseTo(-1, 12);
    expect(result.degradation?.intercept).toBeCloseTo(0, 10);
    expect(result.degradation?.r2).toBeCloseTo(1, 12);
  });

  it('is 0 for a trial that is the best everywhere', () => {
    const columns = noiseColumns(480, 20, 1);
    columns[13] = columns[13].map((r) => r + 0.02);
    const result = probabilityOfBacktestOverfitting(matrixOf(columns));
    expect(result.combinations).toBe(12_870);
    expect(result.pbo).toBe(0);
    expect(result.probabilityOfLoss).toBe(0);
    expect(result.logits.every((logit) => Math.abs(logit - Math.log(20)) < 1e-12)).toBe(true);
  });

  it('is near ½ for noise', () => {
    const values = Array.from(
      { length: 40 },
      (_, seed) => probabilityOfBacktestOverfitting(matrixOf(noiseColumns(320, 30, seed)), 8).pbo,
    );
    expect(mean(values)).toBeGreaterThan(0.4);
    expect(mean(values)).toBeLessThan(0.6);
  });

  it('is near 1 where what is won in one half must be lost in the other: noise without a mean', () => {
    const columns = noiseColumns(480, 30, 2).map((column) => {
      const average = mean(column);
      return column.map((r) => r - average);
    });
    const result = probabilityOfBacktestOverfitting(matrixOf(columns), 12);
    expect(result.pbo).toBeGreaterThan(0.98);
    expect(result.probabilityOfLoss).toBeGreaterThan(0.98);
    expect(result.degradation?.slope as number).toBeLessThan(-0.5);
  });

  it('does not depend on the order of trials', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }),
        (seed, order) => {
          // with twins and trials that stand still, so that there are ties
          const columns = noiseColumns(40, 4, seed);
          const all = [...columns, columns[1], new Float64Array(40), new Float64Array(40)];
          const result = probabilityOfBacktestOverfitting(matrixOf(all), 6);
          expect(probabilityOfBacktestOverfitting(matrixOf(order.map((k) => all[k])), 6)).toEqual(result);
        },
      ),
    );
  });

  it('does not depend on the scale of the returns', () => {
    const columns = noiseColumns(100, 6, 3);
    const plain = probabilityOfBacktestOverfitting(matrixOf(columns), 10);
    const scaled = probabilityOfBacktestOverfitting(matrixOf(columns.map((c) => c.map((r) => r * 8))), 10);
    expect(scaled.logits).toEqual(plain.logits);
  });

  it('mirrors each combination: the halves change places', () => {
    const result = probabilityOfBacktestOverfitting(matrixOf(noiseColumns(64, 2, 5)), 8);
    // with two trials that never tie, a half and its complement choose the same trial or both lose
    const last = result.combinations - 1;
    for (let i = 0; i < result.combinations; i++) {
      expect(result.logits[i]).toBeCloseTo(result.logits[last - i], 14);
    }
  });

  it('drops the oldest days that do not fill a block', () => {
    const columns = noiseColumns(83, 5, 6);
    const result = probabilityOfBacktestOverfitting(matrixOf(columns), 16);
    expect(result.days).toBe(80);
    expect(result).toEqual(probabilityOfBacktestOverfitting(matrixOf(columns.map((c) => c.slice(3))), 16));
  });

  it('takes a trial that never moves as a Sharpe ratio of 0, whatever it earns', () => {
    const losing = noiseColumns(80, 3, 7).map((column) => column.map((r) => r - 0.05));
    for (const earned of [0, 0.001, -0.5]) {
      const result = probabilityOfBacktestOverfitting(
        matrixOf([...losing, new Float64Array(80).fill(earned)]),
        8,
      );
      expect(result.inSample.every((sharpe) => sharpe === 0)).toBe(true);
      expect(result.pbo).toBe(0);
      expect(result.degradation).toBeNull();
    }
  });

  it('also when it only moves in the other half', () => {
    const first = new Float64Array(16);
    first.set([0.1, 0.2, -0.1, 0.3, 0.1, 0.1, -0.2, 0.2]);
    const second = noiseColumns(16, 1, 8)[0].map((r) => r - 0.2);
    const result = probabilityOfBacktestOverfitting(matrixOf([first, second]), 2);
    // in sample {0}: the first wins, and is flat in {1}, where the second loses money
    expect(result.outOfSample[0]).toBe(0);
    expect(result.logits[0]).toBeCloseTo(Math.log(2), 14);
    expect(result.inSample[1]).toBe(0);
  });

  it('counts identical trials as overfit: choosing among them gains nothing', () => {
    const [column] = noiseColumns(64, 1, 9);
    const result = probabilityOfBacktestOverfitting(matrixOf([column, column, column]), 8);
    expect(result.logits.every((logit) => logit === 0)).toBe(true);
    expect(result.pbo).toBe(1);
  });

  it.each([0, 1])('takes the worst out of sample among the best in sample (half %d)', (half) => {
    // equal in one half, different in the other
    const equal = [0.1, 0.3, 0.2];
    const join = (other: number[]) => (half === 0 ? [...equal, ...other] : [...other, ...equal]);
    const better = join([0.5, 0.7, 1.1]);
    const worse = join([-0.5, -0.3, -1.1]);
    const result: BacktestOverfitting = probabilityOfBacktestOverfitting(matrixOf([better, worse]), 2);
    expect(result.logits[half]).toBeCloseTo(Math.log(1 / 2), 14);
    expect(result.logits[1 - half]).toBe(0);
  });

  it('keeps its digits when returns are tiny beside their mean', () => {
    const columns = noiseColumns(160, 10, 10);
    const small = columns.map((column) => column.map((r) => 1e-6 * r));
    const shifted = small.map((column) => column.map((r) => r + 0.001));
    const { outOfSample } = probabilityOfBacktestOverfitting(matrixOf(shifted), 8);
    expect(outOfSample.every((sharpe) => sharpe > 100 && Number.isFinite(sharpe))).toBe(true);
  });

  it.each([
    [matrixOf(noiseColumns(100, 1, 1)), 16, /nothing to choose from/],
    [{ returns: new Float64Array(0), days: 100, trials: 0 }, 16, /nothing to choose from/],
    [matrixOf(noiseColumns(15, 4, 1)), 16, /16 days or more, not 15/],
    [matrixOf(noiseColumns(3, 4, 1)), 2, /4 days or more, not 3/],
    [matrixOf(noiseColumns(100, 4, 1)), 15, /even number/],
    [matrixOf(noiseColumns(100, 4, 1)), 0, /even number/],
    [matrixOf(noiseColumns(100, 4, 1)), -2, /even number/],
    [matrixOf(noiseColumns(100, 4, 1)), 22, /even number/],
    [matrixOf(noiseColumns(100, 4, 1)), Number.NaN, /even number/],
    [{ returns: new Float64Array(99), days: 50, trials: 2 }, 16, /100 returns, but there are 99/],
    [{ returns: new Float64Array(100).fill(Number.NaN), days: 50, trials: 2 }, 16, /trial 0 on day 0/],
  ])('says what is wrong (%#)', (matrix, splits, message) => {
    expect(() => probabilityOfBacktestOverfitting(matrix, splits)).toThrow(message);
  });
});
