import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import {
  addEvent,
  findPortfolio,
  portfolioSettings,
  readPortfolioSettings,
  setSettings,
} from '@holdfast/trader';
import { absolute } from '../files.ts';
import { printable } from '../output/printable.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import { withTrader } from './open-trader.ts';
import type { RunOptions } from './run-command.ts';

/** Runs `holdfast portfolio settings`: shows them with every default, or replaces them by those of a file. */
export async function settingsCommand(
  name: string,
  options: RunOptions & { readonly file?: string },
  terminal: Terminal,
): Promise<void> {
  const given =
    options.file === undefined
      ? null
      : readPortfolioSettings(await readFile(absolute(options.file, terminal), 'utf8'), options.file);
  const settings = await withTrader(options, terminal, async ({ db, wall }) => {
    const portfolio = await findPortfolio(db, name);
    if (given === null) return portfolio.settings;
    const checked = portfolioSettings(given);
    if (checked.dca !== null && portfolio.amountUsd === null) {
      throw new HoldfastError(
        'PORTFOLIO_INVALID',
        `dca takes cash of the account little by little, but "${name}" has everything on it already.`,
        { portfolio: name },
      );
    }
    await setSettings(db, portfolio.number, given);
    const message = 'A person gave it other settings.';
    await addEvent(db, portfolio.number, { at: new Date(wall()), kind: 'settings', message });
    return checked;
  });
  if (options.json) terminal.stdout.write(`${JSON.stringify({ name, settings })}\n`);
  else if (given === null) terminal.stdout.write(table(rowsOf(settings)));
  else terminal.stdout.write(`Portfolio "${name}" has other settings from its next run on.\n`);
}

/** Each setting with its place, as `guards.max_turnover_per_day`. */
function rowsOf(settings: object, place = ''): [string, string][] {
  return Object.entries(settings).flatMap(([key, value]): [string, string][] => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return rowsOf(value, `${place}${key}.`);
    }
    const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
    return [[place + key, printable(text)]];
  });
}
