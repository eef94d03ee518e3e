import { join } from 'node:path';
import { renderSweepReport } from '@holdfast/report';
import type { LoadedDefinition } from '../definition-files.ts';
import { writeWhole } from '../files.ts';
import { snapshotInfo } from '../report/snapshot-info.ts';
import type { Market } from '../snapshot-choice.ts';
import { SPLITS } from './overfitting.ts';
import { writeParquet } from './parquet.ts';
import { type SweepPlan, variantCount } from './plan.ts';
import { cell, csvOf, type ResultRow, resultColumns } from './result-table.ts';
import type { SweepOutcome } from './run-sweep.ts';
import { type SweepSummary, statisticsJson } from './summary.ts';

/** A finished sweep and where its files go. */
export interface ResultFiles {
  readonly folder: string;
  readonly plan: SweepPlan;
  readonly rows: readonly ResultRow[];
  readonly outcome: SweepOutcome;
  readonly summary: SweepSummary;
  readonly loaded: LoadedDefinition;
  readonly market: Market;
}

/** Writes results.csv, results.parquet, results.json and report.html. */
export async function writeResults(files: ResultFiles): Promise<void> {
  const { folder, plan, rows } = files;
  const columns = resultColumns(plan);
  const csv = join(folder, 'results.csv');
  await writeWhole(csv, csvOf(columns, rows));
  await writeParquet(csv, join(folder, 'results.parquet'), columns);
  await writeWhole(join(folder, 'results.json'), resultsJson(files));
  await writeWhole(join(folder, 'report.html'), report(files));
}

function resultsJson({ summary, rows }: ResultFiles): string {
  const { folder: _, ...rest } = summary;
  const variants = rows.map(({ index, values, statistics, refused }) => ({
    variant: index,
    values,
    ...(statistics === null ? { error: refused } : statisticsJson(statistics)),
  }));
  return `${JSON.stringify({ ...rest, variants })}\n`;
}

function report({ plan, rows, outcome, loaded, market }: ResultFiles): string {
  const { cost } = outcome;
  return renderSweepReport({
    name: loaded.definition.name,
    keys: plan.variations.map(({ path, values }) => ({ key: path, values: values.map(cell) })),
    variants: rows.map(({ values, statistics, refused }) => ({
      values,
      statistics,
      error: refused?.message ?? null,
    })),
    total: variantCount(plan),
    statistic: 'sharpe',
    bias: {
      pbo: cost.pbo,
      splits: SPLITS,
      deflatedSharpe: cost.deflatedSharpe,
      deflatedSharpeByAll: cost.deflatedSharpeByAll,
      probabilisticSharpe: cost.probabilisticSharpe,
      tried: cost.tried,
      effectiveTrials: cost.effectiveTrials,
      compared: cost.compared,
    },
    snapshot: snapshotInfo(market.snapshot),
    definitionText: loaded.text,
  });
}
