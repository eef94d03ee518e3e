import type { DefinitionLibrary } from '../definition/library.ts';
import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import { dailyReturns, seriesStatistics, type TradingFigures } from '../statistics/series.ts';
import type { Statistics } from '../statistics/types.ts';
import { measureBenchmarks } from './benchmark.ts';
import type { DecisionRecorder } from './decision.ts';
import { type LevelRun, LevelRunner } from './level-run.ts';
import type { Backtest, BenchmarkResult, Note, Rebalance } from './result.ts';
import type { SimulationResult } from './simulation.ts';

/** Surroundings of a backtest. */
export interface BacktestOptions {
  /** Definitions that members and benchmarks may name. */
  readonly library?: DefinitionLibrary;
  /** Receives the full reasoning of every rebalance. */
  readonly recorder?: DecisionRecorder;
}

/**
 * Runs a definition over market history.
 *
 * The rules decide for date t with rows up to t − lag and trade at the prices of t; the mathematics is in
 * docs/methodology.md. The same panel and definition give the same result to the last bit.
 *
 * @throws HoldfastError HISTORY_TOO_SHORT, BASE_DATE_TOO_EARLY, BASE_DATE_AFTER_END, DEFINITION_NOT_FOUND,
 *   DEFINITION_CYCLE, BENCHMARK_WITHOUT_PRICE, CAPITAL_EXCEEDS_LIQUIDITY
 * @example
 * const backtest = runBacktest(panel, parseDefinition('select: {top: 10}', 'top-10.yaml'));
 * backtest.statistics.cagr; // 1.23 is 123 % a year
 */
export function runBacktest(
  panel: Panel,
  definition: IndexDefinition,
  { library = new Map(), recorder }: BacktestOptions = {},
): Backtest {
  const runner = new LevelRunner(panel, library);
  const run = runner.run(definition, recorder ?? null);
  const { first, last } = run.range;
  const dates = panel.dates.subarray(first, last + 1);
  const { levels } = run.result;
  const returns = dailyReturns(levels);
  const calendarDays = panel.dates[last] - panel.dates[first];
  const notes = [...run.notes];
  return new FinishedBacktest(
    definition,
    dates,
    run,
    seriesStatistics(levels, definition.base.value, calendarDays, tradingFigures(run.result), returns),
    measureBenchmarks({ panel, definition, library, runner, run, returns, notes }),
    notes,
  );
}

/** A backtest whose rebalances become objects when they are first read. */
class FinishedBacktest implements Backtest {
  readonly definition: IndexDefinition;
  readonly dates: Int32Array;
  readonly levels: Float64Array;
  readonly statistics: Statistics;
  readonly benchmarks: readonly BenchmarkResult[];
  readonly notes: readonly Note[];
  readonly overlay: Backtest['overlay'];
  readonly #result: SimulationResult;
  #rebalances?: readonly Rebalance[];

  constructor(
    definition: IndexDefinition,
    dates: Int32Array,
    { result, shadowLevels }: LevelRun,
    statistics: Statistics,
    benchmarks: readonly BenchmarkResult[],
    notes: readonly Note[],
  ) {
    this.definition = definition;
    this.dates = dates;
    this.levels = result.levels;
    this.statistics = statistics;
    this.benchmarks = benchmarks;
    this.notes = notes;
    const { investedShare } = result;
    this.overlay = investedShare !== null && shadowLevels !== null ? { investedShare, shadowLevels } : null;
    this.#result = result;
  }

  get rebalances(): readonly Rebalance[] {
    this.#rebalances ??= this.#result.log.toArray(this.#result.eligibleOn);
    return this.#rebalances;
  }
}

function tradingFigures({ log, firstPurchase }: SimulationResult): TradingFigures {
  let totalCost = 0;
  let turnover = 0;
  let counted = 0;
  for (let i = 0; i < log.length; i++) {
    const figures = log.figures(i);
    totalCost += figures.cost;
    if (i === firstPurchase) continue;
    turnover += figures.turnover;
    counted++;
  }
  return { meanOneWayTurnover: counted > 0 ? turnover / counted : 0, totalCost, rebalances: log.length };
}
