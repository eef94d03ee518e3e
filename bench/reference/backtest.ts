import type { BenchmarkStatistics, IndexDefinition, PanelData, Statistics } from '@holdfast/engine';
import { DEFAULT_BENCHMARKS } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { CloseCalls } from './close-calls.ts';
import { historyNeeded, type Span, spanOf } from './first-date.ts';
import { type IndexRun, type ReferenceRebalance, runIndex } from './index-run.ts';
import { type Instrument, lastPriceAt, type Market, marketOf, type Row } from './market.ts';
import { againstBenchmark, statisticsOf } from './statistics.ts';

/** The library a definition's members and benchmarks come from, by id. */
export type Library = ReadonlyMap<string, IndexDefinition>;

/** A benchmark beside the reference's index. */
export interface ReferenceBenchmark {
  readonly id: string;
  readonly levels: readonly number[];
  readonly own: Statistics;
  readonly against: BenchmarkStatistics;
}

/** The facts of a backtest, as the reference finds them. */
export interface ReferenceBacktest {
  /** Epoch days. */
  readonly dates: readonly number[];
  readonly levels: readonly number[];
  readonly rebalances: readonly ReferenceRebalance[];
  readonly statistics: Statistics;
  readonly benchmarks: readonly ReferenceBenchmark[];
  readonly overlay: {
    readonly investedShare: readonly number[];
    readonly shadowLevels: readonly number[];
  } | null;
  /** Smallest relative distance from a threshold; see `CloseCalls`. */
  readonly nearestThreshold: number;
}

/** An index run with the dates it covers and, with an overlay, its shadow. */
interface CompleteRun {
  readonly span: Span;
  readonly run: IndexRun;
  readonly shadow: IndexRun | null;
}

const unknownDefinition = (id: string): never => {
  throw new HoldfastError('DEFINITION_NOT_FOUND', `There is no definition "${id}".`, { id });
};

/** An index as something that can be held or compared with: its level is its price, on the dates it has one. */
function instrumentOfRun(id: string, { span, run }: CompleteRun, dates: readonly number[]): Instrument {
  const rows = dates.map((_, t): Row | null => {
    const level = run.days[t - span.first]?.level;
    return level === undefined ? null : { price: level, marketCap: null, volume: null };
  });
  return { id, sector: null, tags: [], rows };
}

/**
 * A level that stands still around a change of holdings does so up to rounding; in cash it really does. It takes
 * two returns in a row for a window to be flat.
 */
function reportStandstills({ days }: IndexRun, closeCalls: CloseCalls): void {
  for (let k = 2; k < days.length; k++) {
    const three = days.slice(k - 2, k + 1);
    if (three.every(({ isCash }) => isCash) || !three.some(({ isChanged }) => isChanged)) continue;
    const levels = three.map(({ level }) => level);
    closeCalls.compared(Math.max(...levels), Math.min(...levels), levels[0], false);
  }
}

function runDefinition(
  assets: Market,
  definition: IndexDefinition,
  library: Library,
  holders: readonly string[],
  closeCalls: CloseCalls,
): CompleteRun {
  const { dates } = assets;
  const cashAsset = assets.instruments.find(({ id }) => id === definition.cash_asset) ?? null;
  if (definition.cash_asset !== null && cashAsset === null) {
    throw new HoldfastError('ASSET_UNKNOWN', `The snapshot has no asset "${definition.cash_asset}".`);
  }
  let market = assets;
  let possible = historyNeeded(definition);
  if (definition.members !== null) {
    const path = [...holders, definition.id];
    const runs = definition.members.map((id) => {
      if (path.includes(id)) throw new HoldfastError('DEFINITION_CYCLE', `"${id}" holds itself.`, { path });
      return runDefinition(assets, library.get(id) ?? unknownDefinition(id), library, path, closeCalls);
    });
    const looksBack = definition.select.window !== null || definition.weight.window !== null;
    for (const { run } of looksBack ? runs : []) reportStandstills(run, closeCalls);
    possible = Math.max(...runs.map(({ span }) => span.first)) + definition.lag;
    market = {
      dates,
      instruments: definition.members.map((id, k) => instrumentOfRun(id, runs[k], dates)),
    };
  }
  const span = spanOf(definition, dates, possible);
  if (definition.overlay === null) {
    return { span, run: runIndex(market, cashAsset, definition, span, null, closeCalls), shadow: null };
  }
  const shadow = runIndex(market, cashAsset, { ...definition, overlay: null }, span, null, closeCalls);
  return { span, run: runIndex(market, cashAsset, definition, span, shadow, closeCalls), shadow };
}

/** Levels of the benchmarks; a default one that the snapshot lacks is left out, a named one is an error. */
function benchmarkLevels(
  assets: Market,
  definition: IndexDefinition,
  library: Library,
  { first, last }: Span,
  closeCalls: CloseCalls,
): Map<string, number[]> {
  const all = new Map<string, number[]>();
  for (const id of definition.benchmarks ?? DEFAULT_BENCHMARKS) {
    let instrument = assets.instruments.find((asset) => asset.id === id);
    if (instrument === undefined && definition.benchmarks !== null) {
      const run = runDefinition(assets, library.get(id) ?? unknownDefinition(id), library, [], closeCalls);
      instrument = instrumentOfRun(id, run, assets.dates);
    }
    const start = instrument === undefined ? null : lastPriceAt(instrument, first);
    if (instrument === undefined || start === null) {
      if (definition.benchmarks === null) continue;
      throw new HoldfastError('BENCHMARK_WITHOUT_PRICE', `"${id}" has no price when the index starts.`, {
        id,
      });
    }
    const levels: number[] = [];
    for (let t = first; t <= last; t++) {
      levels.push((definition.base.value * lastPriceAt(instrument, t)!) / start);
    }
    all.set(id, levels);
  }
  return all;
}

/**
 * Backtests a definition by doing literally what CONVENTIONS.md says: the oracle that the engine is tested
 * against, and the named reference of the benchmarks.
 *
 * @throws HoldfastError DEFINITION_NOT_FOUND, DEFINITION_CYCLE, ASSET_UNKNOWN, HISTORY_TOO_SHORT,
 *   BASE_DATE_TOO_EARLY, BASE_DATE_AFTER_END, BENCHMARK_WITHOUT_PRICE, CAPITAL_EXCEEDS_LIQUIDITY,
 *   SOLVER_NOT_CONVERGED
 * @example
 * referenceBacktest(panel, definitionSchema.parse({ select: { top: 10 } }), new Map()).statistics.cagr;
 */
export function referenceBacktest(
  panel: PanelData,
  definition: IndexDefinition,
  library: Library,
): ReferenceBacktest {
  const assets = marketOf(panel);
  const closeCalls = new CloseCalls();
  const { span, run, shadow } = runDefinition(assets, definition, library, [], closeCalls);
  const dates = assets.dates.slice(span.first, span.last + 1);
  const levels = run.days.map(({ level }) => level);
  const benchmarks = benchmarkLevels(assets, definition, library, span, closeCalls);
  return {
    dates,
    levels,
    rebalances: run.rebalances,
    statistics: statisticsOf(dates, levels, definition.base.value, run.rebalances),
    benchmarks: [...benchmarks].map(([id, benchmark]) => ({
      id,
      levels: benchmark,
      own: statisticsOf(dates, benchmark, benchmark[0], []),
      against: againstBenchmark(levels, benchmark),
    })),
    overlay:
      shadow === null
        ? null
        : {
            investedShare: run.days.map((day) => day.investedShare),
            shadowLevels: shadow.days.map(({ level }) => level),
          },
    nearestThreshold: closeCalls.nearest,
  };
}
