import { describe, expect, it } from 'vitest';
import { cholesky, choleskySolve } from '../../src/weighting/cholesky.ts';

describe('Cholesky', () => {
  it('factorises [4 2; 2 5] into [2 0; 1 2] and solves with it', () => {
    const a = Float64Array.of(4, 2, 2, 5);
    expect(cholesky(a, 2, 2)).toBe(true);
    expect([a[0], a[2], a[3]]).toEqual([2, 1, 2]);
    // 4x + 2y = 8, 2x + 5y = 12: x = 1, y = 2.
    const b = Float64Array.of(8, 12);
    choleskySolve(a, 2, 2, b);
    expect([...b]).toEqual([1, 2]);
  });

  it('reads a small matrix out of longer rows', () => {
    const a = Float64Array.of(4, 99, 99, 2, 5, 99);
    expect(cholesky(a, 2, 3)).toBe(true);
    const b = Float64Array.of(8, 12);
    choleskySolve(a, 2, 3, b);
    expect([...b]).toEqual([1, 2]);
  });

  it.each([
    ['singular', [1, 1, 1, 1]],
    ['indefinite', [1, 2, 2, 1]],
    ['of zeros', [0, 0, 0, 0]],
    ['not a number', [Number.NaN, 0, 0, 1]],
  ])('says no to a matrix that is %s', (_, values) => {
    expect(cholesky(Float64Array.from(values), 2, 2)).toBe(false);
  });
});
