import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import { makePlan, readPlanInput, readPreferences } from '@holdfast/trader';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { planText } from './plan-text.ts';

export interface PlanOptions {
  readonly holdings: string;
  readonly targets: string;
  readonly markets: string;
  readonly prefs?: string;
  readonly json?: true;
}

/** Runs `holdfast plan`. */
export async function planCommand(options: PlanOptions, terminal: Terminal): Promise<void> {
  const [holdings, targets, markets, preferences] = await Promise.all([
    readJson('holdings', options.holdings, terminal),
    readJson('targets', options.targets, terminal),
    readJson('markets', options.markets, terminal),
    readPrefs(options.prefs, terminal),
  ]);
  const plan = makePlan(readPlanInput({ holdings, targets, markets, preferences }));
  terminal.stdout.write(options.json ? `${JSON.stringify(plan)}\n` : planText(plan));
}

async function readJson(document: string, file: string, terminal: Terminal): Promise<unknown> {
  const text = await readFile(absolute(file, terminal), 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HoldfastError(
      'PLAN_INPUT_INVALID',
      `${document}: ${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
      { document, place: '' },
    );
  }
}

async function readPrefs(
  file: string | undefined,
  terminal: Terminal,
): Promise<ReturnType<typeof readPreferences>> {
  return file === undefined ? {} : readPreferences(await readFile(absolute(file, terminal), 'utf8'), file);
}
