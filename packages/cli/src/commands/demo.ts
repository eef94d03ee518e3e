import type { Command } from 'commander';
import { DEFAULT_PORT } from '../serve/default-port.ts';
import type { Terminal } from '../terminal.ts';

/** `holdfast demo`: everything on shipped data. */
export function addDemo(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .summary('run every shipped index on shipped data and show the reports')
    .description(
      'Imports the shipped demo data, backtests every shipped index, and serves the reports on this machine until Ctrl-C.',
    )
    .option('--port <number>', 'port to listen on; 0: any free one', String(DEFAULT_PORT))
    .option('--json', 'print {"address", "folder", "indices"} once it listens')
    .action(async (options: { port: string; json?: true }) => {
      const { demoCommand } = await import('../demo/run-command.ts');
      await demoCommand(options, terminal);
    });
}
