import { describe, expect, it } from 'vitest';
import { tinyPanel } from '../tiny-panel.ts';
import { datesOf, daysAfter, expectClose, expectTargets, membersOf, notesOf, run } from '../tiny-run.ts';

const TUESDAY = '2021-01-05';
const MONDAY = '2021-01-04';
/** a has its last price on the first date, b goes on. */
const gone = (days: number, dates = TUESDAY) =>
  tinyPanel({ dates, prices: { a: `10 -x${days - 1}`, b: `10x${days}` } });

describe('an asset without a price', () => {
  it('is held at its last price for 6 days, and is cash on the 7th', () => {
    const backtest = run(gone(9), { delist_haircut: 0.5, cost_bps: 100 });
    // 49.5 each after the first purchase. Day 7: 49.5 × ½ + 49.5, and nothing is traded.
    expectClose(backtest.levels, [99, 99, 99, 99, 99, 99, 99, 74.25, 74.25]);
    expect(backtest.rebalances).toHaveLength(1);
    expect(backtest.statistics.totalCost).toBeCloseTo(1, 12);
    expect(notesOf(backtest)).toEqual([{ code: 'delisted', date: daysAfter(TUESDAY, 7)[0], asset: 'a' }]);
  });

  it('with stale_after 8 on the 8th', () => {
    const { levels } = run(gone(10), { delist_haircut: 0.5, stale_after: 8 });
    expectClose(levels, [100, 100, 100, 100, 100, 100, 100, 100, 75, 75]);
  });

  it('with stale_after 1 at once', () => {
    expectClose(run(gone(3), { delist_haircut: 0.5, stale_after: 1 }).levels, [100, 75, 75]);
  });

  it('without haircut delisting changes no level', () => {
    expectClose(run(gone(9)).levels, Array<number>(9).fill(100));
  });

  it('days are calendar days: a gap in the panel counts', () => {
    const dates = ['2021-01-05', '2021-01-06', '2021-01-11', '2021-01-12'];
    const panel = tinyPanel({ dates, prices: { a: '10 -x3', b: '10x4' } });
    // The 11th is 6 days after the 5th, the 12th is 7.
    expectClose(run(panel, { delist_haircut: 1 }).levels, [100, 100, 100, 50]);
  });

  it('that is back on the 7th day was only stale', () => {
    const panel = tinyPanel({ dates: TUESDAY, prices: { a: '10 -x6 30', b: '10x8' } });
    const backtest = run(panel, { delist_haircut: 1 });
    expectClose(backtest.levels, [100, 100, 100, 100, 100, 100, 100, 200]);
    expect(notesOf(backtest)).toEqual([]);
  });

  it('that is back on the 8th day is cash since the 7th, until the next rebalance', () => {
    // Monday 18 January is day 13.
    const panel = tinyPanel({ dates: TUESDAY, prices: { a: '10 -x7 30x6 60', b: '10x15' } });
    const backtest = run(panel, { rebalance: { schedule: 'weekly' }, stale_after: 7 });
    // The Monday of day 6 comes first: a is sold at 10 and all is b; day 13 a is bought at 30 again.
    expectClose(backtest.levels, [...Array<number>(14).fill(100), 150]);
    const held = run(panel, { rebalance: { schedule: 'none' } });
    expectClose(held.levels, Array<number>(15).fill(100));
  });

  it('counts again from its next price: two gaps of 6 days are none of 7', () => {
    const panel = tinyPanel({ dates: TUESDAY, prices: { a: '10 -x5 10 -x6 20', b: '10x14' } });
    expectClose(run(panel, { delist_haircut: 1 }).levels, [...Array<number>(13).fill(100), 150]);
  });

  it('the same when drift watches every day', () => {
    const { levels } = run(gone(50), { delist_haircut: 0.5, rebalance: { drift: 0.9 } });
    expectClose(levels, [...Array<number>(7).fill(100), ...Array<number>(43).fill(75)]);
  });
});

describe('a rebalance between the last price and the delisting', () => {
  it('sells at the last price less the haircut, and pays for it', () => {
    // The Monday is day 6.
    const backtest = run(gone(9), { delist_haircut: 0.5, cost_bps: 100, rebalance: { schedule: 'weekly' } });
    // 49.5 each. V before = 24.75 + 49.5 = 74.25, all to b: sells 24.75, buys 24.75, cost 0.495.
    expectClose(backtest.levels, [99, 99, 99, 99, 99, 99, 73.755, 73.755, 73.755]);
    expect(backtest.rebalances[1].valueBefore).toBeCloseTo(74.25, 12);
    expect(backtest.rebalances[1].traded).toBeCloseTo(49.5, 12);
    expect(backtest.rebalances[1].turnover).toBeCloseTo(1 / 3, 12);
    expect(notesOf(backtest)).toEqual([
      { code: 'stale-asset-sold', date: daysAfter(TUESDAY, 6)[0], asset: 'a' },
    ]);
  });

  it('a stale asset cannot be bought or kept, however large', () => {
    const panel = tinyPanel({ dates: TUESDAY, prices: { a: '10 -', b: '10 10' }, caps: { a: 99, b: 1 } });
    const backtest = run(panel, { select: { top: 2 }, rebalance: { schedule: 'daily' } });
    expectTargets(backtest, [{ a: 0.99, b: 0.01 }, { b: 1 }]);
  });

  it('nothing left to buy: the proceeds are cash', () => {
    const panel = tinyPanel({ dates: TUESDAY, prices: { a: '10 - 40', b: '- - 10' } });
    const backtest = run(panel, { delist_haircut: 0.25, cost_bps: 1000, rebalance: { schedule: 'daily' } });
    // 90 after the purchase. Sold at ¾: 67.5, less 10 % of it: 60.75. Then half a, half b: 6.075.
    expectClose(backtest.levels, [90, 60.75, 54.675]);
    expectTargets(backtest, [{ a: 1 }, {}, { a: 0.5, b: 0.5 }]);
  });
});

describe('delisting on a rebalance date', () => {
  it('comes first: it is neither traded nor turnover, and the asset is no member', () => {
    // Monday to Monday is day 7.
    const backtest = run(gone(8, MONDAY), {
      delist_haircut: 0.5,
      cost_bps: 100,
      rebalance: { schedule: 'weekly' },
    });
    // 24.75 cash and 49.5 b: V = 74.25; buys 24.75 b: cost 0.2475.
    expectClose(backtest.levels, [99, 99, 99, 99, 99, 99, 99, 74.0025]);
    expect(backtest.rebalances[1].traded).toBeCloseTo(24.75, 12);
    expect(backtest.rebalances[1].turnover).toBeCloseTo(1 / 6, 12);
    expect(notesOf(backtest).map(({ code }) => code)).toEqual(['delisted']);
  });

  it('a day later the schedule finds cash', () => {
    const panel = tinyPanel({ dates: '2021-01-03', prices: { a: '10 -x8', b: '10 10 -x6 10' } });
    // Sunday 3 January. Monday 4 (day 1): a is sold, all is b. b is missing until day 8.
    const backtest = run(panel, { delist_haircut: 0.5, rebalance: { schedule: 'weekly' } });
    // Day 1: a sold at half: 25 + 50 = 75, all b. Monday 11 is day 8, b's last price was on day 1: back just in time.
    expectClose(backtest.levels, [100, 75, 75, 75, 75, 75, 75, 75, 75]);
  });

  it('no member any more for the buffer: an asset that comes back has to earn its place', () => {
    // Top 1, buffer 1: a member keeps its place at rank 2. a is back on day 5, at rank 2 of day 7.
    const panel = tinyPanel({
      dates: MONDAY,
      prices: { a: '10 -x4 10x3', b: '10x8' },
      caps: { a: '9x5 5x3', b: '5x5 9x3' },
    });
    const weekly = (stale_after: number) =>
      membersOf(
        run(panel, { select: { top: 1, buffer: 1 }, rebalance: { schedule: 'weekly' }, stale_after }),
      );
    expect(weekly(5)).toEqual([['a'], ['a']]);
    expect(weekly(4)).toEqual([['a'], ['b']]);
  });
});

describe('assets that die before the end', () => {
  it('the level goes on to the last date', () => {
    const panel = tinyPanel({ dates: TUESDAY, prices: { a: '10 20 -x20', b: '10x22' } });
    const { levels } = run(panel, { delist_haircut: 0.5 });
    // 100 + 50; day 8 is the 7th day after the last price.
    expectClose(levels, [100, ...Array<number>(7).fill(150), ...Array<number>(14).fill(100)]);
  });

  it('all of them: nothing but cash is left', () => {
    const panel = tinyPanel({ dates: TUESDAY, prices: { a: '10 -x9', b: '10 -x9', z: '-x9 1' } });
    const backtest = run(panel, { delist_haircut: 0.25, cost_bps: 10 });
    expectClose(backtest.levels, [...Array<number>(7).fill(99.9), ...Array<number>(3).fill(74.925)]);
    expect(datesOf(backtest)).toEqual([TUESDAY]);
    expect(notesOf(backtest).map(({ code, asset }) => `${code} ${asset}`)).toEqual([
      'delisted a',
      'delisted b',
    ]);
  });

  it('worth nothing: the level is 0 for good, and no statistic is NaN', () => {
    const panel = tinyPanel({ dates: TUESDAY, prices: { a: '10 -x14', b: '-x14 10' } });
    const backtest = run(panel, {
      delist_haircut: 1,
      rebalance: { schedule: 'weekly', drift: 0.1 },
      cost_bps: 10,
    });
    expectClose(backtest.levels, [...Array<number>(6).fill(99.9), ...Array<number>(9).fill(0)]);
    expect(backtest.statistics).toMatchObject({ finalLevel: 0, cagr: -1, maxDrawdown: -1, calmar: -1 });
    for (const value of Object.values(backtest.statistics)) expect(value).not.toBeNaN();
    for (const { turnover, cost, traded } of backtest.rebalances) {
      for (const value of [turnover, cost, traded]) expect(value).not.toBeNaN();
    }
  });
});
