import type { BenchmarkStatistics, Statistics } from '@holdfast/engine';
import type { ReferenceRebalance } from './index-run.ts';
import { annualisedSharpe, mean, sampleDeviation, sum } from './moments.ts';

const YEAR = 365;

/** rₜ = Vₜ / Vₜ₋₁ − 1 from the second date on; null when a level of 0 makes one of them impossible. */
function returnsOf(levels: readonly number[]): number[] | null {
  if (levels.slice(0, -1).some((level) => level === 0)) return null;
  return levels.slice(1).map((level, k) => level / levels[k] - 1);
}

const annualised = (deviation: number | null) => (deviation === null ? null : deviation * Math.sqrt(YEAR));

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
  if (returns.length === 0) return null;
  const downside = Math.sqrt(mean(returns.map((r) => Math.min(r, 0) ** 2)));
  return downside === 0 ? null : (mean(returns) / downside) * Math.sqrt(YEAR);
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
  const returns = returnsOf(levels) ?? [];
  const cagr = calendarDays === 0 ? null : (finalLevel / baseValue) ** (YEAR / calendarDays) - 1;
  const worst = maxDrawdown(levels);
  return {
    finalLevel,
    cagr,
    volatility: annualised(sampleDeviation(returns)),
    sharpe: annualisedSharpe(returns),
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
  if (own === null || other === null || own.length === 0) {
    return {
      beta: null,
      alpha: null,
      trackingError: null,
      informationRatio: null,
      upCapture: null,
      downCapture: null,
    };
  }
  const variation = sum(other.map((rb) => (rb - mean(other)) ** 2));
  const beta =
    Math.max(...other) === Math.min(...other)
      ? null
      : sum(own.map((r, k) => (r - mean(own)) * (other[k] - mean(other)))) / variation;
  const active = own.map((r, k) => r - other[k]);
  const capture = (counts: (rb: number) => boolean) => {
    const chosen = other.map((_, k) => k).filter((k) => counts(other[k]));
    return chosen.length === 0 ? null : mean(chosen.map((k) => own[k])) / mean(chosen.map((k) => other[k]));
  };
  return {
    beta,
    alpha: beta === null ? null : (mean(own) - beta * mean(other)) * YEAR,
    trackingError: annualised(sampleDeviation(active)),
    informationRatio: annualisedSharpe(active),
    upCapture: capture((rb) => rb > 0),
    downCapture: capture((rb) => rb < 0),
  };
}
