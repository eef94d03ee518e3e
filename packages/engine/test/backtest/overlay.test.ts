import { describe, expect, it } from 'vitest';
import { tinyPanel } from '../tiny-panel.ts';
import { datesOf, daysAfter, expectClose, expectTargets, listFrom, membersOf, run } from '../tiny-run.ts';

// A Saturday, so that day 2 is a Monday.
const dates = '2021-01-02';
const trend = (window: number, schedule: 'daily' | 'weekly' | 'none' = 'daily') => ({
  overlay: { trend: { window, schedule } },
});
const target = (annual: number, window: number, schedule: 'daily' | 'weekly' = 'daily') => ({
  overlay: { volatility_target: { annual, window, schedule } },
});

describe('trend', () => {
  const panel = tinyPanel({ dates, prices: { a: '10 11 12 9 8 12 13' } });

  it('is out while the shadow is below the mean of its last 3 levels', () => {
    const { levels, overlay, rebalances, statistics } = run(panel, trend(3));
    expectClose(overlay!.shadowLevels, [100, 110, 120, 90, 80, 120, 130]);
    // 120 ≥ 110; 90 < 106.7; 80 < 96.7; 120 ≥ 96.7; 130 ≥ 110.
    expect([...overlay!.investedShare]).toEqual([1, 1, 1, 0, 0, 1, 1]);
    // Out at 9, back at 12.
    expectClose(levels, [100, 110, 120, 90, 90, 90, 97.5]);
    expect(rebalances.map(({ reason }) => reason)).toEqual(['start', 'overlay', 'overlay']);
    expect(rebalances.map(({ eligible }) => eligible)).toEqual([1, null, null]);
    expect(rebalances.map(({ investedShare }) => investedShare)).toEqual([1, 0, 1]);
    expect(rebalances.map(({ targets }) => targets)).toEqual([{ a: 1 }, {}, { a: 1 }]);
    expect(statistics.rebalances).toBe(3);
  });

  it('sees levels up to t − lag', () => {
    const lagged = tinyPanel({ dates, prices: { a: '10 10 11 12 9 8 12 13' } });
    const { levels, overlay } = run(lagged, { ...trend(3), lag: 1 });
    // The same, a day later: out at 8, back at 13.
    expect([...overlay!.investedShare]).toEqual([1, 1, 1, 1, 0, 0, 1]);
    expectClose(levels, [100, 110, 120, 90, 80, 80, 80]);
  });

  it('with fewer levels than the window the index is invested, however it falls', () => {
    const falling = tinyPanel({ dates, prices: { a: '10 9 8 7' } });
    expect([...run(falling, trend(3)).overlay!.investedShare]).toEqual([1, 1, 0, 0]);
    expect([...run(falling, trend(4)).overlay!.investedShare]).toEqual([1, 1, 1, 0]);
    expect([...run(falling, trend(5)).overlay!.investedShare]).toEqual([1, 1, 1, 1]);
  });

  it('a level equal to its mean is not below it', () => {
    const flat = tinyPanel({ dates, prices: { a: '3.3x6', b: '0.7x6' } });
    const { overlay, rebalances } = run(flat, { ...trend(3), cost_bps: 7 });
    expect([...overlay!.investedShare]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(rebalances).toHaveLength(1);
  });

  it('a window of 1 is always invested', () => {
    expect([...run(panel, trend(1)).overlay!.investedShare]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('the shadow carries its costs, and the index its own', () => {
    const { levels, overlay, statistics } = run(panel, { ...trend(3), cost_bps: 100 });
    expectClose(overlay!.shadowLevels, [99, 108.9, 118.8, 89.1, 79.2, 118.8, 128.7]);
    // Sells 89.1: 88.209. Buys 88.209: 87.32691. Then 13 / 12.
    expectClose(levels, [99, 108.9, 118.8, 88.209, 88.209, 87.32691, (87.32691 * 13) / 12]);
    expect(statistics.totalCost).toBeCloseTo(1 + 0.891 + 0.88209, 12);
    // The first purchase is left out: ½ and ½.
    expect(statistics.meanOneWayTurnover).toBeCloseTo(0.5, 12);
  });
});

describe('overlay dates', () => {
  it('weekly: between Mondays the share stays', () => {
    // Falls from day 1 on; Mondays are day 2 and day 9.
    const panel = tinyPanel({ dates, prices: { a: '10 9 8 7 6 5 4 3 2 9 9' } });
    const { overlay, levels } = run(panel, trend(2, 'weekly'));
    // Day 2: 80 < 85 → 0; day 9: 90 ≥ 55 → 1.
    expect([...overlay!.investedShare]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expectClose(levels, [100, 90, 80, 80, 80, 80, 80, 80, 80, 80, 80]);
  });

  it('none: only the first date is one', () => {
    const panel = tinyPanel({ dates, prices: { a: '10 9 8 7' } });
    expect([...run(panel, trend(2, 'none')).overlay!.investedShare]).toEqual([1, 1, 1, 1]);
  });

  it('a rebalance between overlay dates keeps the share', () => {
    // Day 2 is out; the daily rebalances of days 3 and 4 aim at 0 too, though the trend is up again.
    const panel = tinyPanel({ dates, prices: { a: '10 9 8 20 20' } });
    const backtest = run(panel, { ...trend(2, 'weekly'), rebalance: { schedule: 'daily' } });
    expectClose(backtest.levels, [100, 90, 80, 80, 80]);
    expect(backtest.rebalances.map(({ reason }) => reason)).toEqual([
      'start',
      'schedule',
      'schedule',
      'schedule',
      'schedule',
    ]);
    expect(backtest.rebalances.map(({ investedShare }) => investedShare)).toEqual([1, 1, 0, 0, 0]);
  });

  it('an overlay date on a rebalance date: one rebalance, by the rules, with the new share', () => {
    const panel = tinyPanel({ dates, prices: { a: '10 9 8', b: '10 10 10' } });
    const backtest = run(panel, { ...trend(2, 'weekly'), rebalance: { schedule: 'weekly' } });
    expect(datesOf(backtest)).toEqual(daysAfter(dates, 0, 2));
    expect(backtest.rebalances[1]).toMatchObject({
      reason: 'schedule',
      investedShare: 0,
      targets: {},
      eligible: 2,
    });
  });

  it('no rebalance while the share stays the same', () => {
    const panel = tinyPanel({ dates, prices: { a: '10 11 12 13 14' } });
    expect(run(panel, trend(2)).rebalances).toHaveLength(1);
  });
});

describe('volatility target', () => {
  /** √(0.02 × 365): of returns 0.1 and −0.1. */
  const realised = Math.sqrt(0.02 * 365);

  it('invests target / realised volatility of the shadow, in the shadow’s own weights on that day', () => {
    // Shadow 100, 110, 99: a is worth 60 and then 49, b 50. Day 2 is the Monday.
    const panel = tinyPanel({ dates, prices: { a: '10 12 9.8 19.6', b: '5 5 5 5' } });
    const backtest = run(panel, target(realised / 2, 2, 'weekly'));
    expectClose(backtest.overlay!.shadowLevels, [100, 110, 99, 148]);
    expectTargets(backtest, [
      { a: 0.5, b: 0.5 },
      { a: 49 / 198, b: 50 / 198 },
    ]);
    expect(backtest.rebalances[1].reason).toBe('overlay');
    expect(backtest.rebalances[1].traded).toBeCloseTo(49.5, 9);
    // Day 3: 49.5 cash, 24.5 × 2 + 25.
    expectClose(backtest.levels, [100, 110, 99, 123.5]);
  });

  it('takes over the shadow’s weights only of members: a cash asset without a price is not bought', () => {
    // Half a, half usd: 100, 60 + 50, 49 + 50. On day 2 usd has no price.
    const panel = tinyPanel({ dates, prices: { a: '10 12 9.8 9.8', usd: '1 1 - 1' } });
    const backtest = run(panel, {
      weight: { scheme: 'custom' },
      weights: [listFrom('2021-01-01', { a: 0.5, ghost: 0.5 })],
      cash_asset: 'usd',
      ...target(realised / 2, 2, 'weekly'),
    });
    expectTargets(backtest, [{ a: 0.5, usd: 0.5 }, { a: 24.5 / 99 }]);
  });

  it('values a stale asset of which part is kept at its last price, without the haircut', () => {
    // a is missing on day 2: 60 at its last price, and 39 of b.
    const panel = tinyPanel({ dates, prices: { a: '10 12 - 12', b: '5 5 3.9 3.9' } });
    const backtest = run(panel, { ...target(realised / 2, 2, 'weekly'), delist_haircut: 0.5 });
    expect(backtest.rebalances[1].valueBefore).toBeCloseTo(99, 9);
    expectTargets(backtest, [
      { a: 0.5, b: 0.5 },
      { a: 30 / 99, b: 19.5 / 99 },
    ]);
    expectClose(backtest.levels, [100, 110, 99, 99]);
  });

  it('never invests more than all', () => {
    const panel = tinyPanel({ dates, prices: { a: '10 11 9.9 10' } });
    expect([...run(panel, target(realised * 2, 2)).overlay!.investedShare]).toEqual([1, 1, 1, 1]);
  });

  it('with fewer returns than the window it invests all', () => {
    const panel = tinyPanel({ dates, prices: { a: '10 11 9.9' } });
    expect([...run(panel, target(0.01, 3)).overlay!.investedShare]).toEqual([1, 1, 1]);
    const two = [...run(panel, target(realised / 4, 2)).overlay!.investedShare];
    expectClose(two, [1, 1, 0.25]);
    // With a lag of 1 the first date is day 1, and two returns are known on day 4 only.
    const lagged = tinyPanel({ dates, prices: { a: '1 10 11 9.9 9.9 9.9' } });
    const shares = run(lagged, { ...target(realised / 4, 2), lag: 1 }).overlay!.investedShare;
    expectClose([...shares].slice(0, 4), [1, 1, 1, 0.25]);
  });

  it('a flat shadow has no deviation: it invests all', () => {
    const panel = tinyPanel({ dates, prices: { a: '3.3x5' } });
    const { overlay, rebalances } = run(panel, target(0.1, 2));
    expect([...overlay!.investedShare]).toEqual([1, 1, 1, 1, 1]);
    expect(rebalances).toHaveLength(1);
  });

  it('drift is measured from s × w', () => {
    // Half is invested from day 2 on: target 0.5. Day 3: 0.5 × 2 of 1.5 is 0.667, day 4 likewise.
    const panel = tinyPanel({ dates, prices: { a: '10 11 9.9 19.8 19.8' } });
    const at = (drift: number) =>
      datesOf(run(panel, { ...target(realised / 2, 2, 'weekly'), rebalance: { drift } }));
    expect(at(0.17)).toEqual(daysAfter(dates, 0, 2));
    expect(at(0.16)).toEqual(daysAfter(dates, 0, 2, 3));
  });
});

describe('an overlay that is out', () => {
  it('keeps its members: the buffer still knows them', () => {
    // Top 1, buffer 1: a at rank 2 keeps its place on days 3 and 4, though nothing of it is held on day 3.
    const panel = tinyPanel({
      dates,
      prices: { a: '10 9 8 7 12', b: '1x5' },
      caps: { a: '5 5 5 1 1', b: 3 },
    });
    const input = { select: { top: 1, buffer: 1 }, rebalance: { schedule: 'daily' }, ...trend(3) } as const;
    const backtest = run(panel, input);
    expect([...backtest.overlay!.investedShare]).toEqual([1, 1, 0, 0, 1]);
    expect(membersOf(backtest)).toEqual([['a'], ['a'], [], [], ['a']]);
    expect(membersOf(run(panel, { ...input, select: { top: 1 } }))[3]).toEqual([]);
  });

  it('loses nothing when a member of the shadow is delisted', () => {
    const panel = tinyPanel({ dates, prices: { a: '10 9 8 -x9', b: '10 9 8 7x9' } });
    const backtest = run(panel, { ...trend(3, 'daily'), delist_haircut: 0.5 });
    // Out on day 2 at 80.
    expectClose([...backtest.levels].slice(0, 5), [100, 90, 80, 80, 80]);
    expect(backtest.rebalances[1].targets).toEqual({});
  });
});

describe('without an overlay', () => {
  it('there is neither share nor shadow', () => {
    expect(run(tinyPanel({ dates, prices: { a: '1 2' } })).overlay).toBeNull();
  });
});
