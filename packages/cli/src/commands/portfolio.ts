import type { Command } from 'commander';
import type { CreateOptions } from '../portfolio/create-portfolio.ts';
import type { ExportOptions } from '../portfolio/export-command.ts';
import type { RunOptions } from '../portfolio/run-command.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG } from './operator-options.ts';

/** `holdfast portfolio …`: indices that run on accounts. */
export function addPortfolio(program: Command, terminal: Terminal): void {
  const portfolio = program.command('portfolio').description('Run an index on an exchange account.');
  portfolio
    .command('create')
    .description('Create a portfolio that follows an index.')
    .argument('<name>', 'a name for it')
    .requiredOption('--index <file>', 'definition, or the id of a shipped one')
    .requiredOption('--account <name>', 'account that it trades on; repeat it for several', collect, [])
    .option('--amount <usd>', 'what it gets of the account’s free cash; everything when left out')
    .option('--mode <mode>', 'off, approve (plans wait for your yes) or auto', 'approve')
    .option('--snapshot <name>', 'market data that the index is computed with')
    .option('--settings <file>', 'how it trades and what pauses it, YAML (see docs/portfolios.md)')
    .option(...CONFIG)
    .option('--json', 'print {"name", "index", "accounts", "amount", "mode"}')
    .action(async (name: string, options: CreateOptions) => {
      const { createCommand } = await import('../portfolio/create-portfolio.ts');
      await createCommand(name, options, terminal);
    });
  portfolio
    .command('list')
    .description('List the portfolios.')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"portfolios": [{"name", "index", "accounts", "mode", "paused", "value", "state"}]}',
    )
    .action(async (options: RunOptions) => {
      const { listCommand } = await import('../portfolio/show-commands.ts');
      await listCommand(options, terminal);
    });
  one(
    'status',
    'Show what a portfolio holds, how far it is from its index, and why.',
    'print {"name", "mode", "value", "holdings", "flows", "last", …}',
  ).action(async (name: string, options: RunOptions) => {
    const { statusCommand } = await import('../portfolio/show-commands.ts');
    await statusCommand(name, options, terminal);
  });
  one(
    'plan',
    'Show what a rebalance would do now. Nothing is sent.',
    'print the plan, as "holdfast plan" does',
  ).action(async (name: string, options: RunOptions) => {
    const { planPortfolioCommand } = await import('../portfolio/run-command.ts');
    await planPortfolioCommand(name, options, terminal);
  });
  one(
    'rebalance',
    'Plan now and carry it out; in approve mode the plan waits for your yes.',
    'print {"kind", "rebalance", "orders", "shortfalls"}',
  ).action(async (name: string, options: RunOptions) => {
    const { rebalanceCommand } = await import('../portfolio/run-command.ts');
    await rebalanceCommand(name, options, terminal);
  });
  one(
    'approve',
    'Say yes to the plan that waits, and carry it out.',
    'print {"kind", "rebalance", "orders", "shortfalls"}',
  )
    .option('--plan <number>', 'only if it is this plan that waits')
    .action(async (name: string, options: RunOptions & { plan?: string }) => {
      const { approveCommand } = await import('../portfolio/run-command.ts');
      await approveCommand(name, options, terminal);
    });
  one('pause', 'Pause a portfolio: it plans and trades nothing.', 'print {"name", "paused"}')
    .option('--reason <text>', 'why', 'a person paused it')
    .action(async (name: string, options: RunOptions & { reason: string }) => {
      const { pauseCommand } = await import('../portfolio/mode-commands.ts');
      await pauseCommand(name, options.reason, options, terminal);
    });
  one(
    'close',
    'End a portfolio for good. Nothing is sold; what it held belongs to its accounts.',
    'print {"name", "closed"}',
  )
    .option('--confirm <name>', 'the portfolio’s name once more')
    .action(async (name: string, options: RunOptions & { confirm?: string }) => {
      const { closeCommand } = await import('../portfolio/mode-commands.ts');
      await closeCommand(name, options, terminal);
    });
  one('resume', 'Let a paused portfolio go on.', 'print {"name", "paused"}').action(
    async (name: string, options: RunOptions) => {
      const { pauseCommand } = await import('../portfolio/mode-commands.ts');
      await pauseCommand(name, null, options, terminal);
    },
  );
  one('mode', 'Set how a portfolio runs: off, approve or auto.', 'print {"name", "mode"}')
    .argument('<mode>', 'off, approve or auto')
    .action(async (name: string, mode: string, options: RunOptions) => {
      const { modeCommand } = await import('../portfolio/mode-commands.ts');
      await modeCommand(name, mode, options, terminal);
    });
  one(
    'settings',
    'Show how a portfolio trades and what pauses it, or replace that.',
    'print {"name", "settings"}',
  )
    .option('--file <file>', 'YAML that replaces the settings; what it leaves out has its default')
    .action(async (name: string, options: RunOptions & { file?: string }) => {
      const { settingsCommand } = await import('../portfolio/settings-command.ts');
      await settingsCommand(name, options, terminal);
    });
  one(
    'history',
    'List a portfolio’s plans, deposits, and what else happened to it.',
    'print {"rebalances", "events"}',
  )
    .option('--last <count>', 'how many of each', '20')
    .action(async (name: string, options: RunOptions & { last: string }) => {
      const { historyCommand } = await import('../portfolio/show-commands.ts');
      await historyCommand(name, options, terminal);
    });
  one(
    'explain',
    'Show a plan with the reason of each order, and what became of it.',
    'print {"rebalance", "plan", "orders", "outcome"}',
  )
    .option('--plan <number>', 'which plan; the latest when left out')
    .action(async (name: string, options: RunOptions & { plan?: string }) => {
      const { explainCommand } = await import('../portfolio/show-commands.ts');
      await explainCommand(name, options, terminal);
    });
  portfolio
    .command('export')
    .description('Write a portfolio’s trades, its days, its tax lots or realised gains as CSV.')
    .argument('<name>', 'the portfolio')
    .requiredOption('--what <what>', 'trades, days, lots or gains')
    .option('--method <method>', 'order in which lots are sold: fifo, lifo or hifo', 'fifo')
    .option('--basis <file>', 'CSV with asset,amount,acquired,cost_usd of what was deposited')
    .option(...CONFIG)
    .action(async (name: string, options: ExportOptions) => {
      const { exportCommand } = await import('../portfolio/export-command.ts');
      await exportCommand(name, options, terminal);
    });

  function one(verb: string, description: string, json: string): Command {
    return portfolio
      .command(verb)
      .description(description)
      .argument('<name>', 'the portfolio')
      .option(...CONFIG)
      .option('--json', json);
  }
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
