import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backtest, runBacktest } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { importDemo } from '@holdfast/market';
import { type OverviewInput, renderOverview } from '@holdfast/report';
import { definitionIdentity } from '../backtest/definition-identity.ts';
import { importProgress } from '../data/import-progress.ts';
import { definitionFiles, type LoadedDefinition, loadDefinition } from '../definition-files.ts';
import { absolute, writeWhole } from '../files.ts';
import { engineIdentity, shippedIndices } from '../installation.ts';
import { counted } from '../output/format.ts';
import { ProgressLine } from '../output/progress.ts';
import { namesOf, writeIndexReport } from '../report/index-report.ts';
import { snapshotInfo } from '../report/snapshot-info.ts';
import { parsePort, serveFolder } from '../serve/serve-folder.ts';
import { homeOf, loadSnapshot, type Market } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';

interface Run {
  readonly loaded: LoadedDefinition;
  readonly backtest: Backtest;
}

/** Runs `holdfast demo`. */
export async function demoCommand(options: { port: string; json?: true }, terminal: Terminal): Promise<void> {
  const port = parsePort(options.port);
  const market = await demoMarket(terminal);
  const folder = absolute(join(homeOf(terminal), 'reports', 'demo'), terminal);
  await mkdir(folder, { recursive: true });
  const runs = await writeReports(market, folder, terminal);
  const overview = await overviewInput(market, runs);
  await writeWhole(join(folder, 'index.html'), renderOverview(overview));
  await serveFolder(folder, port, terminal, (address) => {
    const ids = runs.map(({ backtest }) => backtest.definition.id);
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify({ address, folder, indices: ids })}\n`
        : `Reports of ${counted(ids.length, 'index', 'indices')}: ${address} (Ctrl-C ends)\n`,
    );
  });
}

async function demoMarket(terminal: Terminal): Promise<Market> {
  const progress = importProgress(terminal);
  try {
    return await loadSnapshot(await importDemo(homeOf(terminal), { onProgress: progress.update }));
  } finally {
    progress.clear();
  }
}

/** Every shipped index with its report; progress counts them. */
async function writeReports(market: Market, folder: string, terminal: Terminal): Promise<Run[]> {
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
  const runs: Run[] = [];
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

async function overviewInput(market: Market, runs: readonly Run[]): Promise<OverviewInput> {
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
