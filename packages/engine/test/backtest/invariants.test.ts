import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Backtest,
  type DefinitionInput,
  type IndexDefinition,
  Panel,
  runBacktest,
} from '../../src/index.ts';
import { tinyDefinition } from '../tiny-run.ts';

/** Panels of 2 to 6 assets over 20 to 60 days, with gaps, ties, late starts and deaths. */
const panels: fc.Arbitrary<Panel> = fc
  .record({
    assets: fc.integer({ min: 2, max: 6 }),
    days: fc.integer({ min: 20, max: 60 }),
    seed: fc.integer(),
    gap: fc.constantFrom(0, 0.02, 0.3),
  })
  .map(({ assets, days, seed, gap }) => {
    let state = seed >>> 0;
    const next = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const cells = assets * days;
    const close = new Float64Array(cells).fill(Number.NaN);
    const marketCap = new Float64Array(cells).fill(Number.NaN);
    const volume = new Float64Array(cells).fill(Number.NaN);
    for (let a = 0; a < assets; a++) {
      let price = 10 ** (4 * next() - 2);
      const birth = next() < 0.3 ? Math.floor(next() * days) : 0;
      const death = next() < 0.3 ? Math.floor(next() * days) : days;
      for (let t = 0; t < days; t++) {
        price *= Math.exp((next() - 0.5) / 3);
        if (t < birth || t >= death || next() < gap) continue;
        close[a * days + t] = price;
        if (next() > gap) marketCap[a * days + t] = 1 + Math.floor(next() * 5);
        if (next() > gap) volume[a * days + t] = 1e5 * next() + 1;
      }
    }
    return new Panel({
      assets: Array.from({ length: assets }, (_, a) => `asset-${a}`),
      dates: Int32Array.from({ length: days }, (_, t) => 18_628 + t),
      close,
      marketCap,
      volume,
      tags: Array.from({ length: assets }, (_, a) => ({ sector: a % 3 === 0 ? 'defi' : null, tags: [] })),
    });
  });

const definitions: fc.Arbitrary<IndexDefinition> = fc
  .record({
    select: fc.constantFrom<DefinitionInput['select']>(
      { top: 3 },
      { top: 2, buffer: 1 },
      { by: 'return', window: 3, top: 3 },
      { by: 'all' },
    ),
    weight: fc.constantFrom<DefinitionInput['weight']>(
      { scheme: 'market-cap' },
      { scheme: 'sqrt-market-cap', cap: 0.5 },
      { scheme: 'equal', sector_cap: 0.6 },
      { scheme: 'sharpe', window: 4, floor: 0.05 },
      { scheme: 'inverse-volatility', window: 4 },
      { scheme: 'risk-parity', window: 6 },
      { scheme: 'min-variance', window: 6 },
    ),
    rebalance: fc.record({
      schedule: fc.constantFrom<'none' | 'daily' | 'weekly' | 'monthly'>(
        'none',
        'daily',
        'weekly',
        'monthly',
      ),
      drift: fc.constantFrom(null, 0.05, 0.2),
    }),
    overlay: fc.constantFrom<DefinitionInput['overlay']>(
      null,
      { trend: { window: 4, schedule: 'daily' } },
      { volatility_target: { annual: 1, window: 4, schedule: 'weekly' } },
    ),
    cash_asset: fc.constantFrom(null, 'asset-1'),
    cost_bps: fc.constantFrom(0, 10, 300),
    lag: fc.constantFrom(0, 1, 3),
    stale_after: fc.constantFrom(1, 7),
    delist_haircut: fc.constantFrom(0, 0.3, 1),
  })
  .map((input) => tinyDefinition(input));

/** Runs the property on random backtests. */
function holds(
  check: (backtest: Backtest, panel: Panel) => void,
  change: Partial<IndexDefinition> = {},
): void {
  fc.assert(
    fc.property(panels, definitions, (panel, definition) => {
      const changed = { ...definition, ...change };
      check(runBacktest(panel, changed), panel);
    }),
    { numRuns: 300, seed: 17 },
  );
}

const total = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
const scaleOf = (value: number) => Math.max(1e-9, 1e-12 * Math.abs(value));

describe('for any panel and definition', () => {
  it('targets are above 0 and sum to at most 1; to the invested share without a cash asset', () => {
    holds(({ rebalances, definition }) => {
      for (const { targets, investedShare, eligible } of rebalances) {
        const sum = total(Object.values(targets));
        expect(Object.values(targets).every((weight) => weight > 0)).toBe(true);
        expect(sum).toBeLessThanOrEqual(1 + 1e-12);
        if (definition.cash_asset === null && eligible !== null) {
          expect(sum).toBeCloseTo(eligible === 0 ? 0 : investedShare, 12);
        }
      }
    });
  });

  it('no level is negative or NaN, no cost negative, no statistic NaN', () => {
    holds(({ levels, rebalances, statistics }) => {
      for (const level of levels) expect(level).toBeGreaterThanOrEqual(0);
      for (const { cost, traded, turnover } of rebalances) {
        expect(cost).toBeGreaterThanOrEqual(0);
        expect(traded).toBeGreaterThanOrEqual(0);
        expect(turnover).toBeGreaterThanOrEqual(0);
      }
      for (const value of Object.values(statistics)) expect(value).not.toBeNaN();
    });
  });

  it('a rebalance keeps the value but for its cost, and the level of its date is what is left', () => {
    holds(({ levels, dates, rebalances, definition }) => {
      for (const { date, valueBefore, valueAfter, cost, traded } of rebalances) {
        expect(Math.abs(valueBefore - cost - valueAfter)).toBeLessThan(scaleOf(valueBefore));
        expect(Math.abs(cost - (traded * definition.cost_bps) / 10_000)).toBeLessThan(scaleOf(cost));
        expect(levels[dates.indexOf(date)]).toBe(valueAfter);
      }
    });
  });

  it('between rebalances the level is the value of units bought with the targets', () => {
    holds(
      ({ levels, dates, rebalances }, panel) => {
        rebalances.forEach(({ date, targets, valueAfter }, k) => {
          const bought = panel.dates.indexOf(date);
          const until = k + 1 < rebalances.length ? rebalances[k + 1].date : Number.POSITIVE_INFINITY;
          const holdings = Object.entries(targets).map(([id, target]) => {
            const row = (panel.indexOf(id) as number) * panel.dayCount;
            return { row, units: (target * valueAfter) / lastPrice(panel, row, bought) };
          });
          const cash = valueAfter * (1 - total(Object.values(targets)));
          for (let t = bought; t < panel.dayCount && panel.dates[t] < until; t++) {
            const value = cash + total(holdings.map(({ row, units }) => units * lastPrice(panel, row, t)));
            const level = levels[t - (panel.dayCount - dates.length)];
            expect(Math.abs(value / level - 1)).toBeLessThan(1e-9);
          }
        });
      },
      { stale_after: 3650, delist_haircut: 0 },
    );
  });

  it('the level scales with the base value', () => {
    fc.assert(
      fc.property(panels, definitions, (panel, definition) => {
        const { levels } = runBacktest(panel, definition);
        // A power of 2 changes no digit.
        const large = runBacktest(panel, { ...definition, base: { ...definition.base, value: 100 * 1024 } });
        expect(large.levels).toEqual(levels.map((level) => level * 1024));
      }),
      { numRuns: 100, seed: 17 },
    );
  });

  it('prices in another currency give the same level', () => {
    fc.assert(
      fc.property(panels, definitions, (panel, definition) => {
        const doubled = new Panel({
          assets: panel.assets,
          dates: panel.dates,
          tags: panel.tags,
          close: panel.close.map((price) => price * 4),
          marketCap: panel.marketCap.map((cap) => cap * 4),
          volume: panel.volume.map((volume) => volume * 4),
        });
        const { levels } = runBacktest(panel, definition);
        runBacktest(doubled, definition).levels.forEach((level, t) => {
          expect(Math.abs(level - levels[t])).toBeLessThanOrEqual(1e-9 * levels[t]);
        });
      }),
      { numRuns: 100, seed: 17 },
    );
  });

  it('recording changes no bit', () => {
    fc.assert(
      fc.property(panels, definitions, (panel, definition) => {
        const plain = runBacktest(panel, definition);
        const recorded = runBacktest(panel, definition, {
          recorder: { scope: 'all', record: () => undefined },
        });
        expect(recorded.levels).toEqual(plain.levels);
        expect(recorded.rebalances).toEqual(plain.rebalances);
        expect(recorded.notes).toEqual(plain.notes);
      }),
      { numRuns: 300, seed: 17 },
    );
  });

  it('the same run gives the same bits, on a fresh panel too', () => {
    fc.assert(
      fc.property(panels, definitions, (panel, definition) => {
        const once = runBacktest(panel, definition);
        const again = runBacktest(new Panel(panel), definition);
        expect(again.levels).toEqual(once.levels);
        expect(again.rebalances).toEqual(once.rebalances);
        expect(again.notes).toEqual(once.notes);
      }),
      { numRuns: 60, seed: 17 },
    );
  });
});

/** Price on date `t`, or the last one before it. */
function lastPrice(panel: Panel, row: number, t: number): number {
  let at = t;
  while (at > 0 && !(panel.close[row + at] > 0)) at--;
  return panel.close[row + at];
}
