import { describe, expect, it } from 'vitest';
import { dailyReturns, NO_TRADING, seriesStatistics } from '../../src/statistics/series.ts';

const statistics = (levels: number[], baseValue = levels[0], calendarDays = levels.length - 1) =>
  seriesStatistics(Float64Array.from(levels), baseValue, calendarDays, NO_TRADING);

describe('daily returns', () => {
  it('start on the second date', () => {
    expect([...dailyReturns(Float64Array.of(100, 110, 99))]).toEqual([110 / 100 - 1, 99 / 110 - 1]);
    expect(dailyReturns(Float64Array.of(100))).toHaveLength(0);
    expect(dailyReturns(new Float64Array(0))).toHaveLength(0);
  });
});

describe('statistics by hand', () => {
  it('100, 110, 99: returns of +10 % and −10 %', () => {
    const { volatility, sharpe, sortino, maxDrawdown, cagr, calmar, finalLevel, days } = statistics([
      100, 110, 99,
    ]);
    expect([finalLevel, days]).toEqual([99, 3]);
    // Mean 0; squares 0.01 + 0.01 over n − 1 = 1.
    expect(volatility).toBeCloseTo(Math.sqrt(0.02 * 365), 12);
    expect(sharpe).toBeCloseTo(0, 12);
    expect(sortino).toBeCloseTo(0, 12);
    expect(maxDrawdown).toBeCloseTo(-0.1, 14);
    expect(cagr).toBeCloseTo(0.99 ** (365 / 2) - 1, 14);
    expect(calmar).toBeCloseTo((0.99 ** (365 / 2) - 1) / 0.1, 12);
  });

  it('100, 120, 90, 108: the mean is over all days, the downside too', () => {
    // Returns 0.2, −0.25, 0.2: mean 0.05; deviations 0.15, −0.3, 0.15: squares 0.135 over 2 = 0.0675.
    const { volatility, sharpe, sortino, maxDrawdown } = statistics([100, 120, 90, 108]);
    const year = Math.sqrt(365);
    expect(volatility).toBeCloseTo(Math.sqrt(0.0675) * year, 12);
    expect(sharpe).toBeCloseTo((0.05 / Math.sqrt(0.0675)) * year, 12);
    // Downside: √(0.25² / 3).
    expect(sortino).toBeCloseTo((0.05 / Math.sqrt(0.0625 / 3)) * year, 12);
    expect(maxDrawdown).toBeCloseTo(-0.25, 14);
  });

  it('growth counts from base value, the drawdown only from the levels', () => {
    // The first level is 10 below base: a cost, no drawdown. One day from the first to the last date.
    const { cagr, maxDrawdown, calmar } = statistics([90, 95], 100, 1);
    expect(cagr).toBeCloseTo(0.95 ** 365 - 1, 14);
    expect(maxDrawdown).toBe(0);
    expect(calmar).toBeNull();
  });

  it('growth counts calendar days, not levels', () => {
    expect(statistics([100, 121], 100, 730).cagr).toBeCloseTo(0.1, 14);
    expect(statistics([100, 121], 100, 365).cagr).toBeCloseTo(0.21, 14);
  });

  it('the deepest drawdown is the deepest, not the last', () => {
    // 150 → 90 is −40 %; the later 200 → 150 only −25 %.
    expect(statistics([100, 150, 120, 90, 200, 150]).maxDrawdown).toBeCloseTo(-0.4, 14);
    expect(statistics([100, 50, 100, 40]).maxDrawdown).toBeCloseTo(-0.6, 14);
  });

  it('what trading adds is passed through', () => {
    const trading = { meanOneWayTurnover: 0.3, totalCost: 4, rebalances: 5 };
    expect(seriesStatistics(Float64Array.of(1, 2), 1, 1, trading)).toMatchObject(trading);
    expect(statistics([1, 2])).toMatchObject({ meanOneWayTurnover: 0, totalCost: 0, rebalances: 0 });
  });
});

describe('a statistic that would divide by 0 is null', () => {
  it('one day: nothing but the level', () => {
    expect(statistics([100])).toMatchObject({
      finalLevel: 100,
      cagr: null,
      volatility: null,
      sharpe: null,
      sortino: null,
      calmar: null,
      maxDrawdown: 0,
      days: 1,
    });
  });

  it('two days: one return has no sample deviation, but a downside', () => {
    const { cagr, volatility, sharpe, sortino, calmar } = statistics([100, 90]);
    expect([volatility, sharpe]).toEqual([null, null]);
    // mean / √(mean of squares) of one negative return is −1.
    expect(sortino).toBeCloseTo(-Math.sqrt(365), 12);
    expect(cagr).toBeCloseTo(0.9 ** 365 - 1, 14);
    expect(calmar).toBeCloseTo((0.9 ** 365 - 1) / 0.1, 12);
  });

  it('two days up: no downside, no drawdown', () => {
    expect(statistics([100, 110])).toMatchObject({ sortino: null, calmar: null, maxDrawdown: 0 });
  });

  it('flat: volatility is 0, the ratios are null', () => {
    expect(statistics([100, 100, 100, 100])).toMatchObject({
      cagr: 0,
      volatility: 0,
      sharpe: null,
      sortino: null,
      calmar: null,
      maxDrawdown: 0,
    });
  });

  it('everything lost: growth and drawdown are −1, and no figure is NaN', () => {
    const all = statistics([100, 50, 0, 0]);
    expect(all).toMatchObject({ finalLevel: 0, cagr: -1, maxDrawdown: -1, calmar: -1 });
    for (const value of Object.values(all)) expect(value).not.toBeNaN();
  });

  it('a growth beyond every number is null', () => {
    expect(statistics([1, 1e10], 1, 1).cagr).toBeNull();
  });
});
