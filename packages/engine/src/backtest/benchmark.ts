import { HoldfastError } from '@holdfast/errors';
import type { DefinitionLibrary } from '../definition/library.ts';
import { DEFAULT_BENCHMARKS, type IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import { benchmarkStatistics } from '../statistics/against-benchmark.ts';
import { dailyReturns, NO_TRADING, seriesStatistics } from '../statistics/series.ts';
import type { LevelRun, LevelRunner } from './level-run.ts';
import type { DateRange } from './range.ts';
import type { BenchmarkResult, Note } from './result.ts';

/** A run that is to be measured against its definition's benchmarks. */
export interface MeasuredRun {
  readonly panel: Panel;
  readonly definition: IndexDefinition;
  readonly library: DefinitionLibrary;
  readonly runner: LevelRunner;
  readonly run: LevelRun;
  /** Daily returns of the run. */
  readonly returns: Float64Array;
  /** Receives which default benchmarks are left out. */
  readonly notes: Note[];
}

/**
 * The benchmarks of a definition over the dates of its run. A name that is both a definition and an asset means the
 * definition; the default benchmarks are always assets.
 *
 * @throws HoldfastError BENCHMARK_WITHOUT_PRICE, DEFINITION_NOT_FOUND for named benchmarks
 */
export function measureBenchmarks(measured: MeasuredRun): BenchmarkResult[] {
  const { panel, definition, run, returns, notes } = measured;
  const calendarDays = panel.dates[run.range.last] - panel.dates[run.range.first];
  const found: BenchmarkResult[] = [];
  for (const id of definition.benchmarks ?? DEFAULT_BENCHMARKS) {
    const levels = benchmarkLevels(measured, id);
    if (levels !== null) {
      const own = dailyReturns(levels);
      found.push({
        id,
        levels,
        own: seriesStatistics(levels, definition.base.value, calendarDays, NO_TRADING, own),
        against: benchmarkStatistics(returns, own),
      });
    } else if (definition.benchmarks === null) {
      notes.push({
        code: 'benchmark-left-out',
        date: null,
        asset: id,
        message: `The default benchmark ${id} has no price on or before the first date and is left out.`,
      });
    } else {
      throw new HoldfastError(
        'BENCHMARK_WITHOUT_PRICE',
        `${definition.id}: the benchmark "${id}" has no price on or before the first date of the index. Choose another or a later base date.`,
        { definition: definition.id, benchmark: id },
      );
    }
  }
  return found;
}

/** Levels of one benchmark; null when it has no price on or before the first date. */
function benchmarkLevels(
  { panel, definition, library, runner, run }: MeasuredRun,
  id: string,
): Float64Array | null {
  const asset = panel.indexOf(id);
  const named = definition.benchmarks !== null;
  if (named && (library.has(id) || asset === undefined)) {
    return indexBenchmark(runner.runById(id, definition.id), run.range, definition.base.value);
  }
  return asset === undefined ? null : assetBenchmark(panel, asset, run.range, definition.base.value);
}

/**
 * An asset as a benchmark: base value × Pₜ / P of the first date, gaps keep the last price, no cost. Null when the
 * asset has no price on or before the first date.
 */
function assetBenchmark(
  panel: Panel,
  asset: number,
  { first, last }: DateRange,
  baseValue: number,
): Float64Array | null {
  const from = asset * panel.dayCount;
  let start = first;
  while (start >= 0 && !(panel.close[from + start] > 0)) start--;
  if (start < 0) return null;
  return rebased(panel.close.subarray(from, from + last + 1), start, first, baseValue);
}

/** Another index as a benchmark: its own run's level, used like a price. Null when it starts later. */
function indexBenchmark(
  { range, result }: LevelRun,
  { first, last }: DateRange,
  baseValue: number,
): Float64Array | null {
  if (range.first > first) return null;
  const levels = new Float64Array(last + 1).fill(Number.NaN);
  levels.set(result.levels.subarray(0, Math.min(result.levels.length, last + 1 - range.first)), range.first);
  let start = first;
  while (!(levels[start] > 0) && start > range.first) start--;
  return rebased(levels, start, first, baseValue);
}

function rebased(prices: Float64Array, start: number, first: number, baseValue: number): Float64Array {
  const out = new Float64Array(prices.length - first);
  const scale = baseValue / prices[start];
  let price = prices[start];
  for (let t = first; t < prices.length; t++) {
    if (prices[t] > 0) price = prices[t];
    out[t - first] = price * scale;
  }
  return out;
}
