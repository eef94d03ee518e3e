import { HoldfastError } from '@holdfast/errors';
import {
  type Account,
  approveRebalance,
  findPortfolio,
  type Portfolio,
  previewPlan,
  type RunResult,
  runPortfolio,
  withAccounts,
} from '@holdfast/trader';
import { Interrupted } from '../failure.ts';
import { counted } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { ProgressLine } from '../output/progress.ts';
import { planText } from '../plan/plan-text.ts';
import type { Terminal } from '../terminal.ts';
import { type Trader, type TraderOptions, withTrader } from './open-trader.ts';

export interface RunOptions extends TraderOptions {
  readonly json?: true;
}

/** Runs `holdfast portfolio plan`: what a run would do now. Nothing is sent and nothing is kept. */
export async function planPortfolioCommand(
  name: string,
  options: RunOptions,
  terminal: Terminal,
): Promise<void> {
  const made = await withTrader(options, terminal, async (trader) => {
    const portfolio = await findPortfolio(trader.db, name);
    const index = await trader.indexOf(portfolio);
    return previewPlan(portfolio, { db: trader.db, index, venueOf: venuesOf(trader, portfolio) });
  });
  terminal.stdout.write(options.json ? `${JSON.stringify(made.plan)}\n` : planText(made.plan));
}

/** Runs `holdfast portfolio rebalance`: plans now, whatever is due, and carries it out or lets it wait for approval. */
export async function rebalanceCommand(name: string, options: RunOptions, terminal: Terminal): Promise<void> {
  await withTrader(options, terminal, async (trader) => {
    const portfolio = await findPortfolio(trader.db, name);
    if (portfolio.pausedReason !== null) throw paused(portfolio);
    const result = await runWatched(trader, portfolio, terminal, true);
    say(result, name, options, terminal);
  });
}

/** Runs `holdfast portfolio approve`: says yes to the plan that waits, and carries it out. */
export async function approveCommand(
  name: string,
  options: RunOptions & { readonly plan?: string },
  terminal: Terminal,
): Promise<void> {
  await withTrader(options, terminal, async (trader) => {
    const portfolio = await findPortfolio(trader.db, name);
    if (portfolio.pausedReason !== null) throw paused(portfolio);
    const [first] = portfolio.accounts;
    const venue = trader.venueOf(first);
    // A paper exchange tells its time with any answer.
    await venue.balances();
    const by = terminal.environment.USER ?? 'somebody';
    const at = new Date(venue.clock.now());
    await approveRebalance(trader.db, portfolio, options.plan ?? null, by, at);
    const result = await runWatched(trader, portfolio, terminal, false);
    say(result, name, options, terminal);
  });
}

function venuesOf(trader: Trader, { accounts }: Portfolio) {
  const byName = new Map(accounts.map((account): [string, Account] => [account.name, account]));
  return (name: string) => {
    const account = byName.get(name);
    if (account === undefined) throw new RangeError(`${name} is no account of this portfolio`);
    return trader.venueOf(account);
  };
}

/** Runs a portfolio once, with progress, until it is done or Ctrl-C. */
async function runWatched(
  trader: Trader,
  portfolio: Portfolio,
  terminal: Terminal,
  force: boolean,
): Promise<RunResult> {
  const ending = new AbortController();
  const release = terminal.onInterrupt(() => ending.abort());
  let line: ProgressLine | null = null;
  try {
    return await runOnce(trader, portfolio, ending.signal, force, (done, of) => {
      line ??= new ProgressLine(terminal, 'orders', of);
      line.update(done);
    });
  } finally {
    release();
    (line as ProgressLine | null)?.clear();
  }
}

/** Runs a portfolio once, while nobody else works on its accounts. */
export async function runOnce(
  trader: Trader,
  portfolio: Portfolio,
  signal: AbortSignal,
  force: boolean,
  onProgress?: (done: number, of: number) => void,
): Promise<RunResult> {
  const index = await trader.indexOf(portfolio);
  const { wall, sleep } = trader;
  const parts = { index, venueOf: venuesOf(trader, portfolio), wall, sleep, signal };
  const numbers = portfolio.accounts.map(({ number }) => number);
  return withAccounts(trader.db, numbers, (db) =>
    runPortfolio(portfolio, { ...parts, db, ...(onProgress && { onProgress }) }, force),
  );
}

/** What a run came to, for a person or a program. */
function say(result: RunResult, name: string, { json }: RunOptions, terminal: Terminal): void {
  if (result.kind === 'interrupted') {
    throw new Interrupted(
      `Stopped. "holdfast portfolio rebalance ${name}" or the worker goes on with the plan.`,
    );
  }
  terminal.stdout.write(json ? `${JSON.stringify(result)}\n` : resultText(result, name));
}

/** What a run came to, in a sentence or a few. */
export function resultText(result: Exclude<RunResult, { kind: 'interrupted' }>, name: string): string {
  switch (result.kind) {
    case 'idle':
      return 'Nothing is to be done.\n';
    case 'paused':
      return `Paused: ${printable(result.reason)}\n`;
    case 'waiting':
      return `Plan ${result.rebalance} waits for approval. Look at it with "holdfast portfolio explain ${name}", and say yes with "holdfast portfolio approve ${name} --plan ${result.rebalance}".\n`;
    case 'stopped':
      return `Stopped: ${printable(result.reason)}\n`;
    case 'rebalanced': {
      if (result.orders === 0)
        return 'Nothing to trade: the portfolio is as near to its index as is worth its cost.\n';
      const short = result.shortfalls.map(
        ({ side, symbol, missing, reason }) =>
          `  ${side} ${missing} ${printable(symbol)}: ${printable(reason)}\n`,
      );
      const rest = short.length === 0 ? '' : ` Not done:\n${short.join('')}`;
      const none = result.shortfalls.length === result.orders;
      const what = none
        ? `No order of plan ${result.rebalance} could be carried out in full.`
        : `Carried out plan ${result.rebalance} with ${counted(result.orders, 'order')}.`;
      return `${what}${rest === '' ? '\n' : rest}`;
    }
  }
}

function paused({ name, pausedReason }: Portfolio): HoldfastError {
  // A guard's reason is whole sentences; a person's seldom.
  const reason = pausedReason?.replace(/[^.!?]$/, '$&.');
  return new HoldfastError(
    'PORTFOLIO_PAUSED',
    `Portfolio "${name}" is paused: ${reason} Go on with "holdfast portfolio resume ${name}".`,
    { portfolio: name },
  );
}
