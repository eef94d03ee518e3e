import {
  type Backtest,
  formatDate,
  type IndexDefinition,
  Panel,
  type PanelData,
  runBacktest,
} from '@holdfast/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceBacktest } from '../reference/backtest.ts';
import { anyIndex, type BacktestCase, indexOfAssets } from './arbitraries.ts';
import { outcome } from './outcome.ts';

/** Runs the property on backtests that succeed. */
function holds(
  cases: fc.Arbitrary<BacktestCase>,
  check: (result: Backtest, one: BacktestCase) => void,
  numRuns = 400,
): void {
  fc.assert(
    fc.property(cases, (one) => {
      const result = outcome(() => backtest(one));
      fc.pre(typeof result !== 'string');
      check(result as Backtest, one);
    }),
    { numRuns, seed: 20_210_105 },
  );
}

function backtest(
  { panel, definition, library }: BacktestCase,
  change: Partial<IndexDefinition> = {},
  data: PanelData = panel,
): Backtest {
  return runBacktest(new Panel(data), { ...definition, ...change }, { library });
}

const near = (actual: number, expected: number) =>
  Math.abs(actual - expected) <= Math.max(1e-12, 1e-9 * Math.abs(expected));
const total = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

/** Targets of a rebalance by rules as weights of the whole, without the cash asset. */
function memberWeights({ targets, investedShare }: Backtest['rebalances'][number], cashAsset: string | null) {
  return Object.entries(targets)
    .filter(([id]) => id !== cashAsset)
    .map(([id, target]) => [id, target / investedShare] as const);
}

describe('every rebalance', () => {
  test('has targets above 0 that sum to at most 1, and to 1 with a cash asset that has a price', () => {
    holds(anyIndex, ({ rebalances }, { panel, definition }) => {
      const cash = definition.cash_asset === null ? -1 : panel.assets.indexOf(definition.cash_asset);
      for (const { date, targets } of rebalances) {
        const weights = Object.values(targets);
        expect(weights.every((weight) => weight > 0)).toBe(true);
        expect(total(weights)).toBeLessThanOrEqual(1 + 1e-12);
        const t = panel.dates.indexOf(date);
        if (cash >= 0 && panel.close[cash * panel.dates.length + t] > 0) {
          expect(total(weights)).toBeCloseTo(1, 12);
        }
      }
    });
  });

  test('never holds less than nothing: recorded weights before are at least 0 and sum to at most 1', () => {
    holds(anyIndex, (_, one) => {
      runBacktest(new Panel(one.panel), one.definition, {
        library: one.library,
        recorder: {
          scope: 'all',
          record: ({ assets, valueBefore }) => {
            if (valueBefore === 0) return;
            expect(assets.every(({ weightBefore }) => weightBefore >= 0)).toBe(true);
            expect(total(assets.map(({ weightBefore }) => weightBefore))).toBeLessThanOrEqual(1 + 1e-9);
          },
        },
      });
    });
  });

  test('costs at least nothing, and its cost is all that the value loses', () => {
    holds(anyIndex, ({ dates, levels, rebalances, statistics }) => {
      for (const { date, valueBefore, valueAfter, cost, impact, traded, turnover } of rebalances) {
        expect(Math.min(cost, impact, traded, turnover, valueAfter)).toBeGreaterThanOrEqual(0);
        expect(impact).toBeLessThanOrEqual(cost);
        expect(valueAfter).toBe(valueBefore - cost);
        expect(levels[dates.indexOf(date)]).toBe(valueAfter);
      }
      expect(near(statistics.totalCost, total(rebalances.map(({ cost }) => cost)))).toBe(true);
    });
  });

  test('keeps cap, floor and sector cap unless the date is reported, and then the weights are equal', () => {
    let kept = 0;
    let broken = 0;
    holds(indexOfAssets, ({ rebalances, notes }, { panel, definition }) => {
      const { cap, floor, sector_cap } = definition.weight;
      const reported = new Set(
        notes.filter(({ code }) => code === 'bounds-infeasible').map(({ date }) => date),
      );
      for (const rebalance of rebalances) {
        if (rebalance.eligible === null || rebalance.investedShare === 0) continue;
        const weights = memberWeights(rebalance, definition.cash_asset);
        const values = weights.map(([, weight]) => weight);
        if (values.length === 0) continue;
        if (reported.has(rebalance.date)) {
          broken++;
          expect(Math.max(...values) - Math.min(...values)).toBeLessThan(1e-12);
          continue;
        }
        kept++;
        if (cap !== null) expect(Math.max(...values)).toBeLessThanOrEqual(cap + 1e-9);
        if (floor !== null) expect(Math.min(...values)).toBeGreaterThanOrEqual(floor - 1e-9);
        if (sector_cap === null) continue;
        for (const sector of new Set(panel.tags.map((tags) => tags.sector))) {
          if (sector === null) continue;
          const inSector = weights.filter(([id]) => panel.tags[panel.assets.indexOf(id)].sector === sector);
          expect(total(inSector.map(([, weight]) => weight))).toBeLessThanOrEqual(sector_cap + 1e-9);
        }
      }
    });
    expect(Math.min(kept, broken)).toBeGreaterThan(100);
  });
});

describe('a level', () => {
  test('scales with base.value: eight times as much is eight times the level, to the last bit', () => {
    holds(anyIndex, (_, one) => {
      const { value, date } = one.definition.base;
      const once = backtest(one, { capital: null });
      const eightfold = backtest(one, { capital: null, base: { date, value: value * 8 } });
      expect([...eightfold.levels]).toEqual([...once.levels].map((level) => level * 8));
      expect(eightfold.statistics.sharpe).toBe(once.statistics.sharpe);
    });
  });

  test('with an earlier end is the first part of the whole', () => {
    holds(anyIndex, (whole, one) => {
      const middle = whole.dates[whole.dates.length >> 1];
      const part = backtest(one, { end: formatDate(middle), benchmarks: [] });
      expect([...part.levels]).toEqual([...whole.levels.slice(0, part.levels.length)]);
      expect(part.dates.at(-1)).toBe(middle);
    });
  });

  test('is the same when a run is split at a scheduled rebalance and chained, without cost, buffer and drift', () => {
    let split = 0;
    holds(anyIndex, (_, one) => {
      const { definition } = one;
      // What remembers: members that keep their place, targets that weights drift from, and an overlay's shadow.
      const change = {
        cost_bps: 0,
        capital: null,
        overlay: null,
        rebalance: { ...definition.rebalance, drift: null },
        select: { ...definition.select, buffer: 0 },
        benchmarks: [],
      };
      const whole = backtest(one, change);
      const { rebalances } = whole;
      const at = rebalances[rebalances.length >> 1];
      const k = whole.dates.indexOf(at.date);
      if (whole.levels[k] === 0) return;
      const rest = backtest(one, { ...change, base: { date: formatDate(at.date), value: whole.levels[k] } });
      expect(rest.levels.length).toBe(whole.levels.length - k);
      rest.levels.forEach((level, i) => {
        expect(near(level, whole.levels[k + i]), `${level} and ${whole.levels[k + i]}`).toBe(true);
      });
      if (k > 0) split++;
    });
    expect(split).toBeGreaterThan(150);
  });
});

describe('order', () => {
  test('of names and numbers in a definition does not matter', () => {
    const reversed = <T>(record: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(record).reverse());
    const turned = (entries: IndexDefinition['votes']) =>
      entries?.map(({ from, numbers }) => ({ from, numbers: reversed(numbers) })) ?? null;
    holds(anyIndex, (result, one) => {
      const { universe, members, votes, weights } = one.definition;
      const other = backtest(one, {
        universe: {
          ...universe,
          include: universe.include.toReversed(),
          exclude: universe.exclude.toReversed(),
          include_tags: universe.include_tags.toReversed(),
          exclude_tags: universe.exclude_tags.toReversed(),
        },
        members: members?.toReversed() ?? null,
        votes: turned(votes),
        weights: turned(weights),
      });
      expect([...other.levels]).toEqual([...result.levels]);
    });
  });

  test('of the assets in the panel does not matter where nothing ties', () => {
    let compared = 0;
    holds(indexOfAssets, (result, one) => {
      const { panel, definition, library, shape } = one;
      const { nearestThreshold } = referenceBacktest(panel, definition, library);
      const canTie =
        ['votes', 'volume'].includes(definition.select.by) || shape.ties + shape.twins + shape.flat > 0;
      if (canTie || nearestThreshold < 1e-11) return;
      // New names in the opposite order; every name of the definition is changed with them.
      const { assets } = panel;
      const renamed = (id: string) => {
        const a = assets.indexOf(id);
        return a < 0 ? id : `${String(assets.length - a).padStart(3, '0')}-${id}`;
      };
      const mirrored: PanelData = {
        ...panel,
        assets: assets.map(renamed).toReversed(),
        tags: panel.tags.toReversed(),
        close: mirror(panel.close, panel.dates.length),
        marketCap: mirror(panel.marketCap, panel.dates.length),
        volume: mirror(panel.volume, panel.dates.length),
      };
      const { universe, cash_asset, weights } = definition;
      const other = backtest(
        one,
        {
          universe: {
            ...universe,
            include: universe.include.map(renamed),
            exclude: universe.exclude.map(renamed),
          },
          cash_asset: cash_asset === null ? null : renamed(cash_asset),
          weights:
            weights?.map(({ from, numbers }) => ({
              from,
              numbers: Object.fromEntries(Object.entries(numbers).map(([id, w]) => [renamed(id), w])),
            })) ?? null,
          benchmarks: [],
        },
        mirrored,
      );
      compared++;
      other.levels.forEach((level, k) => {
        expect(near(level, result.levels[k]), `level ${k}: ${level} and ${result.levels[k]}`).toBe(true);
      });
    });
    expect(compared).toBeGreaterThan(20);
  });

  test('an asset that the universe excludes changes nothing, to the last bit', () => {
    holds(indexOfAssets, (result, one) => {
      const { panel, definition } = one;
      const days = panel.dates.length;
      const extra = (values: Float64Array) => Float64Array.of(...new Float64Array(days).fill(1e9), ...values);
      const larger: PanelData = {
        ...panel,
        assets: ['!', ...panel.assets],
        tags: [{ sector: 'defi', tags: ['defi'] }, ...panel.tags],
        close: extra(panel.close),
        marketCap: extra(panel.marketCap),
        volume: extra(panel.volume),
      };
      const { universe } = definition;
      const other = backtest(one, { universe: { ...universe, exclude: [...universe.exclude, '!'] } }, larger);
      expect([...other.levels]).toEqual([...result.levels]);
    });
  });
});

/** Asset-major values with the assets in the opposite order. */
function mirror(values: Float64Array, days: number): Float64Array {
  const assets = values.length / days;
  return values.map((_, at) => values[(assets - 1 - Math.floor(at / days)) * days + (at % days)]);
}
