import { describe, expect, it } from 'vitest';
import { formatDate, parseDate, type Schedule } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { datesOf, expectTargets, listFrom, notesOf, run } from '../tiny-run.ts';

function rebalanceDates(schedule: Schedule, dates: readonly string[]): string[] {
  const panel = tinyPanel({ dates, prices: { a: `1x${dates.length}` } });
  return datesOf(run(panel, { rebalance: { schedule } }));
}

function every(from: string, to: string): string[] {
  const first = parseDate(from);
  return Array.from({ length: parseDate(to) - first + 1 }, (_, k) => formatDate(first + k));
}

describe('rebalance dates', () => {
  it('the first date always is one', () => {
    expect(rebalanceDates('none', every('2021-01-13', '2021-03-05'))).toEqual(['2021-01-13']);
    expect(rebalanceDates('quarterly', every('2021-02-13', '2021-03-05'))).toEqual(['2021-02-13']);
  });

  it('monthly over the end of February of a leap year', () => {
    expect(rebalanceDates('monthly', every('2020-01-31', '2020-03-02'))).toEqual([
      '2020-01-31',
      '2020-02-01',
      '2020-03-01',
    ]);
  });

  it('a 1st that the panel lacks moves to the next date', () => {
    const dates = ['2021-01-30', '2021-01-31', '2021-02-03', '2021-02-04', '2021-03-01'];
    expect(rebalanceDates('monthly', dates)).toEqual(['2021-01-30', '2021-02-03', '2021-03-01']);
  });

  it('several scheduled dates in one gap are one rebalance', () => {
    const dates = ['2021-01-05', '2021-01-06', '2021-02-20', '2021-02-21'];
    expect(rebalanceDates('weekly', dates)).toEqual(['2021-01-05', '2021-02-20']);
  });

  it('weekly over the end of a year', () => {
    expect(rebalanceDates('weekly', every('2020-12-26', '2021-01-05'))).toEqual([
      '2020-12-26',
      '2020-12-28',
      '2021-01-04',
    ]);
  });

  it('a scheduled date before the first date does not count, though the panel has it', () => {
    const panel = tinyPanel({ dates: '2021-01-30', prices: { a: '1x5' } });
    // Lag 3: the first date is 2 February, after the 1st.
    expect(datesOf(run(panel, { lag: 3, rebalance: { schedule: 'monthly' } }))).toEqual(['2021-02-02']);
  });

  it('the last date can be one', () => {
    expect(rebalanceDates('monthly', every('2021-01-30', '2021-02-01'))).toEqual([
      '2021-01-30',
      '2021-02-01',
    ]);
  });

  it('reasons say why', () => {
    const panel = tinyPanel({ dates: '2021-01-31', prices: { a: '1 1 1 1 1 1', b: '1 1 1 9 1 1' } });
    const { rebalances } = run(panel, { rebalance: { schedule: 'monthly', drift: 0.3 } });
    expect(rebalances.map(({ reason, date }) => `${formatDate(date)} ${reason}`)).toEqual([
      '2021-01-31 start',
      '2021-02-01 schedule',
      '2021-02-03 drift',
      '2021-02-04 drift',
    ]);
  });
});

describe('custom weights', () => {
  const panel = tinyPanel({
    dates: ['2021-01-04', '2021-01-05', '2021-01-08', '2021-01-09'],
    prices: { a: '1 1 1 1', b: '1 1 1 -', c: '1 2 4 8' },
  });
  const custom = { weight: { scheme: 'custom' } } as const;

  it('before the first `from` the index is cash', () => {
    const backtest = run(panel, { ...custom, weights: [listFrom('2021-01-08', { c: 1 })] });
    expect([...backtest.levels]).toEqual([100, 100, 100, 200]);
    expectTargets(backtest, [{}, { c: 1 }]);
    expect(notesOf(backtest)).toEqual([{ code: 'no-eligible-asset', date: '2021-01-04', asset: null }]);
  });

  it('each `from` is a rebalance; one that the panel lacks moves to the next date', () => {
    const backtest = run(panel, {
      ...custom,
      weights: [
        listFrom('2021-01-01', { a: 1 }),
        listFrom('2021-01-05', { b: 1 }),
        listFrom('2021-01-07', { c: 1 }),
      ],
    });
    expect(backtest.rebalances.map(({ reason, date }) => `${formatDate(date)} ${reason}`)).toEqual([
      '2021-01-04 start',
      '2021-01-05 weights',
      '2021-01-08 weights',
    ]);
    expectTargets(backtest, [{ a: 1 }, { b: 1 }, { c: 1 }]);
  });

  it('of two lists that fall in one gap the later one holds', () => {
    const backtest = run(panel, {
      ...custom,
      weights: [
        listFrom('2021-01-01', { a: 1 }),
        listFrom('2021-01-06', { b: 1 }),
        listFrom('2021-01-07', { c: 1 }),
      ],
    });
    expectTargets(backtest, [{ a: 1 }, { c: 1 }]);
  });

  it('a `from` on the first date, before it or after the end is no extra rebalance', () => {
    const weights = [listFrom('2021-01-04', { a: 1 }), listFrom('2022-01-01', { b: 1 })];
    expect(datesOf(run(panel, { ...custom, weights }))).toEqual(['2021-01-04']);
  });

  it('the share of an ineligible asset is cash, and is said', () => {
    // b has no price on the 9th; ghost is not in the snapshot.
    const weights = [listFrom('2021-01-01', { a: 0.25, b: 0.5, ghost: 0.25 })];
    const backtest = run(panel, { ...custom, weights, rebalance: { schedule: 'daily' } });
    expectTargets(backtest, [{ a: 0.25, b: 0.5 }, { a: 0.25, b: 0.5 }, { a: 0.25, b: 0.5 }, { a: 0.25 }]);
    expect(
      backtest.notes.filter(({ code }) => code === 'custom-weight-to-cash').map((n) => n.message),
    ).toEqual([
      '25.00 % of the weights belongs to assets that are not eligible, and is cash.',
      '25.00 % of the weights belongs to assets that are not eligible, and is cash.',
      '25.00 % of the weights belongs to assets that are not eligible, and is cash.',
      '75.00 % of the weights belongs to assets that are not eligible, and is cash.',
    ]);
  });

  it('select is ignored: neither places nor market caps matter', () => {
    const weights = [listFrom('2021-01-01', { a: 0.4, b: 0.35, c: 0.25 })];
    expectTargets(run(panel, { ...custom, select: { top: 1 }, weights }), [{ a: 0.4, b: 0.35, c: 0.25 }]);
  });

  it('universe filters hold', () => {
    const weights = [listFrom('2021-01-01', { a: 0.5, c: 0.5 })];
    expectTargets(run(panel, { ...custom, universe: { exclude: ['c'] }, weights }), [{ a: 0.5 }]);
  });

  it('bounds apply to the eligible share: 0.9 of two with a cap of 0.5', () => {
    const weights = [listFrom('2021-01-01', { a: 0.7, c: 0.2, ghost: 0.1 })];
    expectTargets(run(panel, { weight: { scheme: 'custom', cap: 0.5 }, weights }), [{ a: 0.5, c: 0.4 }]);
  });

  it('a list that sums to 1 within 1e-9 leaves no cash', () => {
    const weights = [listFrom('2021-01-01', { a: 1 / 3, b: 1 / 3, c: 1 / 3 - 5e-10 })];
    const { targets } = run(panel, { ...custom, weights }).rebalances[0];
    expect(targets.a + targets.b + targets.c).toBeCloseTo(1, 14);
  });
});
