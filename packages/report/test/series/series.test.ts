import { parseDate } from '@holdfast/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepestDrawdowns, drawdownSeries } from '../../src/series/drawdown.ts';
import { monthlyReturns } from '../../src/series/monthly-returns.ts';
import { rollingRelation, rollingStatistics, rollingWindow } from '../../src/series/rolling.ts';

const levels = fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 400 });

describe('drawdowns', () => {
  it('finds peak, trough and the way back', () => {
    const series = [100, 110, 90, 80, 105, 112, 100, 111];
    expect(deepestDrawdowns(series, 5)).toEqual([
      { peak: 1, trough: 3, recovery: 5, depth: 80 / 110 - 1 },
      { peak: 5, trough: 6, recovery: null, depth: 100 / 112 - 1 },
    ]);
  });

  it('has none in a rising, flat or single-day series', () => {
    expect(deepestDrawdowns([1, 2, 3], 5)).toEqual([]);
    expect(deepestDrawdowns([1, 1, 1], 5)).toEqual([]);
    expect(deepestDrawdowns([1], 5)).toEqual([]);
    expect(deepestDrawdowns([], 5)).toEqual([]);
  });

  it('agrees with the series about the deepest one', () => {
    fc.assert(
      fc.property(levels, (series) => {
        const lowest = drawdownSeries(series).reduce((a, b) => Math.min(a, b), 0);
        expect(deepestDrawdowns(series, 1)[0]?.depth ?? 0).toBeCloseTo(lowest, 12);
      }),
    );
  });
});

describe('monthlyReturns', () => {
  const from = (start: string, count: number) =>
    Int32Array.from({ length: count }, (_, t) => parseDate(start) + t);

  it('starts from the base value, so that the first purchase costs its month', () => {
    const [year] = monthlyReturns(from('2021-01-31', 2), [999, 1098.9], 1000);
    expect(year.months[0]).toBeCloseTo(-0.001, 12);
    expect(year.months[1]).toBeCloseTo(0.1, 12);
    expect(year.months.slice(2)).toEqual(new Array(10).fill(null));
  });

  it('compounds to the whole, over months and years', () => {
    fc.assert(
      fc.property(levels, fc.integer({ min: 15000, max: 20000 }), (series, start) => {
        const years = monthlyReturns(
          series.map((_, t) => start + t),
          series,
          1000,
        );
        const months = years.flatMap((year) => year.months.filter((value) => value !== null));
        const whole = series[series.length - 1] / 1000;
        const product = (values: number[]) => values.reduce((growth, value) => growth * (1 + value), 1);
        // 1 + (a / b − 1) keeps seven digits of a fall to a ten-millionth.
        expect(product(months) / whole).toBeCloseTo(1, 6);
        expect(product(years.map((year) => year.total)) / whole).toBeCloseTo(1, 6);
      }),
    );
  });

  it('leaves a month without any day empty', () => {
    const dates = [parseDate('2020-12-31'), parseDate('2021-02-01')];
    const years = monthlyReturns(dates, [1000, 1100], 1000);
    expect(years.map((year) => year.year)).toEqual([2020, 2021]);
    expect(years[1].months[0]).toBeNull();
    expect(years[1].months[1]).toBeCloseTo(0.1, 12);
  });

  it('is empty without any day', () => {
    expect(monthlyReturns([], [], 1000)).toEqual([]);
  });
});

describe('rolling statistics', () => {
  it('match a hand calculation at the first full window and are missing before', () => {
    // Returns 10%, −10%, 10%: mean 1/30, sample variance 0.04/3.
    const { volatility, sharpe } = rollingStatistics([100, 110, 99, 108.9], 3);
    expect([...volatility.slice(0, 3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const deviation = Math.sqrt(0.04 / 3);
    expect(volatility[3]).toBeCloseTo(deviation * Math.sqrt(365), 10);
    expect(sharpe[3]).toBeCloseTo((1 / 30 / deviation) * Math.sqrt(365), 10);
  });

  it('has no Sharpe ratio, beta or correlation where nothing moves', () => {
    const flat = new Float64Array(20).fill(5);
    expect(rollingStatistics(flat, 10).sharpe.some(Number.isFinite)).toBe(false);
    const { beta, correlation } = rollingRelation(flat, flat, 10);
    expect([...beta, ...correlation].some(Number.isFinite)).toBe(false);
  });

  it('has beta 1 and correlation 1 with itself', () => {
    const series = Float64Array.from({ length: 40 }, (_, t) => 100 + 10 * Math.sin(t));
    const { beta, correlation } = rollingRelation(series, series, 10);
    expect(beta[39]).toBeCloseTo(1, 10);
    expect(correlation[39]).toBeCloseTo(1, 10);
  });

  it('looks back less in a short history and not at all in a tiny one', () => {
    expect(rollingWindow(3650)).toBe(90);
    expect(rollingWindow(60)).toBe(20);
    expect(rollingWindow(29)).toBeNull();
    expect(rollingWindow(0)).toBeNull();
  });
});
