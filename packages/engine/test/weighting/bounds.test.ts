import { describe, expect, it } from 'vitest';
import { applyBounds, type Bounds, boundHolding, normalise } from '../../src/weighting/bounds.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { decisionsOf, expectClose, expectTargets, run } from '../tiny-run.ts';

const NO_BOUNDS: Bounds = { cap: null, floor: null, sectorCap: null };

/** Raw weights after bounds; `sectors` as letters, '-' for none: 'aab-'. */
function bounded(raw: readonly number[], bounds: Partial<Bounds>, sectors = '', total = 1) {
  const weights = Float64Array.from(raw);
  const numbers = sectorNumbers(sectors, raw.length);
  const kept = applyBounds(weights, raw.length, { ...NO_BOUNDS, ...bounds }, numbers, total);
  return { weights: [...weights], kept };
}

function sectorNumbers(letters: string, length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) =>
    /[a-z]/.test(letters[i] ?? '-') ? letters.charCodeAt(i) : -1,
  );
}

function expectBounded(actual: ReturnType<typeof bounded>, expected: readonly number[]): void {
  expect(actual.kept).toBe(true);
  expectClose(actual.weights, expected);
}

describe('cap alone: set to the cap, share the rest pro rata, repeat', () => {
  it('one is over', () => {
    // 0.6 → 0.4; the rest 0.6 over 3 : 1.
    expectBounded(bounded([6, 3, 1], { cap: 0.4 }), [0.4, 0.4, 0.2]);
    expectBounded(bounded([6, 2, 2], { cap: 0.4 }), [0.4, 0.3, 0.3]);
  });

  it('the share of one that was capped pushes the next over, and the next', () => {
    // 50, 30, 15, 5 with cap 0.35: 0.35; then 0.65 × 30/50 = 0.39 → 0.35; then 0.3 over 15 : 5.
    expectBounded(bounded([50, 30, 15, 5], { cap: 0.35 }), [0.35, 0.35, 0.225, 0.075]);
    // Cap 0.3: three are capped, the last one is what is left.
    expectBounded(bounded([50, 30, 15, 5], { cap: 0.3 }), [0.3, 0.3, 0.3, 0.1]);
  });

  it('nobody is over: nothing but the sum changes', () => {
    expectBounded(bounded([3, 2], { cap: 0.6 }), [0.6, 0.4]);
    expectBounded(bounded([5, 3, 2], { cap: 0.9 }), [0.5, 0.3, 0.2]);
    expectBounded(bounded([7], { cap: 1 }), [1]);
  });

  it('cap × members = 1 exactly: equal, and no breach', () => {
    expectBounded(bounded([8, 1, 1], { cap: 1 / 3 }), [1 / 3, 1 / 3, 1 / 3]);
    expectBounded(bounded([8, 1, 1, 0, 0], { cap: 0.2 }), [0.2, 0.2, 0.2, 0.2, 0.2]);
  });
});

describe('floor, and both', () => {
  it('floor alone: lift to the floor, the rest pays pro rata', () => {
    // 0.1 of 1 lifts to 0.2: 0.8 over 6 : 3.
    expectBounded(bounded([6, 3, 1], { floor: 0.2 }), [1.6 / 3, 0.8 / 3, 0.2]);
  });

  it('paying for one floor pulls the next below it', () => {
    // 70, 21, 9 with floor 0.2: the last lifts, 0.8 × 21/91 = 0.18 → 0.2, the first keeps 0.6.
    expectBounded(bounded([70, 21, 9], { floor: 0.2 }), [0.6, 0.2, 0.2]);
  });

  it('floor × members = 1 exactly: equal', () => {
    expectBounded(bounded([8, 1, 1, 1], { floor: 0.25 }), [0.25, 0.25, 0.25, 0.25]);
  });

  it('cap and floor: one λ for what lies between', () => {
    // 80, 12, 6, 2 with cap 0.5, floor 0.1: 0.5 and 0.1 are fixed; 0.4 over 12 : 6.
    expectBounded(bounded([80, 12, 6, 2], { cap: 0.5, floor: 0.1 }), [0.5, 0.8 / 3, 0.4 / 3, 0.1]);
  });

  it('cap and floor: an asset that pro rata after the cap lifts above the floor is not held by it', () => {
    // 90, 5, 5 with cap 0.5, floor 0.1: capped first, 0.25 each, the floor is idle.
    expectBounded(bounded([90, 5, 5], { cap: 0.5, floor: 0.1 }), [0.5, 0.25, 0.25]);
  });

  it('cap = floor = 1 / members', () => {
    expectBounded(bounded([8, 1], { cap: 0.5, floor: 0.5 }), [0.5, 0.5]);
  });
});

describe('sector caps', () => {
  it('a sector over its bound is held; the others share what it gives up', () => {
    // Sector a: 4 + 4 of 10 → 0.6, in proportion 1 : 1; the rest 0.4 over 1 : 1.
    expectBounded(bounded([4, 4, 1, 1], { sectorCap: 0.6 }, 'aabb'), [0.3, 0.3, 0.2, 0.2]);
  });

  it('what one sector gives up can push another over', () => {
    // a 5, b 3, c 1, d 1 with 0.4: a holds 0.4; b 0.6 × 3/5 = 0.36 < 0.4, c and d 0.12.
    expectBounded(bounded([5, 3, 1, 1], { sectorCap: 0.4 }, 'abcd'), [0.4, 0.36, 0.12, 0.12]);
    // With 0.35 b is over as well: 0.3 over 1 : 1.
    expectBounded(bounded([5, 3, 1, 1], { sectorCap: 0.35 }, 'abcd'), [0.35, 0.35, 0.15, 0.15]);
  });

  it('assets without a sector have no sector bound, alone or together', () => {
    expectBounded(bounded([6, 2, 2], { sectorCap: 0.3 }, '--a'), [0.6, 0.2, 0.2]);
    expectBounded(bounded([2, 1, 5], { sectorCap: 0.4 }, '--a'), [0.4, 0.2, 0.4]);
    expectBounded(bounded([2, 2], { sectorCap: 0.1 }, '--'), [0.5, 0.5]);
  });

  it('inside a held sector the cap still holds', () => {
    // Sector a: 6 and 2 with a bound of 0.5: 0.375 : 0.125, but cap 0.3: 0.3 and 0.2. Rest 0.5 over 1 : 1.
    expectBounded(bounded([6, 2, 1, 1], { sectorCap: 0.5, cap: 0.3 }, 'aabb'), [0.3, 0.2, 0.25, 0.25]);
  });

  it('inside a held sector the floor still holds', () => {
    // Sector a: 8 and 1 with 0.5: 0.444 : 0.056 → 0.4 and 0.1.
    expectBounded(bounded([8, 1, 1], { sectorCap: 0.5, floor: 0.1 }, 'aab'), [0.4, 0.1, 0.5]);
  });

  it('a sector whose floors fill its bound', () => {
    expectBounded(bounded([1, 8, 1], { sectorCap: 0.5, floor: 0.25 }, 'aab'), [0.25, 0.25, 0.5]);
  });

  it('two sectors that both fill theirs', () => {
    expectBounded(bounded([3, 1, 5, 1], { sectorCap: 0.5 }, 'aabb'), [0.375, 0.125, 0.5 * (5 / 6), 0.5 / 6]);
  });
});

describe('raw weights of 0', () => {
  it('count as 1e-9 of the sum when there are bounds', () => {
    // The cap leaves 0.5 to the two zeros, equally.
    expectBounded(bounded([1, 0, 0], { cap: 0.5 }), [0.5, 0.25, 0.25]);
    // Too small for λ to lift: 1e-9 of 1.000000001.
    const { weights } = bounded([2, 1, 0], { cap: 0.9 });
    expect(weights[2]).toBeCloseTo(1e-9, 15);
  });

  it('all 0: equal, then the bounds', () => {
    expectBounded(bounded([0, 0, 0, 0], { cap: 0.9 }), [0.25, 0.25, 0.25, 0.25]);
    // 1/3 each: the sector of two is over 0.4.
    expectBounded(bounded([0, 0, 0], { sectorCap: 0.4 }, 'aa-'), [0.2, 0.2, 0.6]);
  });

  it('stay 0 when there are none', () => {
    const weights = Float64Array.of(3, 0, 1);
    normalise(weights, 3, 1, false);
    expect([...weights]).toEqual([0.75, 0, 0.25]);
  });
});

describe('bounds that cannot be kept give equal weights and are said to be broken', () => {
  it.each<[string, number[], Partial<Bounds>, string]>([
    ['cap × members < 1', [5, 1, 1], { cap: 0.3 }, ''],
    ['floor × members > 1', [5, 1, 1], { floor: 0.34 }, ''],
    ['all in one sector', [5, 1, 1], { sectorCap: 0.5 }, 'aaa'],
    ['sectors together below 1', [5, 1, 1], { sectorCap: 0.3 }, 'abc'],
    ['floors above a sector cap', [5, 1, 1], { sectorCap: 0.5, floor: 0.3 }, 'aab'],
    ['cap on the one without a sector', [5, 1, 1], { sectorCap: 0.5, cap: 0.45 }, 'aa-'],
  ])('%s', (_, raw, bounds, sectors) => {
    const { weights, kept } = bounded(raw, bounds, sectors);
    expect(kept).toBe(false);
    expectClose(weights, [1 / 3, 1 / 3, 1 / 3]);
  });

  it('within 1e-12 they can be kept', () => {
    expect(bounded([5, 1, 1], { cap: 1 / 3 - 1e-13 }).kept).toBe(true);
    expect(bounded([5, 1, 1], { floor: 1 / 3 + 1e-13 }).kept).toBe(true);
    expect(bounded([5, 1, 1], { cap: 1 / 3 - 1e-11 }).kept).toBe(false);
  });

  it('a date with too few members is reported, the next with enough is not', () => {
    const panel = tinyPanel({
      dates: '2021-01-04',
      prices: { a: '1 1', b: '1 1', c: '- 1' },
      caps: { a: '9 9', b: '1 3', c: '- 3' },
    });
    const input = {
      select: { top: 3 },
      weight: { cap: 0.4 },
      rebalance: { schedule: 'daily' },
    } as const;
    const backtest = run(panel, input);
    expectTargets(backtest, [
      { a: 0.5, b: 0.5 },
      { a: 0.4, b: 0.3, c: 0.3 },
    ]);
    expect(backtest.notes.map(({ code }) => code)).toEqual(['fewer-members-than-top', 'bounds-infeasible']);
    const decisions = decisionsOf(panel, input);
    expect(decisions.map(({ breach }) => breach)).toEqual([true, false]);
    expect(decisions.map(({ assets }) => assets.map(({ bound }) => bound))).toEqual([
      ['infeasible', 'infeasible'],
      ['cap', null, null],
    ]);
  });

  it('no members, no breach', () => {
    expect(bounded([], { cap: 0.1 })).toEqual({ weights: [], kept: true });
  });
});

describe('which bound holds a weight', () => {
  const weights = Float64Array.of(0.4, 0.1, 0.3, 0.2);
  const bounds = { cap: 0.4, floor: 0.1, sectorCap: 0.5 };
  const holding = (i: number, change: Partial<Bounds> = {}) =>
    boundHolding(weights, 4, i, { ...bounds, ...change }, sectorNumbers('--aa', 4));

  it('cap, floor, sector, or none', () => {
    expect([0, 1, 2, 3].map((i) => holding(i))).toEqual(['cap', 'floor', 'sector-cap', 'sector-cap']);
    expect(holding(3, { sectorCap: 0.6 })).toBeNull();
    expect(holding(0, { cap: null })).toBeNull();
    expect(holding(1, { floor: null })).toBeNull();
  });

  it('a floor of 0 holds nothing', () => {
    expect(
      boundHolding(Float64Array.of(0, 1), 2, 0, { ...NO_BOUNDS, floor: 0 }, new Int32Array(2)),
    ).toBeNull();
  });
});

describe('a total below 1, where part of the index is cash', () => {
  it('is what the weights sum to', () => {
    expectBounded(bounded([6, 3, 1], { cap: 0.3 }, '', 0.8), [0.3, 0.3, 0.2]);
    expectBounded(bounded([6, 3, 1], { floor: 0.1 }, '', 0.5), [0.8 / 3, 0.4 / 3, 0.1]);
  });
});
