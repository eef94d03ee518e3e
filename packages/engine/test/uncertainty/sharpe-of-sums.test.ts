import { describe, expect, it } from 'vitest';
import { sharpeOfSums } from '../../src/uncertainty/sharpe-of-sums.ts';

const sumsOf = (returns: readonly number[]) =>
  [returns.length, 0, returns.reduce((a, r) => a + r, 0), returns.reduce((a, r) => a + r * r, 0)] as const;

describe('sharpeOfSums', () => {
  it('is mean over sample deviation, by hand', () => {
    // mean 2, sample variance ((−1)² + 0 + 1²) / 2 = 1
    expect(sharpeOfSums(...sumsOf([1, 2, 3]))).toBe(2);
    // the same returns as deviations from 2
    expect(sharpeOfSums(3, 2, 0, 2)).toBe(2);
  });

  it('is NaN for equal returns, also where the rounding of the sums leaves a variance', () => {
    let leftOver = 0;
    for (let i = 1; i <= 200; i++) {
      const [count, centre, sum, squares] = sumsOf(new Array(50 * i).fill(0.37 / i));
      if ((squares - sum * (sum / count)) / (count - 1) > 1e-26) leftOver++;
      expect(sharpeOfSums(count, centre, sum, squares)).toBeNaN();
    }
    expect(leftOver).toBeGreaterThan(20);
  });

  it('is there for returns that vary by a millionth of a millionth', () => {
    expect(Number.isFinite(sharpeOfSums(...sumsOf([1e-12, 2e-12, 4e-12])))).toBe(true);
  });

  it('is NaN when returns only vary by the rounding of levels', () => {
    expect(sharpeOfSums(...sumsOf([1e-16, 2e-16, 4e-16]))).toBeNaN();
  });
});
