import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { CONFIG } from './operator-options.ts';

/** `holdfast doctor`: what is wrong, and what to do about it. */
export function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description(
      'Look at data home, disk, vault, gateway, database, clock and exchanges, and say what to do.',
    )
    .option('--offline', 'ask no exchange')
    .option(...CONFIG)
    .option('--json', 'print {"findings": [{"name", "state", "told", "advice"}]}')
    .action(async (options: { offline?: true; config?: string; json?: true }) => {
      const { doctorCommand } = await import('../doctor/run-command.ts');
      await doctorCommand(options, terminal);
    });
}
