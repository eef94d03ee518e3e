import { formatDate } from '@holdfast/engine';
import { describe, expect, test } from 'vitest';
import type { ReferenceBacktest } from '../reference/backtest.ts';
import { tinyPanel } from './tiny-panel.ts';
import { closeTo, equalAll, numbersFrom, run } from './tiny-run.ts';

const rebalanceDates = (result: ReferenceBacktest) =>
  result.rebalances.map(({ date, reason }) => `${formatDate(date)} ${reason}`);
const flat = (count: number) => ({ a: { prices: Array<number>(count).fill(1) } });

describe('schedule', () => {
  const dates = (schedule: 'none' | 'daily' | 'weekly' | 'monthly' | 'quarterly', list: readonly string[]) =>
    rebalanceDates(run(tinyPanel(list, flat(list.length)), { ...equalAll, rebalance: { schedule } }));

  test('monthly on the 1st, a missing 1st moves to the next date of the panel', () => {
    expect(dates('monthly', ['2021-01-30', '2021-01-31', '2021-02-02', '2021-02-03', '2021-03-01'])).toEqual([
      '2021-01-30 start',
      '2021-02-02 schedule',
      '2021-03-01 schedule',
    ]);
  });

  test('two scheduled dates in one gap are one rebalance', () => {
    expect(dates('monthly', ['2021-01-31', '2021-03-05', '2021-03-06'])).toEqual([
      '2021-01-31 start',
      '2021-03-05 schedule',
    ]);
  });

  test('quarterly across the end of a leap February', () => {
    expect(
      dates('quarterly', ['2020-02-29', '2020-03-01', '2020-03-31', '2020-04-01', '2020-07-04']),
    ).toEqual(['2020-02-29 start', '2020-04-01 schedule', '2020-07-04 schedule']);
  });

  test('weekly on Mondays', () => {
    // 2021-01-04 and 2021-01-11 are Mondays; the second is missing.
    expect(dates('weekly', ['2021-01-03', '2021-01-04', '2021-01-05', '2021-01-12', '2021-01-13'])).toEqual([
      '2021-01-03 start',
      '2021-01-04 schedule',
      '2021-01-12 schedule',
    ]);
  });

  test('the first date is a rebalance with schedule none, and the only one', () => {
    expect(dates('none', ['2021-01-01', '2021-02-01'])).toEqual(['2021-01-01 start']);
  });

  test('each from of custom weights is a rebalance, a missing one moves', () => {
    const panel = tinyPanel(['2021-01-01', '2021-01-03', '2021-01-04'], flat(3));
    const weights = [numbersFrom('2021-01-02', { a: 1 }), numbersFrom('2021-01-04', { a: 1 })];
    const result = run(panel, { weight: { scheme: 'custom' }, weights });
    expect(rebalanceDates(result)).toEqual(['2021-01-01 start', '2021-01-03 weights', '2021-01-04 weights']);
    expect(result.rebalances[0].targets).toEqual({});
  });

  test('drift rebalances when a weight is further from its target than d, not at d', () => {
    // Weights of a, from ½: 12 / (12 + 10) is 0.0454… away, 15 / 25 is 0.1 away; then it starts anew.
    const panel = tinyPanel('2021-01-05', {
      a: { prices: [10, 12, 15, 15, 15] },
      b: { prices: [10, 10, 10, 10, 9] },
    });
    const result = run(panel, { ...equalAll, rebalance: { drift: 0.05 } });
    expect(rebalanceDates(result)).toEqual(['2021-01-05 start', '2021-01-07 drift']);
    // 125 on day 2, 62.5 each; day 4: 62.5 + 56.25.
    closeTo(result.levels, [100, 110, 125, 125, 118.75]);
    const exact = tinyPanel('2021-01-05', { a: { prices: [10, 30] }, b: { prices: [10, 10] } });
    // 0.75 − 0.5 is exactly the drift of 0.25.
    expect(rebalanceDates(run(exact, { ...equalAll, rebalance: { drift: 0.25 } }))).toEqual([
      '2021-01-05 start',
    ]);
  });

  test('cash of a delisting counts in V, and drives the others from their targets', () => {
    const panel = tinyPanel('2021-01-05', {
      a: { prices: [10, null, null, 10] },
      b: { prices: [10, 10, 10, 10] },
    });
    // Delisted on day 2 as cash of 50: b stays at ½ of V. With the whole haircut b is all of V.
    const input = { ...equalAll, stale_after: 2, rebalance: { drift: 0.3 } };
    expect(rebalanceDates(run(panel, input))).toEqual(['2021-01-05 start']);
    const result = run(panel, { ...input, delist_haircut: 1 });
    expect(rebalanceDates(result)).toEqual(['2021-01-05 start', '2021-01-07 drift']);
    closeTo(result.levels, [100, 100, 50, 50]);
  });
});

describe('dates', () => {
  const panel = tinyPanel(['2021-01-01', '2021-01-02', '2021-01-05', '2021-01-06'], {
    a: { prices: [1, 2, 1, 2] },
  });

  test('the first possible date has lag and window before it', () => {
    const result = run(panel, {
      lag: 1,
      weight: { scheme: 'inverse-volatility', window: 2 },
      select: { by: 'all' },
    });
    expect(result.dates.map(formatDate)).toEqual(['2021-01-06']);
  });

  test('a base date before it, after the end, and too little history are errors', () => {
    const start =
      (date: string, end: string | null = null, lag = 1) =>
      () =>
        run(panel, { ...equalAll, lag, base: { date }, end });
    expect(start('2021-01-01')).toThrow(expect.objectContaining({ code: 'BASE_DATE_TOO_EARLY' }));
    expect(start('2021-01-07')).toThrow(expect.objectContaining({ code: 'BASE_DATE_AFTER_END' }));
    expect(start('2021-01-03', '2021-01-04')).toThrow(
      expect.objectContaining({ code: 'BASE_DATE_AFTER_END' }),
    );
    expect(start('2021-01-05', null, 4)).toThrow(expect.objectContaining({ code: 'HISTORY_TOO_SHORT' }));
  });

  test('a missing base date moves to the next date, a missing end to the one before', () => {
    const result = run(panel, { ...equalAll, base: { date: '2021-01-03' }, end: '2021-01-05' });
    expect(result.dates.map(formatDate)).toEqual(['2021-01-05']);
    expect(result.statistics.cagr).toBeNull();
    expect(result.statistics.volatility).toBeNull();
  });
});

describe('overlay', () => {
  test('trend: out when the level is below its mean, in again at the next overlay date above it', () => {
    // Tuesday 5 January on; daily overlay over 2 levels. Levels of the shadow: 100, 120, 60, 90, 180.
    // Day 2: mean (120 + 60) / 2 > 60: out at 60. Day 3: mean (60 + 90) / 2 < 90: in at 90, having stayed at 60.
    const panel = tinyPanel('2021-01-05', { a: { prices: [10, 12, 6, 9, 18] } });
    const result = run(panel, { ...equalAll, overlay: { trend: { window: 2, schedule: 'daily' } } });
    expect(rebalanceDates(result)).toEqual(['2021-01-05 start', '2021-01-07 overlay', '2021-01-08 overlay']);
    closeTo(result.overlay!.shadowLevels, [100, 120, 60, 90, 180]);
    expect(result.overlay!.investedShare).toEqual([1, 1, 0, 1, 1]);
    closeTo(result.levels, [100, 120, 60, 60, 120]);
  });

  test('trend: a flat series is not below its mean', () => {
    const panel = tinyPanel('2021-01-05', { a: { prices: [0.1, 0.1, 0.1, 0.1] } });
    const result = run(panel, { ...equalAll, overlay: { trend: { window: 3, schedule: 'daily' } } });
    expect(result.overlay!.investedShare).toEqual([1, 1, 1, 1]);
  });

  test('trend: with lag the fall is seen a day later, and weights are the shadow’s on that day', () => {
    const falling = tinyPanel('2021-01-05', {
      a: { prices: [10, 10, 5, 5, 20] },
      b: { prices: [10, 10, 10, 10, 10] },
    });
    const out = run(falling, { ...equalAll, lag: 1, overlay: { trend: { window: 2, schedule: 'daily' } } });
    // Dates are days 1 to 4. Shadow 100, 75, 75, 150: on day 3 the levels seen are 100, 75: out at 75;
    // on day 4 they are 75, 75: in, with the shadow's weights ⅔ and ⅓.
    expect(out.overlay!.investedShare).toEqual([1, 1, 0, 1]);
    closeTo(out.levels, [100, 75, 75, 75]);
    closeTo([out.rebalances[2].targets.a, out.rebalances[2].targets.b], [2 / 3, 1 / 3]);
  });

  test('volatility target: s is annual / volatility, at most 1, and pays to get there', () => {
    // Shadow returns on days 1 and 2: +0.1, −0.1 but for cost 0: sd √0.02. s = 0.1 / (√0.02 × √365) = 0.0370…
    const panel = tinyPanel('2021-01-05', { a: { prices: [100, 110, 99, 99] } });
    const result = run(panel, {
      ...equalAll,
      cost_bps: 100,
      overlay: { volatility_target: { annual: 0.1, window: 2, schedule: 'weekly' } },
      base: { date: '2021-01-05' },
    });
    // No Monday within the four days: s stays 1.
    expect(result.overlay!.investedShare).toEqual([1, 1, 1, 1]);
    const daily = run(panel, {
      ...equalAll,
      cost_bps: 100,
      overlay: { volatility_target: { annual: 0.1, window: 2, schedule: 'daily' } },
      end: '2021-01-07',
    });
    const s = 0.1 / (Math.sqrt(0.02) * Math.sqrt(365));
    // 99 → 108.9 → 98.01; sells (1 − s) of it at 1 %.
    expect(daily.overlay!.investedShare[2]).toBeCloseTo(s, 9);
    closeTo(daily.levels, [99, 108.9, 98.01 * (1 - 0.01 * (1 - s))]);
    expect(daily.rebalances[1].targets.a).toBeCloseTo(s, 9);
  });
});

describe('cash asset', () => {
  test('holds what is not invested, is bought at cost, and earns its price', () => {
    const panel = tinyPanel('2021-01-05', {
      a: { prices: [10, 10, 10] },
      dollar: { prices: [1, 1.1, 1.1], tags: ['stablecoin'] },
    });
    const weights = [numbersFrom('2021-01-01', { a: 0.6, other: 0.4 })];
    const result = run(panel, { weight: { scheme: 'custom' }, weights, cash_asset: 'dollar', cost_bps: 100 });
    // Traded 60 + 40: V = 99; 39.6 in dollars at 1, worth 43.56 at 1.1.
    closeTo([result.rebalances[0].targets.a, result.rebalances[0].targets.dollar], [0.6, 0.4]);
    closeTo(result.levels, [99, 102.96, 102.96]);
  });

  test('without a price on the date it is plain cash', () => {
    const panel = tinyPanel('2021-01-05', { a: { prices: [10, 10] }, dollar: { prices: [null, 2] } });
    const weights = [numbersFrom('2021-01-01', { a: 0.6, other: 0.4 })];
    const result = run(panel, { weight: { scheme: 'custom' }, weights, cash_asset: 'dollar', cost_bps: 100 });
    expect(result.rebalances[0].targets).toEqual({ a: 0.6 });
    closeTo(result.levels, [99.4, 99.4]);
  });

  test('one that the snapshot lacks is an error', () => {
    expect(() => run(tinyPanel('2021-01-05', flat(2)), { ...equalAll, cash_asset: 'none' })).toThrow(
      expect.objectContaining({ code: 'ASSET_UNKNOWN' }),
    );
  });
});

describe('portfolio of indices and benchmarks', () => {
  const panel = tinyPanel('2021-01-04', {
    a: { prices: [10, 20, 20, 20] },
    b: { prices: [10, 10, 10, 30] },
  });
  const only = (id: string) => ({ ...equalAll, universe: { include: [id] }, cost_bps: 100 });

  test('members are held at their levels, costs included, from the latest first date plus lag', () => {
    const late = { ...only('b'), base: { date: '2021-01-05' } };
    const result = run(
      panel,
      { ...equalAll, id: 'both', lag: 1, members: ['first', 'late'], base: { value: 1 } },
      { first: only('a'), late },
    );
    // first: 99, 198, 198, 198; late: -, 99, 99, 297. From day 2: ½ each, then b has tripled.
    expect(result.dates.map(formatDate)).toEqual(['2021-01-06', '2021-01-07']);
    closeTo(result.levels, [1, 2]);
  });

  test('a circle and an unknown member are errors', () => {
    const circle = () =>
      run(
        panel,
        { ...equalAll, id: 'x', members: ['y'] },
        { y: { ...equalAll, members: ['z'] }, z: { ...equalAll, members: ['x'] } },
      );
    expect(circle).toThrow(expect.objectContaining({ code: 'DEFINITION_CYCLE' }));
    expect(() => run(panel, { ...equalAll, members: ['nobody'] })).toThrow(
      expect.objectContaining({ code: 'DEFINITION_NOT_FOUND' }),
    );
  });

  test('beta, alpha, tracking error and captures against an asset and against another index', () => {
    const both = tinyPanel('2021-01-04', {
      a: { prices: [100, 120, 96] },
      bitcoin: { prices: [50, 55, 49.5] },
    });
    const result = run(
      both,
      { ...equalAll, universe: { include: ['a'] }, benchmarks: ['bitcoin', 'held'] },
      { held: only('bitcoin') },
    );
    // r = 0.2, −0.2; r_b = 0.1, −0.1: beta 2, alpha 0; active 0.1, −0.1.
    for (const { against } of result.benchmarks) {
      expect(against.beta).toBeCloseTo(2, 9);
      expect(against.alpha).toBeCloseTo(0, 9);
      expect(against.trackingError).toBeCloseTo(Math.sqrt(0.02 * 365), 9);
      expect(against.informationRatio).toBeCloseTo(0, 9);
      expect(against.upCapture).toBeCloseTo(2, 9);
      expect(against.downCapture).toBeCloseTo(2, 9);
    }
    for (const { levels } of result.benchmarks) closeTo(levels, [100, 110, 99]);
  });

  test('a default benchmark that is missing is left out, a named one without a price is an error', () => {
    const late = tinyPanel('2021-01-04', {
      a: { prices: [1, 1] },
      ethereum: { prices: [null, 1] },
      bitcoin: { prices: [2, 3] },
    });
    const input = { ...equalAll, universe: { include: ['a'] } };
    const result = run(late, { ...input, benchmarks: undefined });
    expect(result.benchmarks.map(({ id }) => id)).toEqual(['bitcoin']);
    expect(() => run(late, { ...input, benchmarks: ['ethereum'] })).toThrow(
      expect.objectContaining({ code: 'BENCHMARK_WITHOUT_PRICE' }),
    );
  });
});
