import { join } from 'node:path';
import type { PanelData } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { Interrupted } from '../failure.ts';
import { grouped } from '../output/format.ts';
import { ProgressLine } from '../output/progress.ts';
import type { Terminal } from '../terminal.ts';
import { STATISTIC_COLUMNS, unpackStatistics } from './columns.ts';
import type { LevelSeries } from './messages.ts';
import type { Outcome } from './outcome.ts';
import { chooseCompared, type SearchCost, searchCost } from './overfitting.ts';
import { readParts, SweepParts } from './parts.ts';
import { type SweepPlan, variantCount } from './plan.ts';
import { WorkerPool } from './worker-pool.ts';

const PARTS_FILE = 'parts.jsonl';

/** What a sweep needs beside its plan. */
export interface SweepRun {
  readonly plan: SweepPlan;
  /** Its arrays must lie in shared memory. */
  readonly panel: PanelData;
  /** See `sweepKey`. */
  readonly key: string;
  /** Absolute; holds the parts. */
  readonly folder: string;
  readonly workers: number;
  readonly resume: boolean;
}

/** A finished sweep. */
export interface SweepOutcome {
  /** By number of the combination. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** The combination with the highest Sharpe ratio; the first of equals. */
  readonly best: number;
  readonly cost: SearchCost;
}

/**
 * Computes every combination that an earlier run has not, keeping each batch on disk, then compares them for
 * overfitting.
 *
 * @throws Interrupted after Ctrl-C, with what was kept
 * @throws HoldfastError SWEEP_NOT_RESUMABLE, SWEEP_WITHOUT_RESULT, and what the engine fails with
 */
export async function runSweep(run: SweepRun, terminal: Terminal): Promise<SweepOutcome> {
  const total = variantCount(run.plan);
  const { parts, outcomes } = await openParts(run, total);
  const pending = Array.from({ length: total }, (_, index) => index).filter((index) => !outcomes.has(index));
  const progress = new ProgressLine(terminal, 'combinations', total, outcomes.size);
  const stop = new AbortController();
  const release = terminal.onInterrupt(() => stop.abort());
  const pool = new WorkerPool(
    { panel: run.panel, plan: run.plan },
    Math.max(1, Math.min(run.workers, total)),
  );
  try {
    await pool.run(
      'statistics',
      pending,
      async (result) => {
        await parts.add(result.outcomes);
        for (const outcome of result.outcomes) outcomes.set(outcome.index, outcome);
        progress.update(outcomes.size);
      },
      stop.signal,
    );
    progress.clear();
    const best = bestOf(outcomes);
    if (best === null && !stop.signal.aborted) throw nothingComputed(outcomes);
    const compared = best === null ? [] : await levelsOf(pool, outcomes, best, stop.signal);
    if (stop.signal.aborted || best === null) {
      throw new Interrupted(
        `stopped; ${grouped(outcomes.size, 0)} of ${grouped(total, 0)} combinations are kept in ${run.folder}. Go on with the same command and --resume.`,
      );
    }
    return { outcomes, best, cost: searchCost(statisticsOf(outcomes), compared, best) };
  } finally {
    progress.clear();
    release();
    await Promise.all([pool.close(), parts.close()]);
  }
}

async function openParts(
  { folder, key, resume }: SweepRun,
  total: number,
): Promise<{ parts: SweepParts; outcomes: Map<number, Outcome> }> {
  const path = join(folder, PARTS_FILE);
  if (!resume) return { parts: await SweepParts.create(path, key, total), outcomes: new Map() };
  const found = await readParts(path);
  if (found === null) {
    throw new HoldfastError(
      'SWEEP_NOT_RESUMABLE',
      `There is no sweep to go on with in ${folder}. Run the same command without --resume.`,
      { folder },
    );
  }
  if (found.key !== key) {
    throw new HoldfastError(
      'SWEEP_NOT_RESUMABLE',
      `The sweep in ${folder} was made with another snapshot, definition, grid or engine. Run without --resume to start anew, or choose another folder with --out.`,
      { folder, found: found.key, wanted: key },
    );
  }
  return { parts: await SweepParts.append(path, found.completeBytes), outcomes: new Map(found.outcomes) };
}

const SHARPE = STATISTIC_COLUMNS.findIndex(([name]) => name === 'sharpe');

function bestOf(outcomes: ReadonlyMap<number, Outcome>): number | null {
  let best: number | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (const outcome of [...outcomes.values()].sort((a, b) => a.index - b.index)) {
    if (!('statistics' in outcome)) continue;
    const sharpe = outcome.statistics[SHARPE];
    if (best === null || sharpe > highest) {
      best = outcome.index;
      // A variant without a Sharpe ratio is the best only as long as there is no other.
      highest = Number.isNaN(sharpe) ? Number.NEGATIVE_INFINITY : sharpe;
    }
  }
  return best;
}

function statisticsOf(outcomes: ReadonlyMap<number, Outcome>) {
  return [...outcomes.values()].flatMap((outcome) =>
    'statistics' in outcome ? [unpackStatistics(outcome.statistics)] : [],
  );
}

async function levelsOf(
  pool: WorkerPool,
  outcomes: ReadonlyMap<number, Outcome>,
  best: number,
  stop: AbortSignal,
): Promise<LevelSeries[]> {
  const computed = [...outcomes.values()]
    .flatMap((outcome) => ('statistics' in outcome ? [outcome.index] : []))
    .sort((a, b) => a - b);
  const series: LevelSeries[] = [];
  const keep = (result: { readonly series: readonly LevelSeries[] }) => void series.push(...result.series);
  await pool.run('levels', chooseCompared(computed, best), keep, stop);
  // Workers answer in any order; the order decides nothing, but the same input shall give the same numbers.
  return series.sort((a, b) => a.index - b.index);
}

function nothingComputed(outcomes: ReadonlyMap<number, Outcome>): HoldfastError {
  const [first] = outcomes.values();
  const why = first !== undefined && 'refused' in first ? first.refused.message : 'there is none';
  return new HoldfastError(
    'SWEEP_WITHOUT_RESULT',
    `None of the ${grouped(outcomes.size, 0)} combinations can be computed. The first: ${why}`,
    { combinations: outcomes.size },
  );
}
