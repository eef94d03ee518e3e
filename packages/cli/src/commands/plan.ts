import type { Command } from 'commander';
import type { PlanOptions } from '../plan/run-command.ts';
import type { Terminal } from '../terminal.ts';

/** `holdfast plan`: which orders bring holdings nearest to their targets. Places nothing. */
export function addPlan(program: Command, terminal: Terminal): void {
  program
    .command('plan')
    .summary('find the orders that bring holdings nearest to their targets')
    .description(
      'Finds the orders that bring holdings nearest to their targets for the least cost, and says why. Places nothing.',
    )
    .requiredOption('--holdings <file>', 'accounts and their balances, JSON')
    .requiredOption('--targets <file>', 'weights by asset, JSON')
    .requiredOption('--markets <file>', 'markets with prices, filters and fees, JSON')
    .option('--prefs <file>', 'preferences, YAML')
    .option('--json', 'print the plan as JSON (see docs/planning.md)')
    .action(async (options: PlanOptions) => {
      const { planCommand } = await import('../plan/run-command.ts');
      await planCommand(options, terminal);
    });
}
