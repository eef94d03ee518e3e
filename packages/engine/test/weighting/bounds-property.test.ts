import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyBounds, type Bounds } from '../../src/weighting/bounds.ts';

interface Problem {
  readonly raw: readonly number[];
  readonly bounds: Bounds;
  readonly sectors: readonly number[];
}

/** Raw weights over nine orders of magnitude, zeros among them; bounds tight enough to matter, not always feasible. */
const problems: fc.Arbitrary<Problem> = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const raw = fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 6, arbitrary: fc.double({ min: -9, max: 0, noNaN: true }).map((power) => 10 ** power) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }) },
  );
  const orNull = (values: fc.Arbitrary<number>) => fc.option(values, { nil: null });
  return fc.record({
    raw: fc.array(raw, { minLength: count, maxLength: count }),
    sectors: fc.array(fc.integer({ min: -1, max: 2 }), { minLength: count, maxLength: count }),
    bounds: fc.record({
      cap: orNull(fc.double({ min: 0.9 / count, max: 1, noNaN: true })),
      floor: orNull(fc.double({ min: 0, max: 1.1 / count, noNaN: true })),
      sectorCap: orNull(fc.double({ min: 0.2, max: 1, noNaN: true })),
    }),
  });
});

function solve({ raw, bounds, sectors }: Problem) {
  const weights = Float64Array.from(raw);
  const kept = applyBounds(weights, raw.length, bounds, Int32Array.from(sectors), 1);
  return { weights, kept };
}

const total = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

function sectorSums(weights: ArrayLike<number>, sectors: readonly number[]): Map<number, number> {
  const sums = new Map<number, number>();
  sectors.forEach((sector, i) => {
    if (sector >= 0) sums.set(sector, (sums.get(sector) ?? 0) + weights[i]);
  });
  return sums;
}

/** What a raw weight counts as: 1e-9 of the sum where it is 0, anything equal where all are. */
function lifted(value: number, sum: number): number {
  if (sum === 0) return 1;
  return value === 0 ? 1e-9 * sum : value;
}

/** Σ wᵢ ln(wᵢ / rawᵢ). */
function entropy(weights: ArrayLike<number>, raw: readonly number[]): number {
  const sum = total(raw);
  return raw.reduce((all, value, i) => {
    return weights[i] === 0 ? all : all + weights[i] * Math.log(weights[i] / lifted(value, sum));
  }, 0);
}

function isFeasible(
  weights: readonly number[],
  { cap, floor, sectorCap }: Bounds,
  sectors: readonly number[],
) {
  return (
    weights.every((weight) => weight >= (floor ?? 0) && weight <= (cap ?? 1)) &&
    [...sectorSums(weights, sectors).values()].every((sum) => sum <= (sectorCap ?? 1))
  );
}

describe('for any raw weights and bounds', () => {
  it('weights sum to 1 and are not negative; bounds hold, or they cannot and all are equal', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { weights, kept } = solve(problem);
        const { bounds, sectors, raw } = problem;
        expect(total(weights)).toBeCloseTo(1, 12);
        if (!kept) {
          for (const weight of weights) expect(weight).toBeCloseTo(1 / raw.length, 15);
          const most = (sector: number, size: number) =>
            sector < 0 ? size * (bounds.cap ?? 1) : Math.min(bounds.sectorCap ?? 1, size * (bounds.cap ?? 1));
          const sizes = new Map<number, number>();
          for (const sector of sectors) sizes.set(sector, (sizes.get(sector) ?? 0) + 1);
          const reach = total([...sizes].map(([sector, size]) => most(sector, size)));
          const least = bounds.floor ?? 0;
          const crowded = [...sizes].some(
            ([sector, size]) => sector >= 0 && bounds.sectorCap !== null && size * least > bounds.sectorCap,
          );
          expect(reach < 1 || least * raw.length > 1 || crowded).toBe(true);
          return;
        }
        for (const weight of weights) {
          expect(weight).toBeGreaterThanOrEqual(bounds.floor ?? 0);
          expect(weight).toBeLessThanOrEqual((bounds.cap ?? 1) + 1e-12);
        }
        for (const sum of sectorSums(weights, sectors).values()) {
          expect(sum).toBeLessThanOrEqual((bounds.sectorCap ?? 1) + 1e-11);
        }
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it('no feasible portfolio is closer in relative entropy', () => {
    const trials = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 30,
      maxLength: 30,
    });
    fc.assert(
      fc.property(problems, trials, (problem, moves) => {
        const { weights, kept } = solve(problem);
        fc.pre(kept);
        const { raw, bounds, sectors } = problem;
        const best = entropy(weights, raw);
        let other = [...weights];
        for (const [from, to, part] of moves) {
          if (from >= raw.length || to >= raw.length) continue;
          // Walk on from the last feasible point, so that several weights differ in the end.
          const moved = [...other];
          const step = (moved[from] - (bounds.floor ?? 0)) * part;
          moved[from] -= step;
          moved[to] += step;
          if (!isFeasible(moved, bounds, sectors)) continue;
          other = moved;
          expect(entropy(moved, raw)).toBeGreaterThanOrEqual(best - 1e-10);
        }
      }),
      { numRuns: 600, seed: 5 },
    );
  });

  it('bounding twice changes nothing more', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { weights, kept } = solve(problem);
        fc.pre(kept);
        const again = solve({ ...problem, raw: [...weights] }).weights;
        again.forEach((weight, i) => {
          expect(Math.abs(weight - weights[i])).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 1000, seed: 5 },
    );
  });

  it('neither the scale nor the order of the raw weights matters', () => {
    fc.assert(
      fc.property(problems, fc.constantFrom(1e-12, 1e12), (problem, scale) => {
        const { weights } = solve(problem);
        const turned = solve({
          bounds: problem.bounds,
          raw: problem.raw.map((value) => value * scale).reverse(),
          sectors: [...problem.sectors].reverse(),
        }).weights.reverse();
        turned.forEach((weight, i) => {
          expect(Math.abs(weight - weights[i])).toBeLessThan(1e-11);
        });
      }),
      { numRuns: 1000, seed: 5 },
    );
  });

  it('the order of the raw weights is kept inside a sector', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { weights } = solve(problem);
        const counted = problem.raw.map((value) => lifted(value, total(problem.raw)));
        counted.forEach((a, i) => {
          counted.forEach((b, j) => {
            if (a >= b && problem.sectors[i] === problem.sectors[j]) {
              expect(weights[i]).toBeGreaterThanOrEqual(weights[j] - 1e-12);
            }
          });
        });
      }),
      { numRuns: 500, seed: 5 },
    );
  });
});
