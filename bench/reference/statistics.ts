import type { BenchmarkStatistics, Statistics } from '@holdfast/engine';
import type { ReferenceRebalance } from './index-run.ts';
import { allEqual, annualisedSharpe, mean, sampleDeviation, sum } from './moments.ts';

const YEAR = 365;

/** rₜ = Vₜ / Vₜ₋₁ − 1 from the second date on; NaN after a level of 0. */
function returnsOf(levels: readonly number[]): number[] {
  return levels.slice(1).map((level, k) => level / levels[k] - 1);
}

/** Null instead of what came of dividing by 0. */
const defined = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);

const annualised = (deviation: number | null) =>
  deviation === null ? null : defined(deviation * Math.sqrt(YEAR));

function maxDrawdown(levels: readonly number[]): number {
  let peak = 0;
  let worst = 0;
  for (const level of levels) {
    peak = Math.max(peak, level);
    worst = Math.min(worst, level / peak - 1);
  }
  return worst;
}

function sortino(returns: readonly number[]): number | null {
  const downside = Math.sqrt(mean(returns.map((r) => Math.min(r, 0) ** 2)));
  return defined((mean(returns) / downside) * Math.sqrt(YEAR));
}

/** The mean leaves out the first rebalance that buys, and what was before it. */
function meanTurnover(rebalances: readonly ReferenceRebalance[]): number {
  const firstThatBuys = rebalances.findIndex(({ buys }) => buys);
  const others = rebalances.filter((_, k) => k !== firstThatBuys).map(({ turnover }) => turnover);
  return others.length === 0 ? 0 : mean(others);
}

/** @param days epoch days, one a level */
export function statisticsOf(
  days: readonly number[],
  levels: readonly number[],
  baseValue: number,
  rebalances: readonly ReferenceRebalance[],
): Statistics {
  const finalLevel = levels[levels.length - 1];
  const calendarDays = days[days.length - 1] - days[0];
  const returns = returnsOf(levels);
  const cagr = calendarDays === 0 ? null : (finalLevel / baseValue) ** (YEAR / calendarDays) - 1;
  const worst = maxDrawdown(levels);
  return {
    finalLevel,
    cagr,
    volatility: annualised(sampleDeviation(returns)),
    sharpe: defined(annualisedSharpe(returns)),
    sortino: sortino(returns),
    calmar: cagr === null || worst === 0 ? null : cagr / Math.abs(worst),
    maxDrawdown: worst,
    meanOneWayTurnover: meanTurnover(rebalances),
    totalCost: sum(rebalances.map(({ cost }) => cost)),
    rebalances: rebalances.length,
    days: levels.length,
  };
}

/** An index against a benchmark, from their levels on the same dates. */
export function againstBenchmark(
  levels: readonly number[],
  benchmarkLevels: readonly number[],
): BenchmarkStatistics {
  const own = returnsOf(levels);
  const other = returnsOf(benchmarkLevels);
  const variation = sum(other.map((rb) => (rb - mean(other)) ** 2));
  const covariation = sum(own.map((r, k) => (r - mean(own)) * (other[k] - mean(other))));
  const beta = allEqual(other) ? null : defined(covariation / variation);
  const active = own.map((r, k) => r - other[k]);
  const capture = (counts: (rb: number) => boolean) => {
    const chosen = other.map((_, k) => k).filter((k) => counts(other[k]));
    return defined(mean(chosen.map((k) => own[k])) / mean(chosen.map((k) => other[k])));
  };
  return {
    beta,
    alpha: beta === null ? null : defined((mean(own) - beta * mean(other)) * YEAR),
    trackingError: annualised(sampleDeviation(active)),
    informationRatio: defined(annualisedSharpe(active)),
    upCapture: capture((rb) => rb > 0),
    downCapture: capture((rb) => rb < 0),
  };
}
