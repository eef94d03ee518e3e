import { describe, expect, it } from 'vitest';
import { mean, median, sampleDeviation } from '../../src/statistics/moments.ts';

describe('moments', () => {
  const values = Float64Array.of(99, 1, 2, 3, 4, 99);

  it('the mean of a part', () => {
    expect(mean(values, 1, 4)).toBe(2.5);
    expect(mean(Float64Array.of(7))).toBe(7);
    expect(mean(new Float64Array(0))).toBeNaN();
  });

  it('the sample deviation divides by n − 1', () => {
    // Squares 2.25 + 0.25 + 0.25 + 2.25 = 5 over 3.
    expect(sampleDeviation(values, 1, 4)).toBeCloseTo(Math.sqrt(5 / 3), 15);
    expect(sampleDeviation(Float64Array.of(5, 5, 5))).toBe(0);
    expect(sampleDeviation(Float64Array.of(5))).toBeNaN();
  });

  it('the median is the middle one, or the mean of the middle two', () => {
    expect(median(Float64Array.of(9, 1, 5))).toBe(5);
    expect(median(Float64Array.of(10, 1, 9, 2))).toBe(5.5);
    // By value, not as text.
    expect(median(Float64Array.of(100, 20, 3))).toBe(20);
    expect(median(Float64Array.of(4))).toBe(4);
  });
});
