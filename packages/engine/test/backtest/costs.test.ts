import { describe, expect, it } from 'vitest';
import { tinyPanel } from '../tiny-panel.ts';
import { expectClose, expectTargets, listFrom, run } from '../tiny-run.ts';

// 2021-01-04 is a Monday.
const dates = '2021-01-04';
const daily = { rebalance: { schedule: 'daily' } } as const;

describe('level and costs by hand', () => {
  it('the first purchase pays, and so does every move back to the target, on both sides', () => {
    const panel = tinyPanel({ dates, prices: { a: '10 20 20', b: '5 5 5' } });
    const { levels, rebalances, statistics } = run(panel, { cost_bps: 100, ...daily });
    // Day 0: buys 50 + 50, cost 1: V = 99, of which 49.5 in each: 4.95 a and 9.9 b.
    // Day 1: 4.95 × 20 + 9.9 × 5 = 148.5, 74.25 each: sells 24.75 a, buys 24.75 b, cost 0.495.
    // Day 2: nothing to do.
    expectClose(levels, [99, 148.005, 148.005]);
    expectClose(
      rebalances.map(({ valueBefore }) => valueBefore),
      [100, 148.5, 148.005],
    );
    expectClose(
      rebalances.map(({ valueAfter }) => valueAfter),
      [99, 148.005, 148.005],
    );
    expectClose(
      rebalances.map(({ traded }) => traded),
      [100, 49.5, 0],
    );
    expectClose(
      rebalances.map(({ cost }) => cost),
      [1, 0.495, 0],
    );
    expectClose(
      rebalances.map(({ turnover }) => turnover),
      [0.5, 1 / 6, 0],
    );
    expect(rebalances.every(({ impact, investedShare }) => impact === 0 && investedShare === 1)).toBe(true);
    expect(statistics.totalCost).toBeCloseTo(1.495, 12);
    expect(statistics.rebalances).toBe(3);
    // (1/6 + 0) / 2.
    expect(statistics.meanOneWayTurnover).toBeCloseTo(1 / 12, 12);
    expect(statistics.days).toBe(3);
  });

  it('units are bought with what is left after the cost', () => {
    // 5,000 bps: half of everything that is traded. V = 100 − 50; 50 units at 1; then the price is 3.
    const { levels } = run(tinyPanel({ dates, prices: { a: '1 3' } }), { cost_bps: 5000 });
    expectClose(levels, [50, 150]);
  });

  it('a member that leaves is sold and pays, one that comes is bought and pays', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 1', b: '1 1' }, caps: { a: '2 1', b: '1 2' } });
    const backtest = run(panel, { select: { top: 1 }, cost_bps: 1000, ...daily });
    // 100 → 90 after the first purchase; then 90 sold and 90 bought: cost 18.
    expectClose(backtest.levels, [90, 72]);
    expectTargets(backtest, [{ a: 1 }, { b: 1 }]);
    expectClose(
      backtest.rebalances.map(({ turnover }) => turnover),
      [0.5, 1],
    );
  });

  it('without cost the level is the weighted return', () => {
    const panel = tinyPanel({ dates, prices: { a: '2 3 6', b: '4 4 2' }, caps: { a: 3, b: 1 } });
    // 75 in a, 25 in b: 112.5 + 25; 225 + 12.5.
    expectClose(run(panel, { weight: { scheme: 'market-cap' } }).levels, [100, 137.5, 237.5]);
  });

  it('decisions see t − lag, trades happen at the prices of t', () => {
    const panel = tinyPanel({
      dates,
      prices: { a: '1 2 4', b: '1 4 4' },
      caps: { a: '30 1 1', b: '10 9 9' },
    });
    const backtest = run(panel, { select: { top: 2 }, lag: 1 });
    // First on day 1, at 2 and 4, by the caps of day 0: 75 and 25. Day 2: 150 + 25.
    expectTargets(backtest, [{ a: 0.75, b: 0.25 }]);
    expectClose(backtest.levels, [100, 175]);
  });

  it('an index of one day', () => {
    const { levels, statistics } = run(tinyPanel({ dates, prices: { a: '7' } }), { cost_bps: 10 });
    expectClose(levels, [99.9]);
    expect(statistics).toMatchObject({ days: 1, cagr: null, volatility: null, maxDrawdown: 0 });
  });
});

describe('mean one-way turnover', () => {
  it('leaves out the first rebalance that buys, which need not be the first', () => {
    // Nothing is eligible on day 0; a is bought on day 1; all of it becomes b on day 2, stays on day 3.
    const panel = tinyPanel({
      dates,
      prices: { a: '1x4', b: '1x4' },
      caps: { a: '- 2 1 1', b: '- 1 2 2' },
    });
    const { rebalances, statistics } = run(panel, { select: { top: 1 }, ...daily });
    expect(rebalances.map(({ turnover }) => turnover)).toEqual([0, 0.5, 1, 0]);
    // (0 + 1 + 0) / 3.
    expect(statistics.meanOneWayTurnover).toBeCloseTo(1 / 3, 12);
  });

  it('is 0 when there is no other rebalance', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 2 3' } });
    expect(run(panel).statistics).toMatchObject({ meanOneWayTurnover: 0, rebalances: 1 });
  });

  it('does not count cash: half of the money moves to b from cash', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 1', b: '1 1' } });
    const backtest = run(panel, {
      weight: { scheme: 'custom' },
      weights: [listFrom('2021-01-04', { a: 0.5, ghost: 0.5 }), listFrom('2021-01-05', { a: 0.5, b: 0.5 })],
    });
    expectTargets(backtest, [{ a: 0.5 }, { a: 0.5, b: 0.5 }]);
    expectClose(
      backtest.rebalances.map(({ turnover }) => turnover),
      [0.25, 0.25],
    );
  });
});
