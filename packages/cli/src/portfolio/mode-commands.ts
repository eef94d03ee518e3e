import { HoldfastError } from '@holdfast/errors';
import {
  addEvent,
  closePortfolio,
  demandOpen,
  findPortfolio,
  type PortfolioMode,
  setMode,
  setPaused,
  withAccounts,
} from '@holdfast/trader';
import type { Terminal } from '../terminal.ts';
import { withTrader } from './open-trader.ts';
import type { RunOptions } from './run-command.ts';

const MODES: readonly string[] = ['off', 'approve', 'auto'];

/** Runs `holdfast portfolio pause` and, with null, `resume`. */
export async function pauseCommand(
  name: string,
  reason: string | null,
  options: RunOptions,
  terminal: Terminal,
): Promise<void> {
  await withTrader(options, terminal, async ({ db, wall }) => {
    const portfolio = await findPortfolio(db, name);
    demandOpen(portfolio);
    const { number } = portfolio;
    const at = new Date(wall());
    await setPaused(db, number, reason, at);
    const kind = reason === null ? 'resumed' : 'paused';
    await addEvent(db, number, { at, kind, message: reason ?? 'A person let it go on.' });
  });
  const paused = reason !== null;
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, paused })}\n`
      : `Portfolio "${name}" ${paused ? 'is paused: it plans and trades nothing. What is under way is ended, and orders that rest are taken back.' : 'goes on.'}\n`,
  );
}

/** Runs `holdfast portfolio mode`. */
export async function modeCommand(
  name: string,
  mode: string,
  options: RunOptions,
  terminal: Terminal,
): Promise<void> {
  if (!MODES.includes(mode)) {
    throw new HoldfastError('PORTFOLIO_INVALID', `"${mode}" is none of ${MODES.join(', ')}.`, { mode });
  }
  await withTrader(options, terminal, async ({ db, wall }) => {
    const portfolio = await findPortfolio(db, name);
    demandOpen(portfolio);
    const { number } = portfolio;
    await setMode(db, number, mode as PortfolioMode);
    await addEvent(db, number, { at: new Date(wall()), kind: 'mode', message: `Its mode is ${mode} now.` });
  });
  terminal.stdout.write(
    options.json ? `${JSON.stringify({ name, mode })}\n` : `Portfolio "${name}" is in mode ${mode}.\n`,
  );
}

/** Runs `holdfast portfolio close`: for good, so its name has to be said once more. */
export async function closeCommand(
  name: string,
  options: RunOptions & { readonly confirm?: string },
  terminal: Terminal,
): Promise<void> {
  if (options.confirm !== name) {
    throw new HoldfastError(
      'PORTFOLIO_INVALID',
      `Closing is for good; nothing is sold. If that is meant, name the portfolio once more: --confirm ${name}.`,
      { portfolio: name },
    );
  }
  await withTrader(options, terminal, async ({ db, wall }) => {
    const portfolio = await findPortfolio(db, name);
    demandOpen(portfolio);
    const accounts = portfolio.accounts.map(({ number }) => number);
    await withAccounts(db, accounts, (session) => closePortfolio(session, portfolio, new Date(wall())));
  });
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, closed: true })}\n`
      : `Portfolio "${name}" is closed. What it held stays on its accounts; its history can still be read.\n`,
  );
}
