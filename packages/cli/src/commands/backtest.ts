import type { Command } from 'commander';
import type { BacktestOptions } from '../backtest/run-command.ts';
import type { Terminal } from '../terminal.ts';

/** `holdfast backtest FILE`: one index over one snapshot. */
export function addBacktest(program: Command, terminal: Terminal): void {
  program
    .command('backtest')
    .summary('run an index over market history')
    .description(
      'Runs an index over market history. Members and benchmarks that are definitions are looked up in the file’s folder, then among the shipped indices.',
    )
    .argument('<file>', 'definition file, or id of a shipped index')
    .option('--snapshot <snapshot>', 'market data to use; the only one, or "demo", when left out')
    .option('--from <date>', 'base date, YYYY-MM-DD: a fresh run from there, not a slice')
    .option('--to <date>', 'last date, YYYY-MM-DD')
    .option('--intervals', 'add what chance could have done (bootstrap, a second or so)')
    .option('--report <file>', 'write a report as one HTML file')
    .option('--json', 'print the result as JSON (see docs/cli.md)')
    .action(async (file: string, options: BacktestOptions) => {
      const { backtestCommand } = await import('../backtest/run-command.ts');
      await backtestCommand(file, options, terminal);
    });
}
