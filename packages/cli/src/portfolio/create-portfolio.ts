import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import {
  createPortfolio,
  findAccount,
  type PortfolioMode,
  portfolioSettings,
  readPortfolioSettings,
  type StoredDefinition,
} from '@holdfast/trader';
import { loadDefinition } from '../definition-files.ts';
import { absolute } from '../files.ts';
import { chooseSnapshot } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { type TraderOptions, withTrader } from './open-trader.ts';

export interface CreateOptions extends TraderOptions {
  readonly index: string;
  readonly account: readonly string[];
  readonly amount?: string;
  readonly mode: string;
  readonly snapshot?: string;
  readonly settings?: string;
  readonly json?: true;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
const MODES: readonly string[] = ['off', 'approve', 'auto'];

/** Runs `holdfast portfolio create`. */
export async function createCommand(name: string, options: CreateOptions, terminal: Terminal): Promise<void> {
  if (!NAME.test(name))
    throw invalid(`"${name}" is no name of a portfolio: use small letters, digits and hyphens`);
  if (!MODES.includes(options.mode)) throw invalid(`--mode "${options.mode}" is none of ${MODES.join(', ')}`);
  const mode = options.mode as PortfolioMode;
  const amountUsd = amountOf(options.amount);
  if (amountUsd !== null && options.account.length > 1) {
    throw invalid('--amount goes with a single account: a portfolio over several has everything on them');
  }
  const settings =
    options.settings === undefined
      ? {}
      : readPortfolioSettings(await readFile(absolute(options.settings, terminal), 'utf8'), options.settings);
  if (portfolioSettings(settings).dca !== null && amountUsd === null) {
    throw invalid('dca takes cash of the account little by little, so it needs --amount to begin with');
  }
  const loaded = await loadDefinition(options.index, terminal);
  const snapshot = await chooseSnapshot(options.snapshot, terminal);
  const definition: StoredDefinition = {
    id: loaded.definition.id,
    text: loaded.text,
    library: Object.fromEntries(loaded.texts),
    snapshot: snapshot.name ?? snapshot.manifest.sha256,
  };
  await withTrader(options, terminal, async (trader) => {
    const accounts = await Promise.all(options.account.map((account) => findAccount(trader.db, account)));
    const createdAt = new Date(trader.wall());
    await createPortfolio(trader.db, { name, definition, settings, mode, amountUsd, accounts, createdAt });
  });
  const { id } = definition;
  const what = amountUsd === null ? 'everything on' : `${amountUsd} USD of`;
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, index: id, accounts: options.account, amount: amountUsd, mode })}\n`
      : `Portfolio "${name}" follows ${id} with ${what} ${options.account.join(', ')}. ${NEXT[mode]}\n`,
  );
}

const NEXT: Readonly<Record<PortfolioMode, string>> = {
  off: 'It does nothing by itself; "holdfast portfolio rebalance" does.',
  approve: 'It plans, and waits for "holdfast portfolio approve".',
  auto: 'It trades by itself while "holdfast worker" runs.',
};

function amountOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[0-9]{1,12}(\.[0-9]{1,2})?$/.test(text) && Number(text) > 0) return text.replace(/^0+(?=[0-9])/, '');
  throw invalid(`--amount "${text}" is no amount of USD; write one such as 1000 or 250.50`);
}

function invalid(problem: string): HoldfastError {
  return new HoldfastError('PORTFOLIO_INVALID', `${problem}.`);
}
