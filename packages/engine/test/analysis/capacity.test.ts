import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPACITY_AMOUNTS, capacityTable } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { failure, libraryOf, tinyDefinition } from '../tiny-run.ts';

const dates = '2021-01-01';
const zigzag = Array.from({ length: 31 }, (_, k) => (k % 2 === 0 ? 100 : 110)).join(' ');
const SIGMA = Math.log(1.1) * Math.sqrt(30 / 29);
const start = { base: { date: '2021-01-31' } };
const market = (volume: number, more = '110') =>
  tinyPanel({ dates, prices: { a: `${zigzag} ${more}` }, volumes: { a: volume } });

describe('the capacity table by hand', () => {
  it('drag is growth without any costs less growth with them, impact its share of the costs', () => {
    // Bought at 100 on 31 January, worth 10 % more on 1 February. 10,000 USD of 1,000,000 a day: impact σ √0.01 = 0.1 σ.
    const [row] = capacityTable(market(1e6), tinyDefinition({ ...start, cost_bps: 10 }), {}, [10_000]);
    const impact = 0.1 * SIGMA;
    const cagr = ((1 - 0.001 - impact) * 1.1) ** 365 - 1;
    expect(row.capitalUsd).toBe(10_000);
    expect(row.feasible).toBe(true);
    expect(row.cagr! / cagr).toBeCloseTo(1, 9);
    expect(row.costDragPerYear! / (1.1 ** 365 - 1 - cagr)).toBeCloseTo(1, 9);
    expect(row.impactShare).toBeCloseTo(impact / (impact + 0.001), 12);
  });

  it('reads 10 thousand, 100 thousand, 1 million and 10 million USD unless told otherwise', () => {
    expect(CAPACITY_AMOUNTS).toEqual([10_000, 100_000, 1_000_000, 10_000_000]);
    const table = capacityTable(market(1e10), tinyDefinition(start));
    expect(table.map(({ capitalUsd }) => capitalUsd)).toEqual([...CAPACITY_AMOUNTS]);
    expect(table.every(({ feasible, impactShare }) => feasible && impactShare === 1)).toBe(true);
  });

  it('an amount that the market cannot take is no figure', () => {
    const [small, large] = capacityTable(market(1e6), tinyDefinition(start), {}, [100, 1e12]);
    expect(small.feasible).toBe(true);
    expect(large).toEqual({
      capitalUsd: 1e12,
      feasible: false,
      cagr: null,
      costDragPerYear: null,
      impactShare: null,
    });
  });

  it('nothing paid has no share', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 2' } });
    // Without 30 rows there is no impact, and no cost either.
    expect(capacityTable(panel, tinyDefinition(), {}, [100])[0]).toMatchObject({
      costDragPerYear: 0,
      impactShare: null,
    });
  });

  it('one day has no growth to lose', () => {
    const [row] = capacityTable(market(1e6), tinyDefinition({ ...start, end: '2021-01-31' }), {}, [100]);
    expect(row).toMatchObject({ feasible: true, cagr: null, costDragPerYear: null, impactShare: 1 });
  });

  it('the definition’s own capital does not matter', () => {
    const definition = tinyDefinition({ ...start, cost_bps: 10 });
    const rich = { ...definition, capital: 5e6 };
    expect(capacityTable(market(1e8), rich)).toEqual(capacityTable(market(1e8), definition));
  });

  it('finds members in the library, and passes on every other error', () => {
    const library = libraryOf({ inner: {} });
    const portfolio = tinyDefinition({
      ...start,
      members: ['inner'],
      select: { by: 'all' },
      weight: { scheme: 'equal' },
    });
    expect(capacityTable(market(1e6), portfolio, { library })[0].feasible).toBe(true);
    expect(failure(() => capacityTable(market(1e6), portfolio)).code).toBe('DEFINITION_NOT_FOUND');
  });
});

describe('more capital', () => {
  it('never costs less', () => {
    const volumes = fc.double({ min: 5, max: 10, noNaN: true }).map((power) => 10 ** power);
    const schedules = fc.constantFrom<'none' | 'daily' | 'weekly'>('none', 'daily', 'weekly');
    fc.assert(
      fc.property(volumes, volumes, schedules, (first, second, schedule) => {
        const panel = tinyPanel({
          dates,
          prices: { a: `${zigzag} 120 90 130 125 99 97 120 140`, b: `${zigzag} 100 99 91 90 85 97 99 80` },
          volumes: { a: first, b: second },
        });
        const table = capacityTable(
          panel,
          tinyDefinition({ ...start, cost_bps: 10, rebalance: { schedule } }),
        );
        for (let k = 1; k < table.length; k++) {
          const [less, more] = [table[k - 1], table[k]];
          if (!more.feasible) continue;
          expect(less.feasible).toBe(true);
          expect(more.costDragPerYear!).toBeGreaterThan(less.costDragPerYear!);
          expect(more.impactShare!).toBeGreaterThan(less.impactShare!);
        }
      }),
      { numRuns: 100, seed: 23 },
    );
  });
});
