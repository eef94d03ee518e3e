import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, type RandomSource, seededRandom, stationaryBootstrap } from '../../src/index.ts';
import { consecutiveDates, levelsOf, normals } from './helpers.ts';

const noisyLevels = (count: number, seed: number, drift = 0.001) =>
  levelsOf(normals(count, seed).map((z) => drift + 0.03 * z));

const width = (interval: Interval | null) => (interval as Interval).upper - (interval as Interval).lower;

describe('stationaryBootstrap', () => {
  const levels = noisyLevels(1000, 1);
  const dates = consecutiveDates(1001);

  it('has the documented defaults: 2,000 draws, blocks of 20 days, 90 %, seed 1', () => {
    const explicit = { draws: 2000, meanBlockLength: 20, confidence: 0.9, random: seededRandom(1) };
    const byDefault = stationaryBootstrap(levels, dates);
    expect(byDefault).toEqual(stationaryBootstrap(levels, dates, { ...explicit, baseValue: 1000 }));
    expect(byDefault).toMatchObject({ draws: 2000, meanBlockLength: 20, confidence: 0.9 });
  });

  it('repeats itself with the same seed and differs with another', () => {
    const run = (seed: number) =>
      stationaryBootstrap(levels, dates, { draws: 200, random: seededRandom(seed) });
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  it('does not change when levels and base value are scaled', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (scale) => {
        const run = (factor: number) =>
          stationaryBootstrap(
            levels.map((level) => level * factor),
            dates,
            { draws: 50, baseValue: 1001 * factor },
          );
        const [plain, scaled] = [run(1), run(scale)];
        for (const key of ['cagr', 'sharpe', 'maxDrawdown'] as const) {
          expect(scaled[key]?.lower).toBeCloseTo(plain[key]?.lower as number, 9);
          expect(scaled[key]?.upper).toBeCloseTo(plain[key]?.upper as number, 9);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('contains the series’ own values in most cases', () => {
    const seeds = Array.from({ length: 20 }, (_, i) => i);
    const inside = seeds.filter((seed) => {
      const series = noisyLevels(700, seed);
      const { cagr, sharpe } = stationaryBootstrap(series, consecutiveDates(701), { draws: 300 });
      const returns = Array.from(series.subarray(1), (level, t) => level / series[t] - 1);
      const mean = returns.reduce((a, b) => a + b, 0) / 700;
      const sd = Math.sqrt(returns.reduce((a, b) => a + (b - mean) ** 2, 0) / 699);
      const ownSharpe = (mean / sd) * Math.sqrt(365);
      const ownCagr = (series[700] / 1000) ** (365 / 700) - 1;
      return (
        ownSharpe > (sharpe as Interval).lower &&
        ownSharpe < (sharpe as Interval).upper &&
        ownCagr > (cagr as Interval).lower &&
        ownCagr < (cagr as Interval).upper
      );
    });
    expect(inside.length).toBe(20);
  });

  it('is about as wide as theory says for independent returns', () => {
    // the standard error of an annualised Sharpe ratio near 0 is √(365 / n)
    const { sharpe } = stationaryBootstrap(noisyLevels(2000, 3, 0), consecutiveDates(2001));
    const theory = 2 * 1.6449 * Math.sqrt(365 / 2000);
    expect(width(sharpe) / theory).toBeGreaterThan(0.8);
    expect(width(sharpe) / theory).toBeLessThan(1.2);
  });

  it('is wider for returns that persist for days when blocks keep the persistence', () => {
    const shocks = normals(2000, 4);
    const persistent = shocks.slice();
    for (let t = 1; t < 2000; t++) persistent[t] = 0.8 * persistent[t - 1] + shocks[t];
    const series = levelsOf(persistent.map((z) => 0.01 * z));
    const at = (meanBlockLength: number) =>
      width(stationaryBootstrap(series, consecutiveDates(2001), { meanBlockLength, draws: 500 }).sharpe);
    expect(at(20)).toBeGreaterThan(1.5 * at(1));
  });

  it('is wider at a higher confidence', () => {
    const at = (confidence: number) =>
      width(stationaryBootstrap(levels, dates, { confidence, draws: 500 }).cagr);
    expect(at(0.99)).toBeGreaterThan(at(0.9));
    expect(at(0.9)).toBeGreaterThan(at(0.5));
  });

  it('starts CAGR from the base value: a purchase cost of 10 % lowers it, and nothing else', () => {
    const plain = stationaryBootstrap(levels, dates, { draws: 100 });
    const costly = stationaryBootstrap(levels, dates, { draws: 100, baseValue: 1000 / 0.9 });
    expect((costly.cagr as Interval).lower + 1).toBeCloseTo(
      ((plain.cagr as Interval).lower + 1) * 0.9 ** (365 / 1000),
      10,
    );
    expect(costly.sharpe).toEqual(plain.sharpe);
    expect(costly.maxDrawdown).toEqual(plain.maxDrawdown);
  });

  it('counts a year in calendar days, not in rows', () => {
    const sparse = Int32Array.from(dates, (day) => day * 3);
    // 101 draws: the 95th percentile is a draw, not a mean of two
    const dense = stationaryBootstrap(levels, dates, { draws: 101 });
    const wide = stationaryBootstrap(levels, sparse, { draws: 101 });
    expect((wide.cagr as Interval).upper + 1).toBeCloseTo(
      ((dense.cagr as Interval).upper + 1) ** (1 / 3),
      10,
    );
  });

  it('collapses when every return is the same, without a Sharpe ratio', () => {
    const { cagr, sharpe, maxDrawdown } = stationaryBootstrap(
      levelsOf(new Float64Array(365).fill(0.001)),
      consecutiveDates(366),
      { draws: 100 },
    );
    expect(sharpe).toBeNull();
    expect(maxDrawdown).toEqual({ lower: 0, upper: 0 });
    expect(cagr?.lower).toBeCloseTo(1.001 ** 365 - 1, 10);
    expect(cagr?.upper).toBeCloseTo(1.001 ** 365 - 1, 10);
  });

  it('leaves draws without a Sharpe ratio out: one moving day among many that stand still', () => {
    const returns = new Float64Array(60);
    returns[30] = 0.5;
    const { sharpe } = stationaryBootstrap(levelsOf(returns), consecutiveDates(61), { draws: 300 });
    expect(Number.isFinite((sharpe as Interval).lower)).toBe(true);
    // with one such day the ratio is that of the series itself, with more it is higher
    expect((sharpe as Interval).lower).toBeCloseTo((Math.sqrt(365) * (1 / 60)) / Math.sqrt(1 / 60), 10);
  });

  it('says nothing of 29 returns, and something of 30', () => {
    const run = (count: number) =>
      stationaryBootstrap(noisyLevels(count, 2), consecutiveDates(count + 1), { draws: 20 });
    expect(run(29)).toMatchObject({ cagr: null, sharpe: null, maxDrawdown: null });
    expect(run(30).sharpe).not.toBeNull();
    expect(stationaryBootstrap(new Float64Array(0), new Int32Array(0)).cagr).toBeNull();
  });

  it('says nothing of a series that falls to 0', () => {
    const dead = noisyLevels(100, 2);
    dead.fill(0, 60);
    expect(stationaryBootstrap(dead, consecutiveDates(101))).toMatchObject({
      cagr: null,
      sharpe: null,
      maxDrawdown: null,
    });
  });

  it('survives growth that no level could show: each draw multiplies thousands of days of +60 %', () => {
    const returns = Float64Array.from({ length: 1500 }, (_, t) => (t % 2 === 0 ? 0.6 : -0.37));
    const { cagr } = stationaryBootstrap(levelsOf(returns), consecutiveDates(1501), {
      draws: 50,
      meanBlockLength: 1,
    });
    expect(Number.isFinite(cagr?.upper)).toBe(true);
  });

  it('keeps a drawdown between the whole loss and none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.9, max: 3, noNaN: true }), { minLength: 30, maxLength: 80 }),
        (returns) => {
          const { maxDrawdown } = stationaryBootstrap(
            levelsOf(returns),
            consecutiveDates(returns.length + 1),
            {
              draws: 20,
            },
          );
          expect(maxDrawdown?.lower).toBeGreaterThanOrEqual(-1);
          expect(maxDrawdown?.upper).toBeLessThanOrEqual(0);
          expect(maxDrawdown?.lower).toBeLessThanOrEqual(maxDrawdown?.upper as number);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([1, 5, 20, 100])('draws blocks of a mean length of %d days', (meanBlockLength) => {
    // each block takes four integers from the source, so their number tells how many blocks there were
    let taken = 0;
    const inner = seededRandom(9);
    const counting: RandomSource = {
      nextUint32: () => {
        taken++;
        return inner.nextUint32();
      },
    };
    const draws = 400;
    stationaryBootstrap(levels, dates, { draws, meanBlockLength, random: counting });
    const blocks = taken / 4;
    // a history of n days holds 1 + (n − 1)/L blocks in the mean: the last one is cut
    const expected = 1 + 999 / meanBlockLength;
    expect(Math.abs(blocks / draws / expected - 1)).toBeLessThan(0.03);
  });

  it('runs on from the start when a block passes the end', () => {
    // first uniform number: start at the last return; second: a length of all returns
    const script = [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];
    let position = 0;
    const scripted: RandomSource = { nextUint32: () => script[position++ % 4] };
    const rising = levelsOf(Float64Array.from({ length: 40 }, (_, t) => (t === 39 ? -0.5 : 0.01 + t / 1000)));
    const { maxDrawdown, cagr } = stationaryBootstrap(rising, consecutiveDates(41), {
      draws: 1,
      random: scripted,
      meanBlockLength: 1000,
    });
    // every return once, the fall of 50 % first: nothing after it is lower
    expect(maxDrawdown?.lower).toBeCloseTo(-0.5, 12);
    expect(cagr?.lower).toBeCloseTo((rising[40] / 1000) ** (365 / 40) - 1, 8);
  });

  it.each([
    [{ draws: 0 }, /draws/],
    [{ draws: 1.5 }, /draws/],
    [{ meanBlockLength: 0.99 }, /block length/],
    [{ meanBlockLength: Number.POSITIVE_INFINITY }, /block length/],
    [{ meanBlockLength: Number.NaN }, /block length/],
    [{ confidence: 0 }, /confidence/],
    [{ confidence: 1 }, /confidence/],
    [{ confidence: 90 }, /confidence/],
    [{ baseValue: 0 }, /base value/],
    [{ baseValue: Number.NaN }, /base value/],
  ])('refuses the options %j', (options, message) => {
    expect(() => stationaryBootstrap(levels, dates, options)).toThrow(message);
  });

  it('refuses levels and dates that are none', () => {
    const broken = (change: (levels: Float64Array, dates: Int32Array) => void) => () => {
      const [badLevels, badDates] = [levels.slice(), dates.slice()];
      change(badLevels, badDates);
      return stationaryBootstrap(badLevels, badDates);
    };
    expect(broken((l) => l.fill(Number.NaN, 5, 6))).toThrow(/Level 5/);
    expect(broken((l) => l.fill(-1, 7, 8))).toThrow(/Level 7/);
    expect(broken((l) => l.fill(Number.POSITIVE_INFINITY, 7, 8))).toThrow(/Level 7/);
    expect(broken((_, d) => d.fill(d[3], 4, 5))).toThrow(/Date 4/);
    expect(() => stationaryBootstrap(levels, dates.subarray(1))).toThrow(/1001 levels for 1000 dates/);
  });
});
