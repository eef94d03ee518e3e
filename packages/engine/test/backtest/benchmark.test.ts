import { describe, expect, it } from 'vitest';
import { runBacktest } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { expectClose, failure, libraryOf, notesOf, run, tinyDefinition } from '../tiny-run.ts';

const dates = '2021-01-04';
const onlyA = { universe: { include: ['a'] } };

describe('an asset as a benchmark', () => {
  it('is base value × P / P of the first date', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 1 1', b: '4 6 3' } });
    const { benchmarks } = run(panel, { ...onlyA, benchmarks: ['b'], cost_bps: 100 });
    expect(benchmarks.map(({ id }) => id)).toEqual(['b']);
    // No cost, though the index pays.
    expectClose(benchmarks[0].levels, [100, 150, 75]);
    expect(benchmarks[0].own).toMatchObject({
      finalLevel: 75,
      totalCost: 0,
      rebalances: 0,
      meanOneWayTurnover: 0,
      days: 3,
    });
    expect(benchmarks[0].own.maxDrawdown).toBeCloseTo(-0.5, 12);
    expect(benchmarks[0].own.cagr).toBeCloseTo(0.75 ** (365 / 2) - 1, 12);
  });

  it('begins on the first date of the index, not of the snapshot', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 1 1', b: '4 6 3' } });
    expectClose(run(panel, { ...onlyA, lag: 1, benchmarks: ['b'] }).benchmarks[0].levels, [100, 50]);
  });

  it('keeps its last price in gaps, on the first date too', () => {
    const panel = tinyPanel({ dates, prices: { a: '1x5', b: '8 - 4 - 2' } });
    const { benchmarks } = run(panel, { ...onlyA, lag: 1, benchmarks: ['b'] });
    expectClose(benchmarks[0].levels, [100, 50, 50, 25]);
  });

  it('is measured against on the same dates', () => {
    // Index +50 %, −50 %; benchmark +25 %, −25 %.
    const panel = tinyPanel({ dates, prices: { a: '2 3 1.5', b: '4 5 3.75' } });
    const { against } = run(panel, { ...onlyA, benchmarks: ['b'] }).benchmarks[0];
    // Differences 0.25, −0.25: sample deviation √0.125, mean 0.
    expect(against).toEqual({
      beta: expect.closeTo(2, 12),
      alpha: expect.closeTo(0, 12),
      trackingError: expect.closeTo(Math.sqrt(0.125 * 365), 12),
      informationRatio: expect.closeTo(0, 12),
      upCapture: expect.closeTo(2, 12),
      downCapture: expect.closeTo(2, 12),
    });
  });

  it('several are in the order of the definition, the index itself among them', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 2', b: '4 6' } });
    const { benchmarks } = run(panel, { ...onlyA, benchmarks: ['b', 'a'] });
    expect(benchmarks.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('does not have to be in the universe', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 2', usd: '1 1' }, tags: { usd: ['stablecoin'] } });
    expectClose(run(panel, { benchmarks: ['usd'] }).benchmarks[0].levels, [100, 100]);
  });
});

describe('default benchmarks', () => {
  const withDefaults = (prices: Record<string, string>) => {
    const { benchmarks: _, ...definition } = tinyDefinition({ lag: 0 });
    return runBacktest(tinyPanel({ dates, prices }), { ...definition, benchmarks: null });
  };

  it('are bitcoin and ethereum', () => {
    const { benchmarks, notes } = withDefaults({ bitcoin: '1 2', ethereum: '1 3' });
    expect(benchmarks.map(({ id }) => id)).toEqual(['bitcoin', 'ethereum']);
    expect(notes).toEqual([]);
  });

  it('that the snapshot lacks are left out and reported', () => {
    const backtest = withDefaults({ a: '1 2', ethereum: '1 3' });
    expect(backtest.benchmarks.map(({ id }) => id)).toEqual(['ethereum']);
    expect(notesOf(backtest)).toEqual([{ code: 'benchmark-left-out', date: null, asset: 'bitcoin' }]);
  });

  it('without a price until after the first date are left out too', () => {
    const backtest = withDefaults({ a: '1 2', bitcoin: '- 1', ethereum: '1 3' });
    expect(backtest.benchmarks.map(({ id }) => id)).toEqual(['ethereum']);
    expect(notesOf(backtest)).toEqual([{ code: 'benchmark-left-out', date: null, asset: 'bitcoin' }]);
  });

  it('mean the assets, even where a definition is called like one', () => {
    const panel = tinyPanel({ dates, prices: { bitcoin: '1 2', a: '1 5' } });
    const library = libraryOf({ bitcoin: onlyA });
    const { benchmarks } = runBacktest(panel, { ...tinyDefinition(), benchmarks: null }, { library });
    expectClose(benchmarks[0].levels, [100, 200]);
  });
});

describe('named benchmarks', () => {
  const panel = tinyPanel({ dates, prices: { a: '1 2 4', late: '- 1 1' } });

  it('that are neither a definition nor an asset are an error', () => {
    const { code, message } = failure(() => run(panel, { benchmarks: ['bitcoin'] }));
    expect(code).toBe('DEFINITION_NOT_FOUND');
    expect(message).toContain('bitcoin');
  });

  it('without a price on or before the first date are an error', () => {
    expect(failure(() => run(panel, { ...onlyA, benchmarks: ['late'] })).code).toBe(
      'BENCHMARK_WITHOUT_PRICE',
    );
    expect(run(panel, { ...onlyA, lag: 1, benchmarks: ['late'] }).benchmarks).toHaveLength(1);
  });

  it('none: an empty list', () => {
    expect(run(panel, { benchmarks: [] })).toMatchObject({ benchmarks: [], notes: [] });
  });
});

describe('a definition as a benchmark', () => {
  const panel = tinyPanel({ dates, prices: { a: '1 2 4', b: '1 3 3' } });

  it('is its own level, costs included, rebased to the first date', () => {
    const library = libraryOf({ other: { universe: { include: ['b'] }, cost_bps: 1000 } });
    const { benchmarks } = run(panel, { ...onlyA, base: { value: 10 }, benchmarks: ['other'] }, library);
    // Its own level is 90, 270, 270.
    expectClose(benchmarks[0].levels, [10, 30, 30]);
    const lagged = run(panel, { ...onlyA, lag: 1, benchmarks: ['other'] }, library);
    expectClose(lagged.benchmarks[0].levels, [100, 100]);
  });

  it('comes before an asset of that name', () => {
    const library = libraryOf({ b: onlyA });
    expectClose(run(panel, { ...onlyA, benchmarks: ['b'] }, library).benchmarks[0].levels, [100, 200, 400]);
  });

  it('that starts later than the index is an error', () => {
    const library = libraryOf({ late: { base: { date: '2021-01-05' } } });
    expect(failure(() => run(panel, { benchmarks: ['late'] }, library)).code).toBe('BENCHMARK_WITHOUT_PRICE');
  });

  it('that ends earlier keeps its last level', () => {
    const library = libraryOf({ short: { ...onlyA, end: '2021-01-05' } });
    expectClose(run(panel, { benchmarks: ['short'] }, library).benchmarks[0].levels, [100, 200, 200]);
  });

  it('may name the index back: a benchmark’s own benchmarks are not computed', () => {
    const library = libraryOf({
      tiny: { ...onlyA, benchmarks: ['other'] },
      other: { universe: { include: ['b'] }, benchmarks: ['tiny'] },
    });
    expect(run(panel, { ...onlyA, benchmarks: ['other'] }, library).benchmarks).toHaveLength(1);
  });
});
