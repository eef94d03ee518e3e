import { parentPort, workerData } from 'node:worker_threads';
import {
  applyOverride,
  type Backtest,
  type DefinitionInput,
  definitionFromInput,
  Panel,
  runBacktest,
} from '@holdfast/engine';
import { isHoldfastError } from '@holdfast/errors';
import { packStatistics } from './columns.ts';
import type { Answer, LevelSeries, Task, WorkerStart } from './messages.ts';
import type { Outcome } from './outcome.ts';
import { valuesAt } from './plan.ts';

const { panel: data, plan } = workerData as WorkerStart;
const panel = new Panel(data);

function backtest(index: number): Backtest {
  const input = valuesAt(plan.variations, index).reduce<DefinitionInput>(
    (written, value, i) => applyOverride(written, plan.variations[i].path, value),
    plan.input,
  );
  return runBacktest(panel, definitionFromInput(input, plan.origin), { library: plan.library });
}

function outcome(index: number): Outcome {
  try {
    return { index, statistics: packStatistics(backtest(index).statistics) };
  } catch (error) {
    // Combinations that contradict themselves or need more history than there is are part of any grid.
    if (!isHoldfastError(error) || error.exitCode !== 2) throw error;
    return { index, refused: { code: error.code, message: error.message } };
  }
}

function series(index: number): LevelSeries {
  const { dates, levels } = backtest(index);
  // Own copies: what the engine hands out may be a window of something larger.
  return { index, dates: Int32Array.from(dates), levels: Float64Array.from(levels) };
}

function answer({ kind, indices }: Task): Answer {
  try {
    if (kind === 'statistics') return { kind, outcomes: indices.map(outcome) };
    return { kind, series: indices.map(series) };
  } catch (error) {
    const code = isHoldfastError(error) ? error.code : 'UNEXPECTED';
    return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort!.on('message', (task: Task) => {
  const reply = answer(task);
  const transfer =
    reply.kind === 'levels' ? reply.series.flatMap(({ dates, levels }) => [dates.buffer, levels.buffer]) : [];
  parentPort!.postMessage(reply, transfer);
});
