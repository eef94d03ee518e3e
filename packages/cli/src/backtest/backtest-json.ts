import { type Backtest, type BenchmarkResult, formatDate, type Rebalance } from '@holdfast/engine';

/** The hashes that repeat a result to the last digit. */
export interface Identities {
  readonly snapshot: { readonly name: string; readonly sha256: string; readonly tags_sha256: string };
  readonly definition: { readonly id: string; readonly sha256: string };
  readonly engine: { readonly version: string; readonly sha256: string };
}

/**
 * A backtest as `holdfast backtest --json` prints it. Keys and their order are a promise to other programs: rates are
 * fractions, `total_cost` is in level units, `days` counts levels, members are target weights by asset id.
 */
export function backtestJson(backtest: Backtest, identities: Identities) {
  const { statistics, rebalances, dates, levels } = backtest;
  return {
    final_level: statistics.finalLevel,
    cagr: statistics.cagr,
    volatility: statistics.volatility,
    sharpe: statistics.sharpe,
    sortino: statistics.sortino,
    calmar: statistics.calmar,
    max_drawdown: statistics.maxDrawdown,
    mean_one_way_turnover: statistics.meanOneWayTurnover,
    total_cost: statistics.totalCost,
    rebalances: statistics.rebalances,
    days: statistics.days,
    first_members: members(rebalances[0]),
    last_members: members(rebalances[rebalances.length - 1]),
    levels: Array.from(levels, (level, i): [string, number] => [formatDate(dates[i]), level]),
    benchmarks: Object.fromEntries(
      backtest.benchmarks.map((benchmark) => [benchmark.id, benchmarkJson(benchmark)]),
    ),
    ...identities,
  };
}

function members(rebalance: Rebalance | undefined): Readonly<Record<string, number>> {
  return rebalance?.targets ?? {};
}

function benchmarkJson({ own, against }: BenchmarkResult) {
  return {
    final_level: own.finalLevel,
    cagr: own.cagr,
    volatility: own.volatility,
    sharpe: own.sharpe,
    max_drawdown: own.maxDrawdown,
    beta: against.beta,
    alpha: against.alpha,
    tracking_error: against.trackingError,
    information_ratio: against.informationRatio,
    up_capture: against.upCapture,
    down_capture: against.downCapture,
  };
}
