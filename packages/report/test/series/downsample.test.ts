import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenPositions, extremePositions } from '../../src/series/downsample.ts';

const series = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
  minLength: 1,
  maxLength: 3000,
});

describe('extremePositions', () => {
  it('keeps both ends and the overall extremes, in order and within its budget', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 300 }), (values, buckets) => {
        const kept = extremePositions(values, buckets);
        expect(kept.length).toBeLessThanOrEqual(buckets * 2 + 2);
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(values.length - 1);
        expect(kept.every((at, i) => i === 0 || at > kept[i - 1])).toBe(true);
        const of = (positions: number[]) => positions.map((at) => values[at]);
        const lowest = values.reduce((a, b) => Math.min(a, b));
        const highest = values.reduce((a, b) => Math.max(a, b));
        expect(of(kept)).toContain(lowest);
        expect(of(kept)).toContain(highest);
      }),
    );
  });

  it('keeps a spike of one day in ten years', () => {
    const values = new Float64Array(3650).fill(1);
    values[1234] = 99;
    expect(extremePositions(values, 100)).toContain(1234);
  });

  it('keeps a gap a gap and leaves out what is missing at the ends', () => {
    const values = Float64Array.from({ length: 1000 }, (_, t) =>
      t < 300 || (t >= 500 && t < 700) ? Number.NaN : t,
    );
    const kept = extremePositions(values, 50);
    expect(kept[0]).toBe(300);
    expect(kept.some((at) => at >= 500 && at < 700)).toBe(true);
    expect(kept.at(-1)).toBe(999);
  });

  it('is empty for a long series without any value', () => {
    expect(extremePositions(new Float64Array(1000).fill(Number.NaN), 10)).toEqual([]);
  });
});

describe('evenPositions', () => {
  it('keeps both ends, in order, at most as many as asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 2, max: 500 }), (length, count) => {
        const kept = evenPositions(length, count);
        expect(kept.length).toBe(Math.min(length, count));
        if (length > 0) expect([kept[0], kept.at(-1)]).toEqual([0, length - 1]);
        expect(kept.every((at, i) => i === 0 || at > kept[i - 1])).toBe(true);
      }),
    );
  });
});
