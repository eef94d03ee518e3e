import {
  type Backtest,
  capacityTable,
  constantMix,
  type Decision,
  type DefinitionLibrary,
  type IndexDefinition,
  runBacktest,
} from '@holdfast/engine';
import { snapshotNames } from '@holdfast/market';
import { type AssetName, type IndexReportInput, renderIndexReport } from '@holdfast/report';
import type { Identities } from '../backtest/backtest-json.ts';
import { intervalsOf } from '../backtest/intervals.ts';
import type { LoadedDefinition } from '../definition-files.ts';
import { absolute, writeWhole } from '../files.ts';
import type { Market } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { qualityInput } from './quality-checks.ts';
import { snapshotInfo } from './snapshot-info.ts';

/** A finished backtest and what a report says beside it. */
export interface IndexReportRequest {
  readonly loaded: LoadedDefinition;
  readonly market: Market;
  readonly backtest: Backtest;
  readonly identities: Identities;
  /** Null when nobody counted. */
  readonly variantsTried: number | null;
  readonly overviewHref: string | null;
}

/** Writes the report of a backtest as one HTML file. */
export async function writeIndexReport(
  path: string,
  request: IndexReportRequest,
  terminal: Terminal,
): Promise<void> {
  await writeWhole(absolute(path, terminal), renderIndexReport(await indexReportInput(request)));
}

/** Everything a report shows: the backtest again with its reasoning, what chance could have done, costs and capacity. */
async function indexReportInput(request: IndexReportRequest): Promise<IndexReportInput> {
  const { loaded, market, backtest, identities } = request;
  const { panel, snapshot } = market;
  const { library } = loaded;
  const { definition } = backtest;
  return {
    backtest,
    decisions: decisionsOf(market, definition, library, 'involved'),
    lastSelection: lastSelection(market, backtest, library),
    snapshot: snapshotInfo(snapshot),
    quality: qualityInput(snapshot.manifest.quality),
    uncertainty: uncertaintyOf(backtest),
    capacity: capacityTable(panel, definition, { library }),
    constantMix: constantMix(backtest),
    variantsTried: request.variantsTried,
    names: await namesOf(market, library),
    provenance: {
      definitionSha256: identities.definition.sha256,
      engineSha256: identities.engine.sha256,
      tagsSha256: identities.snapshot.tags_sha256,
    },
    definitionText: loaded.text,
    overviewHref: request.overviewHref,
  };
}

function decisionsOf(
  { panel }: Market,
  definition: IndexDefinition,
  library: DefinitionLibrary,
  scope: 'involved' | 'all',
  range: { from?: number; to?: number } = {},
): Decision[] {
  const decisions: Decision[] = [];
  runBacktest(panel, definition, {
    library,
    recorder: { scope, ...range, record: (decision) => decisions.push(decision) },
  });
  return decisions;
}

function lastSelection(
  market: Market,
  { definition, rebalances }: Backtest,
  library: DefinitionLibrary,
): Decision | null {
  const last = rebalances.findLast(({ eligible }) => eligible !== null);
  if (last === undefined) return null;
  const [decision] = decisionsOf(market, definition, library, 'all', { from: last.date, to: last.date });
  return decision ?? null;
}

function uncertaintyOf(backtest: Backtest): IndexReportInput['uncertainty'] {
  const { cagr, sharpe, maxDrawdown, confidence, draws, meanBlockLength, probabilisticSharpe } =
    intervalsOf(backtest);
  const ends = (interval: { lower: number; upper: number } | null) =>
    interval && { low: interval.lower, high: interval.upper };
  return {
    confidence,
    draws,
    meanBlock: meanBlockLength,
    cagr: ends(cagr),
    sharpe: ends(sharpe),
    maxDrawdown: ends(maxDrawdown),
    probabilisticSharpe,
    deflatedSharpe: null,
  };
}

/** Coins by the snapshot's names, definitions by their own. */
export async function namesOf(
  { snapshot }: Market,
  library: DefinitionLibrary,
): Promise<Map<string, AssetName>> {
  const names: Map<string, AssetName> = await snapshotNames(snapshot);
  for (const { id, name } of library.values()) names.set(id, { symbol: id, name });
  return names;
}
