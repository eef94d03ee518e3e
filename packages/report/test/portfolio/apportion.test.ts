import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from '../../src/portfolio/apportion.ts';

describe('apportion', () => {
  it.each([
    [
      [0.4, 0.4, 0.4],
      [1, 0, 0, 1],
    ],
    [
      [-0.4, -0.4, -0.4],
      [0, 0, -1, -1],
    ],
    [
      [1, 2, 3],
      [1, 2, 3, 6],
    ],
    [[], [0]],
    [
      [0, 0],
      [0, 0, 0],
    ],
    [
      [0.5, -0.5],
      [1, -1, 0],
    ],
  ])('%j becomes %j', (parts, shown) => {
    // Adding 0 makes −0 a 0.
    expect(apportion(parts, 1).map((value) => value + 0)).toEqual(shown);
  });

  it('adds up, is the rounded total, and changes no part by a whole step', () => {
    const part = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        const shown = apportion(parts, 1e-4);
        const total = shown.pop() as number;
        expect(shown.reduce((sum, value) => sum + value, 0)).toBe(total);
        expect(Math.abs(total * 1e-4 - parts.reduce((sum, value) => sum + value, 0))).toBeLessThan(
          0.500001e-4,
        );
        shown.forEach((value, i) => {
          expect(Math.abs(value * 1e-4 - parts[i])).toBeLessThan(1.000001e-4);
        });
      }),
    );
  });
});
