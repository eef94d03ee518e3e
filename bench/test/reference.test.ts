import { formatDate, parseDate } from '@holdfast/engine';
import { describe, expect, test } from 'vitest';
import { tinyPanel } from './tiny-panel.ts';
import { closeTo, equalAll, numbersFrom, run } from './tiny-run.ts';

const days = (from: string, ...offsets: number[]) => offsets.map((k) => formatDate(parseDate(from) + k));

describe('level and cost', () => {
  test('equal weights pay for the first purchase and for moving back to equal', () => {
    const panel = tinyPanel('2021-01-04', { a: { prices: [10, 20, 20] }, b: { prices: [5, 5, 5] } });
    const result = run(panel, { ...equalAll, cost_bps: 100, rebalance: { schedule: 'daily' } });
    // Day 0: traded 50 + 50 = 100, cost 1, V = 99; 49.5 each: 4.95 a, 9.9 b.
    // Day 1: V = 4.95 × 20 + 9.9 × 5 = 99 + 49.5 = 148.5. Targets 74.25: traded 24.75 + 24.75 = 49.5,
    //   cost 0.495, V = 148.005. Turnover ½ × 49.5 / 148.5 = 1/6.
    // Day 2: nothing moved, nothing traded.
    closeTo(result.levels, [99, 148.005, 148.005]);
    closeTo(
      result.rebalances.map(({ cost }) => cost),
      [1, 0.495, 0],
    );
    closeTo(
      result.rebalances.map(({ turnover }) => turnover),
      [0.5, 1 / 6, 0],
    );
    expect(result.statistics.totalCost).toBeCloseTo(1.495, 9);
    // The first purchase is left out of the mean: (1/6 + 0) / 2.
    expect(result.statistics.meanOneWayTurnover).toBeCloseTo(1 / 12, 9);
    // CAGR from base.value over 2 days; the drawdown is over levels, so the first cost is not in it.
    expect(result.statistics.cagr! / (1.48005 ** (365 / 2) - 1)).toBeCloseTo(1, 9);
    expect(result.statistics.maxDrawdown).toBe(0);
    expect(result.statistics.calmar).toBeNull();
    expect(result.statistics.sortino).toBeNull();
  });

  test('cap weights see the caps of t − lag and trade at the prices of t', () => {
    const panel = tinyPanel('2021-01-04', {
      a: { prices: [1, 2, 4], caps: [30, 999, 999] },
      b: { prices: [1, 4, 4], caps: [10, 1, 1] },
    });
    const result = run(panel, { lag: 1 });
    // First possible date is day 1; 75 % a at 2, 25 % b at 4: 37.5 a, 6.25 b. Day 2: 150 + 25 = 175.
    expect(result.dates.map(formatDate)).toEqual(days('2021-01-04', 1, 2));
    expect(result.rebalances[0].targets).toEqual({ a: 0.75, b: 0.25 });
    closeTo(result.levels, [100, 175]);
  });

  test('volatility, Sharpe, Sortino and drawdown of a level of 100, 110, 99', () => {
    const result = run(tinyPanel('2021-01-04', { a: { prices: [100, 110, 99] } }), equalAll);
    // r = 0.1, −0.1: mean 0, sample sd √0.02, downside √0.005.
    const { volatility, sharpe, sortino, maxDrawdown, cagr, calmar } = result.statistics;
    expect(volatility).toBeCloseTo(Math.sqrt(0.02 * 365), 9);
    expect(sharpe).toBeCloseTo(0, 9);
    expect(sortino).toBeCloseTo(0, 9);
    expect(maxDrawdown).toBeCloseTo(-0.1, 9);
    expect(cagr).toBeCloseTo(0.99 ** 182.5 - 1, 9);
    expect(calmar).toBeCloseTo((0.99 ** 182.5 - 1) / 0.1, 9);
  });

  test('impact is x σ √(x / ADV) on top of the basis points', () => {
    // 31 prices alternating between 100 and 110: 30 log returns ± l, l = ln 1.1; 15 of each sign, mean 0,
    // sample sd l √(30/29). Capital 10,000 at a base of 100: 100 USD a level unit. ADV 1,000,000.
    const prices = Array.from({ length: 31 }, (_, k) => (k % 2 === 0 ? 100 : 110));
    const panel = tinyPanel('2021-01-01', { a: { prices, volumes: 1e6 } });
    const result = run(panel, { ...equalAll, capital: 10_000, cost_bps: 10, base: { date: '2021-01-31' } });
    const sigma = Math.log(1.1) * Math.sqrt(30 / 29);
    const impact = (10_000 * sigma * Math.sqrt(10_000 / 1e6)) / 100;
    closeTo([result.rebalances[0].impact, result.rebalances[0].cost], [impact, impact + 0.1]);
    closeTo(result.levels, [100 - impact - 0.1]);
  });

  test('a day short of 30 returns there is no impact', () => {
    const prices = Array.from({ length: 31 }, (_, k) => (k % 2 === 0 ? 100 : 110));
    const panel = tinyPanel('2021-01-01', { a: { prices, volumes: 1e6 } });
    const result = run(panel, { ...equalAll, capital: 10_000, base: { date: '2021-01-30' } });
    expect(result.rebalances[0].impact).toBe(0);
  });

  test('capital that moves the market by more than the index is worth is an error', () => {
    const prices = Array.from({ length: 31 }, (_, k) => (k % 2 === 0 ? 100 : 200));
    const panel = tinyPanel('2021-01-01', { a: { prices, volumes: 10 } });
    expect(() => run(panel, { ...equalAll, capital: 1e12, base: { date: '2021-01-31' } })).toThrow(
      expect.objectContaining({ code: 'CAPITAL_EXCEEDS_LIQUIDITY' }),
    );
  });
});

describe('staleness and delisting', () => {
  const gone = (length: number) => ({
    a: { prices: [10, ...Array<null>(length - 1).fill(null)] },
    b: { prices: Array<number>(length).fill(10) },
  });

  test('7 days after its last price an asset is cash at the haircut, without cost; the day before it is not', () => {
    const result = run(tinyPanel('2021-01-05', gone(9)), { ...equalAll, delist_haircut: 0.5, cost_bps: 100 });
    // 99 after the first purchase, 49.5 each. Last price on day 0; day 7 is the 7th: 49.5 × 0.5 + 49.5.
    closeTo(result.levels, [99, 99, 99, 99, 99, 99, 99, 74.25, 74.25]);
    expect(result.rebalances).toHaveLength(1);
  });

  test('with stale_after 8 it is a day later', () => {
    const result = run(tinyPanel('2021-01-05', gone(9)), {
      ...equalAll,
      delist_haircut: 0.5,
      stale_after: 8,
    });
    closeTo(result.levels, [100, 100, 100, 100, 100, 100, 100, 100, 75]);
  });

  test('days are calendar days: a gap in the panel counts', () => {
    const panel = tinyPanel(['2021-01-05', '2021-01-06', '2021-01-12'], gone(3));
    closeTo(run(panel, { ...equalAll, delist_haircut: 1 }).levels, [100, 100, 50]);
  });

  test('an asset that is back on the 7th day was only stale', () => {
    const panel = tinyPanel('2021-01-05', {
      a: { prices: [10, null, null, null, null, null, null, 30] },
      b: { prices: Array<number>(8).fill(10) },
    });
    closeTo(run(panel, { ...equalAll, delist_haircut: 1 }).levels, [100, 100, 100, 100, 100, 100, 100, 200]);
  });

  test('a rebalance in between sells a stale asset at the haircut and pays for it', () => {
    // Tuesday 5 January; the weekly rebalance is Monday 11, day 6.
    const result = run(tinyPanel('2021-01-05', gone(8)), {
      ...equalAll,
      delist_haircut: 0.5,
      cost_bps: 100,
      rebalance: { schedule: 'weekly' },
    });
    // 49.5 each. V before = 24.75 + 49.5 = 74.25, all of it to b: traded 24.75 + 24.75, cost 0.495.
    closeTo(result.levels, [99, 99, 99, 99, 99, 99, 73.755, 73.755]);
    expect(result.rebalances[1].valueBefore).toBeCloseTo(74.25, 9);
    expect(result.rebalances[1].turnover).toBeCloseTo(1 / 3, 9);
  });

  test('what is delisted on the day of a rebalance is neither traded nor turnover', () => {
    // Monday 4 January; Monday 11 is day 7.
    const result = run(tinyPanel('2021-01-04', gone(8)), {
      ...equalAll,
      cost_bps: 100,
      rebalance: { schedule: 'weekly' },
    });
    // 49.5 cash and 49.5 b; only 49.5 is bought.
    closeTo(result.levels.slice(6), [99, 98.505]);
    expect(result.rebalances[1].traded).toBeCloseTo(49.5, 9);
  });

  test('no eligible asset is cash until the next rebalance', () => {
    const panel = tinyPanel('2021-01-01', {
      a: { prices: [1, 2, 4, 8, 16], caps: [null, null, null, 5, 5] },
    });
    const result = run(panel, { rebalance: { schedule: 'weekly' } });
    // Monday 4 January is day 3.
    closeTo(result.levels, [100, 100, 100, 100, 200]);
    expect(result.rebalances.map(({ targets }) => targets)).toEqual([{}, { a: 1 }]);
    // The rebalance at the start bought nothing: it counts, and the first purchase is left out.
    expect(result.statistics.meanOneWayTurnover).toBe(0);
    expect(result.statistics.rebalances).toBe(2);
  });
});

describe('selection', () => {
  test('ties go to the id that is first in UTF-8 bytes', () => {
    // U+FF5A is before U+1F600 in UTF-8 but after its surrogates in UTF-16.
    const panel = tinyPanel('2021-01-04', {
      '\u{1f600}': { prices: [1], caps: 7 },
      ｚ: { prices: [1], caps: 7 },
      b: { prices: [1], caps: 6 },
    });
    expect(run(panel, { select: { top: 1 } }).rebalances[0].targets).toEqual({ ｚ: 1 });
  });

  test('a member keeps its place down to rank N + b, a newcomer needs rank N − b', () => {
    const caps = { a: [9, 9, 6], b: [8, 6, 8], c: [7, 8, 7], d: [1, 7, 9] };
    const panel = tinyPanel(
      '2021-01-04',
      Object.fromEntries(Object.entries(caps).map(([id, list]) => [id, { prices: [1, 1, 1], caps: list }])),
    );
    const result = run(panel, {
      select: { top: 2, buffer: 1 },
      weight: { scheme: 'equal' },
      rebalance: { schedule: 'daily' },
    });
    // Day 0: a, b. Day 1 ranks a c d b: a is core; b at rank 4 > 3 is out; c fills.
    // Day 2 ranks d b c a: d is core; c, a member at rank 3, keeps its place before b.
    expect(result.rebalances.map(({ targets }) => Object.keys(targets).sort())).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['c', 'd'],
    ]);
  });

  test('a missing row in the window, and a window without deviation, make an asset ineligible', () => {
    const panel = tinyPanel('2021-01-04', {
      flat: { prices: [1, 2, 4, 8] },
      gap: { prices: [1, null, 2, 1] },
      varied: { prices: [1, 2, 1, 2] },
    });
    const result = run(panel, {
      select: { by: 'low-volatility', window: 3, top: 5 },
      weight: { scheme: 'equal' },
    });
    expect(result.rebalances[0].targets).toEqual({ varied: 1 });
  });

  test('the ranking by return looks from t − lag over window rows', () => {
    const panel = tinyPanel('2021-01-04', {
      a: { prices: [1, 1, 2, 1] },
      b: { prices: [1, 1, 1.5, 9] },
      c: { prices: [4, 1, 1, 9] },
    });
    const result = run(panel, {
      lag: 1,
      select: { by: 'return', window: 2, top: 2 },
      weight: { scheme: 'equal' },
    });
    expect(formatDate(result.dates[0])).toBe('2021-01-07');
    expect(Object.keys(result.rebalances[0].targets)).toEqual(['a', 'b']);
  });

  test('votes are those in force at t − lag', () => {
    const panel = tinyPanel('2021-01-04', { a: { prices: [1, 1, 1] }, b: { prices: [1, 1, 1] } });
    const result = run(panel, {
      lag: 1,
      select: { by: 'votes', top: 1 },
      weight: { scheme: 'equal' },
      votes: [numbersFrom('2021-01-01', { a: 2, b: 1 }), numbersFrom('2021-01-05', { b: 3 })],
      rebalance: { schedule: 'daily' },
    });
    expect(result.rebalances.map(({ targets }) => Object.keys(targets))).toEqual([['a'], ['b']]);
  });

  test('filters: tags, ids, least cap, median volume and age', () => {
    const prices = [1, 1, 1, 1, 1];
    const panel = tinyPanel('2021-01-04', {
      kept: { prices, caps: 10, volumes: [9, 5, 5, 1, 1], sector: 'defi' },
      small: { prices, caps: 9, volumes: 5, sector: 'defi' },
      illiquid: { prices, caps: 10, volumes: [9, 5, 1, 1, 1], sector: 'defi' },
      silent: { prices, caps: 10, volumes: [9, 9, null, 9, 9], sector: 'defi' },
      young: { prices: [null, null, 1, 1, 1], caps: 10, volumes: 5, sector: 'defi' },
      other: { prices, caps: 10, volumes: 5, sector: 'meme' },
      stable: { prices, caps: 10, volumes: 5, sector: 'defi', tags: ['stablecoin'] },
      banned: { prices, caps: 10, volumes: 5, sector: 'defi' },
    });
    const universe = {
      include_tags: ['defi'],
      exclude: ['banned'],
      min_market_cap: 10,
      // The median of 5, 5, 1, 1 is 3; that of 5, 1, 1, 1 is 1.
      min_median_volume: { usd: 3, window: 4 },
      min_age_days: 3,
    };
    const result = run(panel, { universe });
    expect(result.dates.map(formatDate)).toEqual(['2021-01-08']);
    expect(result.rebalances[0].targets).toEqual({ kept: 1 });
  });
});
