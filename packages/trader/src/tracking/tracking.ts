import { attribute, type IntervalAttribution } from './attribution.ts';
import { linkReturns, linkValues } from './linking.ts';
import { mapParts, type TrackingParts } from './parts.ts';
import { type ReturnPair, trackingError } from './tracking-error.ts';
import { readIntervals, type TrackingInput, type TrackingInterval } from './tracking-input.ts';

/** An interval's returns, and their difference in parts. Fractions: 0.01 is one per cent. */
export interface IntervalTracking extends ReturnPair {
  /** Sum: portfolioReturn − indexReturn. */
  readonly parts: TrackingParts;
}

/** How near a portfolio stayed to its index, and why not nearer. */
export interface TrackingReport {
  /** Time-weighted: what one dollar became that was there from the beginning. Flows don't count. */
  readonly portfolioReturn: number;
  readonly indexReturn: number;
  /** portfolioReturn − indexReturn. */
  readonly trackingDifference: number;
  /** Of the returns for a year; null for less than 365 days. */
  readonly trackingDifferencePerYear: number | null;
  /** Annualised; null with fewer than two days. */
  readonly trackingError: number | null;
  /** Sum: trackingDifference. */
  readonly parts: TrackingParts;
  /** The same in money. */
  readonly usd: {
    /** At the last mark, before its flows. */
    readonly portfolio: number;
    /** What the same money would be, put into the index and taken out of it at the same times. */
    readonly index: number;
    /** portfolio − index. */
    readonly difference: number;
    /** Sum: difference. */
    readonly parts: TrackingParts;
  };
  /** Without those that began with no value. */
  readonly intervals: readonly IntervalTracking[];
}

const YEAR = 365 * 86_400_000;

/**
 * Holds a portfolio against its index, and splits the difference into what caused it. The formulae are with `attribute` (one
 * interval), `linkReturns` and `linkValues` (the whole time) and `trackingError`; parts add up as far as Float64 goes.
 *
 * @throws HoldfastError TRACKING_INVALID, with the place, when the input is malformed, out of order or lacks a price
 *
 * @example
 * track({
 *   cash: ['USDT'],
 *   marks: [
 *     {
 *       time: Date.UTC(2021, 0, 1),
 *       mids: { BTC: 100, USDT: 1 },
 *       holdings: { BTC: 9, USDT: 100 },
 *       index: { level: 1000, weights: { BTC: 1 } },
 *     },
 *     {
 *       time: Date.UTC(2021, 0, 2),
 *       mids: { BTC: 110, USDT: 1 },
 *       holdings: { BTC: 9, USDT: 100 },
 *       index: { level: 1100, weights: { BTC: 1 } },
 *     },
 *   ],
 * }).parts.cash; // -0.01: a tenth in cash while the index gained a tenth
 */
export function track(input: TrackingInput): TrackingReport {
  const cash = new Set(input.cash);
  const attributed = readIntervals(input).map((interval) => ({
    interval,
    attribution: attribute(interval, cash),
  }));
  const attributions = attributed.map(({ attribution }) => attribution);
  const intervals = attributed
    .filter(({ attribution }) => attribution.valueStart > 0)
    .map(({ interval, attribution }) => returnsOf(interval, attribution));

  const { portfolioReturn, indexReturn, parts } = linkReturns(attributions);
  const time = intervals.reduce((sum, { start, end }) => sum + end - start, 0);
  const perYear = (whole: number) => (1 + whole) ** (YEAR / time) - 1;
  return {
    portfolioReturn,
    indexReturn,
    trackingDifference: portfolioReturn - indexReturn,
    trackingDifferencePerYear: time < YEAR ? null : perYear(portfolioReturn) - perYear(indexReturn),
    trackingError: trackingError(intervals),
    parts,
    usd: { ...valuesOf(attributions), parts: linkValues(attributions) },
    intervals,
  };
}

function returnsOf({ start, end }: TrackingInterval, attribution: IntervalAttribution): IntervalTracking {
  const { valueStart, valueEnd, indexReturn, parts } = attribution;
  return {
    start: start.time,
    end: end.time,
    portfolioReturn: valueEnd / valueStart - 1,
    indexReturn,
    parts: mapParts((part) => parts[part] / valueStart),
  };
}

/** The last value, and what the index would have made of the same flows. A flow's value is what it changes at its mark. */
function valuesOf(intervals: readonly IntervalAttribution[]): Omit<TrackingReport['usd'], 'parts'> {
  let portfolio = 0;
  let index = 0;
  for (const { valueStart, valueEnd, indexReturn } of intervals) {
    index = (index + valueStart - portfolio) * (1 + indexReturn);
    portfolio = valueEnd;
  }
  return { portfolio, index, difference: portfolio - index };
}
