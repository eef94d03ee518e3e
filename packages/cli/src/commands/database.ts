import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { CONFIG } from './operator-options.ts';

/** `holdfast database …`: a PostgreSQL of your own instead of the embedded one. */
export function addDatabase(program: Command, terminal: Terminal): void {
  program
    .command('database')
    .description('Use a PostgreSQL of your own.')
    .command('setup')
    .description(
      'Make roles and schema in a database of your own, or bring them to this version. Asks for an administrator’s address, and does not keep it.',
    )
    .option('--stdin', 'read the address (postgres://USER:PASSWORD@HOST/NAME) from standard input')
    .option(...CONFIG)
    .option('--json', 'print {"file", "migrations"}')
    .action(async (options: { stdin?: true; config?: string; json?: true }) => {
      const { setUpDatabaseCommand } = await import('../gateway/set-up-database.ts');
      await setUpDatabaseCommand(options, terminal);
    });
}
