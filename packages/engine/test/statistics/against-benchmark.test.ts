import { describe, expect, it } from 'vitest';
import { benchmarkStatistics } from '../../src/statistics/against-benchmark.ts';

const against = (returns: number[], benchmark: number[]) =>
  benchmarkStatistics(Float64Array.from(returns), Float64Array.from(benchmark));

describe('against a benchmark, by hand', () => {
  it('r = 0.75, −0.25, 0.25 against b = 0.5, −0.5, 0', () => {
    expect(against([0.75, -0.25, 0.25], [0.5, -0.5, 0])).toEqual({
      // Means 0.25 and 0. Covariance sum 0.5 × 0.5 + −0.5 × −0.5 = 0.5 over the variance sum 0.5.
      beta: 1,
      alpha: 0.25 * 365,
      // Every difference is 0.25: no deviation, and no ratio to it.
      trackingError: 0,
      informationRatio: null,
      // Up: 0.75 / 0.5. Down: −0.25 / −0.5. The day with b = 0 is neither.
      upCapture: 1.5,
      downCapture: 0.5,
    });
  });

  it('r = 0.5, 0, 0.25, −0.25 against b = 0.25, 0.25, −0.25, −0.25', () => {
    // Means 0.125 and 0. Covariance sum 0.25 × (0.5 + 0 − 0.25 + 0.25) = 0.125; variance sum 4 × 0.0625 = 0.25.
    const { beta, alpha, trackingError, informationRatio, upCapture, downCapture } = against(
      [0.5, 0, 0.25, -0.25],
      [0.25, 0.25, -0.25, -0.25],
    );
    expect(beta).toBe(0.5);
    expect(alpha).toBeCloseTo(0.125 * 365, 12);
    // Differences 0.25, −0.25, 0.5, 0: mean 0.125; squares 0.015625 + 0.140625 + 0.140625 + 0.015625 = 0.3125 over 3.
    const deviation = Math.sqrt(0.3125 / 3);
    expect(trackingError).toBeCloseTo(deviation * Math.sqrt(365), 12);
    expect(informationRatio).toBeCloseTo((0.125 / deviation) * Math.sqrt(365), 12);
    // Up: mean 0.25 over 0.25. Down: mean 0 over −0.25.
    expect(upCapture).toBe(1);
    expect(downCapture).toBeCloseTo(0, 15);
  });

  it('twice the benchmark has a beta of 2 and captures 2', () => {
    expect(against([0.02, -0.04, 0.06], [0.01, -0.02, 0.03])).toMatchObject({
      beta: expect.closeTo(2, 12),
      alpha: expect.closeTo(0, 12),
      upCapture: expect.closeTo(2, 12),
      downCapture: expect.closeTo(2, 12),
    });
  });
});

describe('what would divide by 0 is null', () => {
  const NOTHING = {
    beta: null,
    alpha: null,
    trackingError: null,
    informationRatio: null,
    upCapture: null,
    downCapture: null,
  };

  it('no day at all', () => {
    expect(against([], [])).toEqual(NOTHING);
  });

  it('one day has no deviation, but a capture', () => {
    expect(against([0.02], [0.01])).toEqual({ ...NOTHING, upCapture: 2 });
    expect(against([0.02], [-0.01])).toEqual({ ...NOTHING, downCapture: -2 });
  });

  it('a flat benchmark has no beta and no days to capture', () => {
    const { beta, alpha, upCapture, downCapture, trackingError } = against([0.1, -0.1], [0, 0]);
    expect([beta, alpha, upCapture, downCapture]).toEqual([null, null, null, null]);
    // Squares 0.02 over 1.
    expect(trackingError).toBeCloseTo(Math.sqrt(0.02 * 365), 12);
  });

  it('the benchmark itself has no tracking error, so no information ratio', () => {
    const own = [0.1, -0.05, 0.02];
    expect(against(own, own)).toEqual({
      beta: 1,
      alpha: 0,
      trackingError: 0,
      informationRatio: null,
      upCapture: 1,
      downCapture: 1,
    });
  });

  it('an index that is lost for good has no figure that is NaN', () => {
    for (const value of Object.values(against([-1, Number.NaN], [0.1, 0.1]))) expect(value).not.toBeNaN();
  });
});
