import {
  type DefinitionInput,
  definitionFromInput,
  type IndexDefinition,
  parseDate,
  runBacktest,
} from '@holdfast/engine';
import picocolors from 'picocolors';
import { type LoadedDefinition, loadDefinition } from '../definition-files.ts';
import { engineIdentity } from '../installation.ts';
import { printNotes } from '../output/notes.ts';
import { loadMarket } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { backtestJson } from './backtest-json.ts';
import { definitionIdentity } from './definition-identity.ts';

export interface BacktestOptions {
  readonly snapshot?: string;
  readonly from?: string;
  readonly to?: string;
  readonly intervals?: true;
  readonly report?: string;
  readonly json?: true;
}

/** Runs `holdfast backtest`. */
export async function backtestCommand(
  file: string,
  options: BacktestOptions,
  terminal: Terminal,
): Promise<void> {
  const loaded = await loadDefinition(file, terminal);
  const definition = overPeriod(loaded, options.from, options.to);
  const market = await loadMarket(options.snapshot, terminal);
  const backtest = runBacktest(market.panel, definition, { library: loaded.library });
  const identities = {
    snapshot: market.identity,
    definition: definitionIdentity(definition, loaded.library),
    engine: engineIdentity(),
  };
  printNotes(backtest.notes, terminal);
  if (options.report !== undefined) {
    const { writeIndexReport } = await import('../report/index-report.ts');
    await writeIndexReport(
      options.report,
      { loaded, market, backtest, identities, variantsTried: null, overviewHref: null },
      terminal,
    );
  }
  const intervals = options.intervals ? (await import('./intervals.ts')).intervalsOf(backtest) : null;
  if (options.json) {
    const { intervalsJson } = await import('./intervals.ts');
    const json = backtestJson(backtest, identities);
    terminal.stdout.write(
      `${JSON.stringify(intervals === null ? json : { ...json, intervals: intervalsJson(intervals) })}\n`,
    );
    return;
  }
  const { backtestText } = await import('./backtest-text.ts');
  const { name } = market.identity;
  const { survivorBiased } = market.snapshot.manifest.quality.survivorship;
  terminal.stdout.write(
    backtestText(
      backtest,
      { name, survivorBiased },
      intervals,
      picocolors.createColors(terminal.stdout.color),
    ),
  );
  if (options.report !== undefined) terminal.stderr.write(`Report: ${options.report}\n`);
}

/**
 * The definition with another base date and end, as if they stood in its file: a fresh run.
 *
 * @throws HoldfastError DATE_INVALID, DEFINITION_INVALID
 */
function overPeriod(
  { input, definition, path }: LoadedDefinition,
  from: string | undefined,
  to: string | undefined,
): IndexDefinition {
  if (from === undefined && to === undefined) return definition;
  for (const date of [from, to]) if (date !== undefined) parseDate(date);
  const changed: DefinitionInput = {
    ...input,
    ...(from === undefined ? {} : { base: { ...input.base, date: from } }),
    ...(to === undefined ? {} : { end: to }),
  };
  return definitionFromInput(changed, path);
}
