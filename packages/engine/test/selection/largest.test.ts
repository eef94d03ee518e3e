import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largest } from '../../src/selection/largest.ts';

/** Positions of the `top` largest by sorting everything: ties to the lower position. */
function bySorting(values: readonly number[], top: number): number[] {
  return values
    .map((value, i) => ({ value, i }))
    .sort((a, b) => b.value - a.value || a.i - b.i)
    .slice(0, top)
    .map(({ i }) => i);
}

function search(values: readonly number[], top: number, ranked: boolean): number[] {
  const order = new Int32Array(values.length);
  const found = largest(Float64Array.from(values), values.length, top, order, ranked);
  return [...order.subarray(0, found)];
}

describe('largest', () => {
  it('ranks by value descending', () => {
    expect(search([5, 9, 7], 2, true)).toEqual([1, 2]);
    expect(search([-5, -9, 0], 3, true)).toEqual([2, 0, 1]);
  });

  it('gives ties to the lower position, at the edge too', () => {
    expect(search([1, 2, 2, 2, 1], 2, true)).toEqual([1, 2]);
    expect(search([3, 3, 3, 3], 3, true)).toEqual([0, 1, 2]);
    expect(search([1, 3, 1, 1], 3, true)).toEqual([1, 0, 2]);
  });

  it('returns all when there are fewer than asked for, and none of none', () => {
    expect(search([1, 2], 5, true)).toEqual([1, 0]);
    expect(search([], 5, true)).toEqual([]);
    expect(search([1, 2], 0, true)).toEqual([]);
  });

  it('looks only at the first `count` values', () => {
    const order = new Int32Array(3);
    expect(largest(Float64Array.of(1, 2, 99), 2, 1, order, true)).toBe(1);
    expect(order[0]).toBe(1);
  });

  const values = fc.array(
    fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true }),
      fc.constant(Number.POSITIVE_INFINITY),
    ),
    { maxLength: 60 },
  );

  it('agrees with sorting for any values, mostly ties, and any number of places', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 70 }), (list, top) => {
        const expected = bySorting(list, top);
        expect(search(list, top, true)).toEqual(expected);
        expect(search(list, top, false).sort((a, b) => a - b)).toEqual([...expected].sort((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with sorting for every number of places', () => {
    const few = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(few, (list) => {
        for (let top = 1; top <= list.length; top++) {
          const expected = bySorting(list, top);
          expect(search(list, top, true)).toEqual(expected);
          expect(search(list, top, false).sort((a, b) => a - b)).toEqual([...expected].sort((a, b) => a - b));
        }
      }),
      { numRuns: 100 },
    );
  });
});
