import { parseDate } from '@holdfast/engine';
import { drawdownSeries } from '../series/drawdown.ts';
import type { PortfolioMark } from './input.ts';

/** How a portfolio did beside its index and bitcoin, without what was put in or taken out. */
export interface Performance {
  /** Epoch days of the marks. */
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
 * Time-weighted returns from daily marks. A day's deposits count from its beginning and its withdrawals until its end,
 * so that neither a large deposit into little nor taking everything out makes a return.
 *
 * @param marks ascending by date
 * @returns null without any mark
 * @throws HoldfastError DATE_INVALID
 *
 * @example
 * performanceOf([{ date: '2021-01-01', valueUsd: 9990, depositedUsd: 10000, … }])?.totalReturn; // -0.001
 */
export function performanceOf(marks: readonly PortfolioMark[]): Performance | null {
  const last = marks.at(-1);
  if (last === undefined) return null;
  const levels = new Float64Array(marks.length);
  let level = 1;
  let before = 0;
  let invested = 0;
  marks.forEach(({ valueUsd, depositedUsd, withdrawnUsd }, t) => {
    const begin = before + depositedUsd;
    // Without anything in it there is no return.
    if (begin > 0) level *= Math.max(0, valueUsd + withdrawnUsd) / begin;
    levels[t] = level;
    before = valueUsd;
    invested += depositedUsd - withdrawnUsd;
  });
  const index = rebased(marks, ({ indexLevel }) => indexLevel, levels);
  const bitcoin = rebased(marks, ({ bitcoinUsd }) => bitcoinUsd, levels);
  const totalReturn = level - 1;
  const indexReturn = returnOf(marks, ({ indexLevel }) => indexLevel);
  const [first, ...later] = marks;
  const moved =
    first.withdrawnUsd > 0 ||
    later.some(({ depositedUsd, withdrawnUsd }) => depositedUsd > 0 || withdrawnUsd > 0);
  return {
    dates: marks.map(({ date }) => parseDate(date)),
    valueUsd: last.valueUsd,
    investedUsd: invested,
    levels,
    index,
    bitcoin,
    totalReturn,
    indexReturn,
    bitcoinReturn: returnOf(marks, ({ bitcoinUsd }) => bitcoinUsd),
    difference: indexReturn === null ? null : totalReturn - indexReturn,
    maxDrawdown: Math.min(...drawdownSeries([1, ...levels])),
    onlyDeposit: moved || !(first.depositedUsd > 0) ? null : first.depositedUsd,
  };
}

type Price = (mark: PortfolioMark) => number | null;

/** From 1, or from where the portfolio was when it became known later. */
function rebased(marks: readonly PortfolioMark[], price: Price, own: Float64Array): Float64Array {
  const first = marks.findIndex((mark) => (price(mark) ?? 0) > 0);
  const start = first <= 0 ? 1 : own[first];
  return Float64Array.from(marks, (mark) => {
    const value = price(mark);
    return value === null || first < 0 ? Number.NaN : (start * value) / (price(marks[first]) as number);
  });
}

function returnOf(marks: readonly PortfolioMark[], price: Price): number | null {
  const first = price(marks[0]);
  const last = price(marks[marks.length - 1]);
  return first === null || last === null || first <= 0 ? null : last / first - 1;
}
