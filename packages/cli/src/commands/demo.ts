import type { Command } from 'commander';
import type { DemoOptions } from '../demo/run-command.ts';
import { DEFAULT_PORT } from '../serve/default-port.ts';
import type { Terminal } from '../terminal.ts';

/** `holdfast demo`: everything on shipped data. */
export function addDemo(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .summary('run three portfolios through a year on a simulated exchange, and show it')
    .description(
      'Backtests every shipped index over shipped data, brings up a paper exchange, a vault and a gateway in a data home of their own, lets three portfolios trade through a year of history in about a minute, and serves the pages on this machine until Ctrl-C. A second start goes on.',
    )
    .option('--port <number>', 'port to listen on; 0: any free one', String(DEFAULT_PORT))
    .option('--until <date>', 'let history pass up to this day only; the next start goes on')
    .option('--reports-only', 'only the reports of the indices; starts nothing else')
    .option('--json', 'print {"address", "folder", "indices"} once it listens')
    .action(async (options: DemoOptions) => {
      const { demoCommand } = await import('../demo/run-command.ts');
      await demoCommand(options, terminal);
    });
}
