import type { Command } from 'commander';
import type { WorkerOptions } from '../portfolio/worker-command.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG } from './operator-options.ts';

/** `holdfast worker`: runs portfolios by themselves. */
export function addWorker(program: Command, terminal: Terminal): void {
  program
    .command('worker')
    .description('Look at the portfolios each minute and run what is due. Any number of workers may run.')
    .option('--every <span>', 'look more or less often, such as 10s, 15m or 1h')
    .option(...CONFIG)
    .option('--json', 'print {"worker"} once it is ready, then {"portfolio", "kind", …} for each run')
    .action(async (options: WorkerOptions) => {
      const { workerCommand } = await import('../portfolio/worker-command.ts');
      await workerCommand(options, terminal);
    });
}
