import { HoldfastError } from '@holdfast/errors';
import { type RandomSource, seededRandom, uniform } from './random.ts';
import { sharpeOfSums } from './sharpe-of-sums.ts';
import { MINIMUM_RETURNS } from './sharpe-sample.ts';

const DAYS_A_YEAR = 365;

export interface BootstrapOptions {
  /** What CAGR starts from; the first level when left out. An index passes its `base.value`: the first purchase costs. */
  readonly baseValue?: number;
  /** Number of resampled histories; 2,000 when left out. */
  readonly draws?: number;
  /** Mean length of a block, in returns (days); 20 when left out, 1 resamples single days. */
  readonly meanBlockLength?: number;
  /** Share of the draws between the two ends; 0.9 when left out: from the 5th to the 95th percentile. */
  readonly confidence?: number;
  /** `seededRandom(1)` when left out. */
  readonly random?: RandomSource;
}

/** The two ends between which the middle `confidence` of the draws lie. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Intervals of a level series' statistics; null where there is nothing to say. All three are null for fewer than 30
 * returns and for a series that falls to 0; Sharpe's also for returns that are all equal.
 */
export interface BootstrapIntervals {
  readonly cagr: Interval | null;
  /** Annualised. Draws whose returns are all equal have no Sharpe ratio and are left out. */
  readonly sharpe: Interval | null;
  /** ≤ 0. */
  readonly maxDrawdown: Interval | null;
  readonly confidence: number;
  readonly draws: number;
  readonly meanBlockLength: number;
}

/**
 * How far CAGR, Sharpe ratio and maximum drawdown could have been elsewhere, had the same kind of days come in
 * another order and mix: the stationary block bootstrap of daily simple returns.
 *
 * Each draw fills a history of the same length with blocks of consecutive returns; a block starts at a uniform
 * position, runs on past the end from the start (circular), and its length is geometric. Blocks keep what days do to
 * the following days, up to their length; trends and crashes that take longer than a block are cut. Interval ends
 * are percentiles of the draws, interpolated linearly between neighbours (Hyndman and Fan's type 7).
 *
 * Source: Politis and Romano (1994), "The stationary bootstrap", Journal of the American Statistical Association
 * 89(428). Random numbers per block: two for the start, two for the length.
 *
 * @param levels one a date, ≥ 0
 * @param dates epoch days, ascending
 * @throws HoldfastError STATISTICS_INVALID for levels that are negative or not finite, dates that don't match them,
 *   or options out of range
 * @example
 * const { sharpe } = stationaryBootstrap(levels, dates, { baseValue: 1000 });
 * // sharpe: { lower: 0.1, upper: 2.3 }
 */
export function stationaryBootstrap(
  levels: Float64Array,
  dates: Int32Array,
  options: BootstrapOptions = {},
): BootstrapIntervals {
  const { draws = 2000, meanBlockLength = 20, confidence = 0.9, random = seededRandom(1) } = options;
  const baseValue = options.baseValue ?? levels[0];
  checkOptions(draws, meanBlockLength, confidence);
  checkSeries(levels, dates);
  const settings = { confidence, draws, meanBlockLength };
  if (levels.length <= MINIMUM_RETURNS || levels.includes(0)) {
    return { cagr: null, sharpe: null, maxDrawdown: null, ...settings };
  }
  if (!(baseValue > 0) || !Number.isFinite(baseValue)) invalid(`The base value is ${baseValue}, not above 0`);

  const history = prepare(levels);
  const years = (dates[dates.length - 1] - dates[0]) / DAYS_A_YEAR;
  const logStart = Math.log(levels[0] / baseValue);
  const cagr = new Float64Array(draws);
  const sharpe = new Float64Array(draws);
  const maxDrawdown = new Float64Array(draws);
  let withSharpe = 0;
  const draw: Draw = { sum: 0, sumOfSquares: 0, logGrowth: 0, lowest: 1 };
  for (let i = 0; i < draws; i++) {
    resample(history, meanBlockLength, random, draw);
    cagr[i] = Math.expm1((logStart + draw.logGrowth) / years);
    maxDrawdown[i] = draw.lowest - 1;
    const ratio = history.flat
      ? Number.NaN
      : sharpeOfSums(history.growth.length, history.mean, draw.sum, draw.sumOfSquares);
    if (!Number.isNaN(ratio)) sharpe[withSharpe++] = ratio * Math.sqrt(DAYS_A_YEAR);
  }
  return {
    cagr: interval(cagr, confidence),
    sharpe: withSharpe === 0 ? null : interval(sharpe.subarray(0, withSharpe), confidence),
    maxDrawdown: interval(maxDrawdown, confidence),
    ...settings,
  };
}

interface History {
  /** Vₜ / Vₜ₋₁. */
  readonly growth: Float64Array;
  /** Simple return minus `mean`. */
  readonly centred: Float64Array;
  /** ln of growth, summed up to but not with each position; one entry more than `growth`. */
  readonly logPrefix: Float64Array;
  readonly mean: number;
  /** All returns are equal. */
  readonly flat: boolean;
}

/** Sums over one resampled history. */
interface Draw {
  sum: number;
  sumOfSquares: number;
  logGrowth: number;
  /** Lowest level / highest level before it. */
  lowest: number;
}

function prepare(levels: Float64Array): History {
  const count = levels.length - 1;
  const growth = new Float64Array(count);
  const centred = new Float64Array(count);
  const logPrefix = new Float64Array(count + 1);
  let total = 0;
  for (let t = 0; t < count; t++) {
    growth[t] = levels[t + 1] / levels[t];
    total += growth[t] - 1;
    logPrefix[t + 1] = logPrefix[t] + Math.log(growth[t]);
  }
  const mean = total / count;
  let sum = 0;
  let sumOfSquares = 0;
  for (let t = 0; t < count; t++) {
    centred[t] = growth[t] - 1 - mean;
    sum += centred[t];
    sumOfSquares += centred[t] * centred[t];
  }
  const flat = Number.isNaN(sharpeOfSums(count, mean, sum, sumOfSquares));
  return { growth, centred, logPrefix, mean, flat };
}

function resample(history: History, meanBlockLength: number, random: RandomSource, out: Draw): void {
  const { growth, centred, logPrefix } = history;
  const count = growth.length;
  // A geometric length by inversion; a mean of 1 divides by −Infinity, which gives the length 1.
  const logStay = Math.log1p(-1 / meanBlockLength);
  let sum = 0;
  let sumOfSquares = 0;
  let logGrowth = 0;
  let level = 1; // relative to the highest so far: no division to find the drawdown
  let lowest = 1;
  for (let missing = count; missing > 0; ) {
    let from = Math.floor(uniform(random) * count);
    let left = Math.min(missing, 1 + Math.floor(Math.log1p(-uniform(random)) / logStay));
    missing -= left;
    while (left > 0) {
      const to = Math.min(count, from + left);
      for (let t = from; t < to; t++) {
        const deviation = centred[t];
        sum += deviation;
        sumOfSquares += deviation * deviation;
        level *= growth[t];
        if (level > 1) level = 1;
        else if (level < lowest) lowest = level;
      }
      logGrowth += logPrefix[to] - logPrefix[from];
      left -= to - from;
      from = 0;
    }
  }
  out.sum = sum;
  out.sumOfSquares = sumOfSquares;
  out.logGrowth = logGrowth;
  out.lowest = lowest;
}

/** Sorts in place. */
function interval(values: Float64Array, confidence: number): Interval {
  values.sort();
  return {
    lower: percentile(values, (1 - confidence) / 2),
    upper: percentile(values, (1 + confidence) / 2),
  };
}

function percentile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

function checkOptions(draws: number, meanBlockLength: number, confidence: number): void {
  if (!Number.isSafeInteger(draws) || draws < 1) invalid(`The number of draws is ${draws}, not 1 or more`);
  if (!(meanBlockLength >= 1) || !Number.isFinite(meanBlockLength)) {
    invalid(`The mean block length is ${meanBlockLength}, not 1 or more`);
  }
  if (!(confidence > 0 && confidence < 1)) invalid(`The confidence is ${confidence}, not between 0 and 1`);
}

function checkSeries(levels: Float64Array, dates: Int32Array): void {
  if (levels.length !== dates.length) invalid(`There are ${levels.length} levels for ${dates.length} dates`);
  for (let t = 0; t < levels.length; t++) {
    if (!(levels[t] >= 0) || !Number.isFinite(levels[t])) {
      invalid(`Level ${t} is ${levels[t]}, not a number from 0 up`);
    }
    if (t > 0 && dates[t] <= dates[t - 1]) invalid(`Date ${t} is not after the one before it`);
  }
}

function invalid(why: string): never {
  throw new HoldfastError('STATISTICS_INVALID', `The bootstrap can't run: ${why}.`, { why });
}
