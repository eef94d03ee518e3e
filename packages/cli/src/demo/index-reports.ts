import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Backtest, runBacktest } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { importDemo } from '@holdfast/market';
import type { OverviewInput } from '@holdfast/report';
import { definitionIdentity } from '../backtest/definition-identity.ts';
import { importProgress } from '../data/import-progress.ts';
import { definitionFiles, type LoadedDefinition, loadDefinition } from '../definition-files.ts';
import { engineIdentity, shippedIndices } from '../installation.ts';
import { counted } from '../output/format.ts';
import { ProgressLine } from '../output/progress.ts';
import { namesOf, writeIndexReport } from '../report/index-report.ts';
import { snapshotInfo } from '../report/snapshot-info.ts';
import { homeOf, loadSnapshot, type Market } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';

/** An index and its backtest over the demo data. */
export interface DemoRun {
  readonly loaded: LoadedDefinition;
  readonly backtest: Backtest;
}

/** The shipped market data, imported if need be. */
export async function demoMarket(terminal: Terminal): Promise<Market> {
  const progress = importProgress(terminal);
  try {
    return await loadSnapshot(await importDemo(homeOf(terminal), { onProgress: progress.update }));
  } finally {
    progress.clear();
  }
}

/** Every shipped index with its report; progress counts them. */
export async function writeReports(market: Market, folder: string, terminal: Terminal): Promise<DemoRun[]> {
  const files = existsSync(shippedIndices()) ? await definitionFiles(shippedIndices()) : [];
  if (files.length === 0) {
    throw new HoldfastError(
      'DEMO_UNAVAILABLE',
      `The shipped index definitions are missing from ${shippedIndices()}. Get a complete copy of Holdfast.`,
      { folder: shippedIndices() },
    );
  }
  terminal.stderr.write(`Backtesting ${counted(files.length, 'index', 'indices')} over the demo data …\n`);
  const progress = new ProgressLine(terminal, 'indices', files.length);
  const engine = engineIdentity();
  const runs: DemoRun[] = [];
  for (const file of files) {
    progress.update(runs.length);
    const loaded = await loadDefinition(file, terminal);
    const { definition, library } = loaded;
    const backtest = runBacktest(market.panel, definition, { library });
    const identities = {
      snapshot: market.identity,
      definition: definitionIdentity(definition, library),
      engine,
    };
    const request = { loaded, market, backtest, identities, variantsTried: null, overviewHref: 'index.html' };
    await writeIndexReport(join(folder, `${definition.id}.html`), request, terminal);
    runs.push({ loaded, backtest });
  }
  progress.clear();
  return runs;
}

/** What a page shows of all indices. */
export async function overviewInput(market: Market, runs: readonly DemoRun[]): Promise<OverviewInput> {
  const library = new Map(runs.map(({ loaded }) => [loaded.definition.id, loaded.definition]));
  const names = await namesOf(market, library);
  const benchmarks = new Map(
    runs.flatMap(({ backtest }) =>
      backtest.benchmarks
        .filter(({ id }) => !library.has(id))
        .map(({ id, levels, own }) => [
          id,
          {
            id,
            name: names.get(id)?.name ?? id,
            baseValue: backtest.definition.base.value,
            dates: backtest.dates,
            levels,
            statistics: own,
          },
        ]),
    ),
  );
  return {
    indices: runs.map(({ backtest: { definition, dates, levels, statistics, rebalances } }) => ({
      id: definition.id,
      name: definition.name,
      description: definition.description,
      href: `${definition.id}.html`,
      baseValue: definition.base.value,
      dates,
      levels,
      statistics,
      lastMembers: rebalances[rebalances.length - 1]?.targets ?? {},
    })),
    benchmarks: [...benchmarks.values()],
    snapshot: snapshotInfo(market.snapshot),
    names,
  };
}
