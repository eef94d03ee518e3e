import type { Command } from 'commander';
import type { SweepOptions } from '../sweep/run-command.ts';
import type { Terminal } from '../terminal.ts';

/** `holdfast sweep FILE --vary …`: every combination of a grid. */
export function addSweep(program: Command, terminal: Terminal): void {
  program
    .command('sweep')
    .summary('run every combination of a grid, and say what the search cost')
    .description(
      'Runs every combination of the varied values over worker threads. Ctrl-C keeps what is done; the same command with --resume goes on. The result says how much of the best variant is luck.',
    )
    .argument('<file>', 'definition file, or id of a shipped index')
    .requiredOption(
      '--vary <key=values>',
      'a key and its values, such as select.top=5,10,20 or weight.cap=0.1,null; repeat for more keys',
      (value: string, before: string[] = []) => [...before, value],
    )
    .option('--snapshot <snapshot>', 'market data to use; the only one, or "demo", when left out')
    .option('--out <folder>', 'where parts and results go; a folder of the data home when left out')
    .option('--workers <number>', 'threads; the number of cores when left out')
    .option('--resume', 'go on with an interrupted sweep')
    .option('--json', 'print a summary as JSON (see docs/cli.md)')
    .action(async (file: string, options: SweepOptions) => {
      const { sweepCommand } = await import('../sweep/run-command.ts');
      await sweepCommand(file, options, terminal);
    });
}
