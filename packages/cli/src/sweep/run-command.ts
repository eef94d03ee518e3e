import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { canonicalDefinition, expandGrid, parseVariation, type Variation } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import type { Identities } from '../backtest/backtest-json.ts';
import { definitionIdentity } from '../backtest/definition-identity.ts';
import { type LoadedDefinition, loadDefinition } from '../definition-files.ts';
import { absolute } from '../files.ts';
import { engineIdentity } from '../installation.ts';
import { printable } from '../output/printable.ts';
import { homeOf, loadMarket } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { type SweepPlan, sweepKey } from './plan.ts';
import { resultRows } from './result-table.ts';
import { runSweep } from './run-sweep.ts';
import { sweepSummary, sweepText } from './summary.ts';
import { writeResults } from './write-results.ts';

const MOST_WORKERS = 64;

export interface SweepOptions {
  readonly vary: readonly string[];
  readonly snapshot?: string;
  readonly out?: string;
  readonly workers?: string;
  readonly resume?: true;
  readonly json?: true;
}

/** Runs `holdfast sweep`. */
export async function sweepCommand(file: string, options: SweepOptions, terminal: Terminal): Promise<void> {
  const workers = parseWorkers(options.workers);
  const variations = options.vary.map(parseVariation);
  // Repeated keys and grids beyond reason, before anything is loaded.
  expandGrid(variations);
  const loaded = await loadDefinition(file, terminal, namedByVariants(variations));
  const plan: SweepPlan = { input: loaded.input, origin: file, library: loaded.library, variations };
  const market = await loadMarket(options.snapshot, terminal, { shared: true });
  const identities: Identities = {
    snapshot: market.identity,
    definition: definitionIdentity(loaded.definition, loaded.library),
    engine: engineIdentity(),
  };
  const canonical = [loaded.definition, ...loaded.library.values()].map((definition) =>
    canonicalDefinition(definition, loaded.library),
  );
  const key = sweepKey({ ...identities, canonical, variations });
  const folder = sweepFolder(options.out, loaded, key, terminal);
  await mkdir(folder, { recursive: true });
  const run = { plan, panel: market.panel, key, folder, workers, resume: options.resume === true };
  const outcome = await runSweep(run, terminal);
  const rows = resultRows(plan, outcome.outcomes);
  const summary = sweepSummary(plan, rows, outcome, identities, folder);
  await writeResults({ folder, plan, rows, outcome, summary, loaded, market });
  terminal.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : sweepText(summary));
}

/** Members and benchmarks that only some combinations have. */
function namedByVariants(variations: readonly Variation[]): string[] {
  return variations
    .filter(({ path }) => path === 'members' || path === 'benchmarks')
    .flatMap(({ values }) => values.flat())
    .filter((id) => typeof id === 'string');
}

/** The same sweep finds its folder again without being told. */
function sweepFolder(
  out: string | undefined,
  { definition }: LoadedDefinition,
  key: string,
  terminal: Terminal,
): string {
  if (out !== undefined) return absolute(out, terminal);
  return absolute(join(homeOf(terminal), 'sweeps', `${definition.id}-${key.slice(0, 12)}`), terminal);
}

function parseWorkers(text: string | undefined): number {
  if (text === undefined) return Math.min(availableParallelism(), MOST_WORKERS);
  const workers = Number(text);
  if (/^\d+$/.test(text) && workers >= 1 && workers <= MOST_WORKERS) return workers;
  throw new HoldfastError(
    'COMMAND_INVALID',
    `"${printable(text)}" is no number of workers. Give a whole number from 1 to ${MOST_WORKERS}.`,
    { value: text },
  );
}
