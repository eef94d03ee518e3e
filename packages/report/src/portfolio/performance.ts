import { parseDate } from '@holdfast/engine';
import { drawdownSeries } from '../series/drawdown.ts';
import type { PortfolioMark } from './input.ts';

/** How a portfolio did beside its index and bitcoin, without what was put in or taken out. */
export interface Performance {
  /** Epoch days of the marks, with their fractions. */
  readonly dates: readonly number[];
  readonly valueUsd: number;
  /** Deposits less withdrawals. */
  readonly investedUsd: number;
  /** What 1 became, at each mark; the costs of the first purchase are in it. */
  readonly levels: Float64Array;
  /** What 1 became in the index, at each mark; NaN where unknown. */
  readonly index: Float64Array;
  readonly bitcoin: Float64Array;
  readonly totalReturn: number;
  /** Null unless known at the first mark and at the last. */
  readonly indexReturn: number | null;
  readonly bitcoinReturn: number | null;
  /** Return less the index's. */
  readonly difference: number | null;
  /** ≤ 0. */
  readonly maxDrawdown: number;
  /** What the portfolio began with, when nothing came or went since: then a level times this is its value in USD. */
  readonly onlyDeposit: number | null;
}

/**
 * Time-weighted returns: from mark to mark, before what came or went at the second. While nothing is in the portfolio there
 * is no return, and what index and bitcoin do meanwhile does not count either.
 *
 * @param marks ascending
 * @returns null without any mark
 * @throws HoldfastError DATE_INVALID
 *
 * @example
 * performanceOf([
 *   { time: '2021-01-01T00:05:00Z', valueUsd: 10_000, flowUsd: 10_000, indexLevel: 1000, bitcoinUsd: 29_000 },
 *   { time: '2021-01-02T00:05:00Z', valueUsd: 16_000, flowUsd: 5_000, indexLevel: 1050, bitcoinUsd: 30_000 },
 * ])?.totalReturn; // 0.1
 */
export function performanceOf(marks: readonly PortfolioMark[]): Performance | null {
  const last = marks.at(-1);
  if (last === undefined) return null;
  const [first, ...later] = marks;
  const levels = ownLevels(marks);
  const index = besideLevels(marks, ({ indexLevel }) => indexLevel, levels);
  const bitcoin = besideLevels(marks, ({ bitcoinUsd }) => bitcoinUsd, levels);
  const totalReturn = levels[levels.length - 1] - 1;
  const indexReturn = returnOf(index, first.indexLevel);
  return {
    dates: marks.map(({ time }) => epochDay(time)),
    valueUsd: last.valueUsd,
    investedUsd: marks.reduce((sum, { flowUsd }) => sum + flowUsd, 0),
    levels,
    index,
    bitcoin,
    totalReturn,
    indexReturn,
    bitcoinReturn: returnOf(bitcoin, first.bitcoinUsd),
    difference: indexReturn === null ? null : totalReturn - indexReturn,
    maxDrawdown: Math.min(...drawdownSeries([1, ...levels])),
    onlyDeposit: first.flowUsd > 0 && later.every(({ flowUsd }) => flowUsd === 0) ? first.flowUsd : null,
  };
}

function ownLevels(marks: readonly PortfolioMark[]): Float64Array {
  const levels = new Float64Array(marks.length);
  let level = 1;
  let before = 0;
  marks.forEach(({ valueUsd, flowUsd }, t) => {
    // A first mark after the first purchase still counts its costs.
    if (t === 0 && flowUsd > 0) level = valueUsd / flowUsd;
    if (before > 0) {
      const grown = valueUsd - flowUsd;
      // What came was invested before the mark, and its costs were more than all that was there: they are of both.
      level *= grown >= 0 ? grown / before : Math.max(0, valueUsd) / (before + flowUsd);
    }
    levels[t] = level;
    before = valueUsd;
  });
  return levels;
}

/** From 1, or from where the portfolio was when it became known later; NaN where it isn't known. */
function besideLevels(
  marks: readonly PortfolioMark[],
  priceOf: (mark: PortfolioMark) => number | null,
  own: Float64Array,
): Float64Array {
  const levels = new Float64Array(marks.length).fill(Number.NaN);
  let level = Number.NaN;
  let known = 0;
  marks.forEach((mark, t) => {
    const price = priceOf(mark);
    // Nothing is lost with a portfolio that is empty, unless it lost everything.
    const counts = t === 0 || marks[t - 1].valueUsd > 0 || own[t - 1] === 0;
    if (price === null || !(price > 0)) return;
    if (known === 0) level = t === 0 ? 1 : own[t];
    else if (counts) level *= price / known;
    levels[t] = level;
    known = price;
  });
  return levels;
}

function returnOf(levels: Float64Array, first: number | null): number | null {
  const last = levels[levels.length - 1];
  return first === null || !(first > 0) || Number.isNaN(last) ? null : last - 1;
}

const TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?Z$/;

/** @throws HoldfastError DATE_INVALID */
function epochDay(time: string): number {
  const match = TIME.exec(time);
  if (match === null) return parseDate(time);
  const [, date, hours, minutes, seconds = '0'] = match;
  return parseDate(date) + (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) / 86_400;
}
