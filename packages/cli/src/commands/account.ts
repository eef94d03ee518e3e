import type { Command } from 'commander';
import type { AddAccountOptions } from '../portfolio/account-commands.ts';
import type { TraderOptions } from '../portfolio/open-trader.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG } from './operator-options.ts';

/** `holdfast account …`: exchange accounts that portfolios trade on, each with a virtual key. */
export function addAccounts(program: Command, terminal: Terminal): void {
  const account = program.command('account').description('Exchange accounts that portfolios trade on.');
  account
    .command('add')
    .description('Add an account by its virtual key. Without --live, orders go to a paper exchange only.')
    .argument('<name>', 'a name for it')
    .requiredOption('--vkey <file>', 'what "vkey issue --json" printed; "-" reads it from standard input')
    .option('--gateway <url>', 'address of the gateway; as in the virtual key when left out')
    .option('--live', 'orders may go to a real exchange')
    .option('--confirm <name>', 'the account’s name once more, for --live')
    .option(...CONFIG)
    .option('--json', 'print {"name", "exchange", "gateway", "live"}')
    .action(async (name: string, options: AddAccountOptions) => {
      const { addAccountCommand } = await import('../portfolio/account-commands.ts');
      await addAccountCommand(name, options, terminal);
    });
  account
    .command('change')
    .description(
      'Give an account another virtual key of the same exchange. Whether it is live stays as it is.',
    )
    .argument('<name>', 'the account')
    .requiredOption(
      '--vkey <file>',
      'what "vkey issue --json" or "vkey rotate --json" printed; "-" reads it from standard input',
    )
    .option('--gateway <url>', 'address of the gateway; as in the virtual key when left out')
    .option(...CONFIG)
    .option('--json', 'print {"name", "exchange", "gateway", "live"}')
    .action(async (name: string, options: Omit<AddAccountOptions, 'live' | 'confirm'>) => {
      const { changeAccountCommand } = await import('../portfolio/account-commands.ts');
      await changeAccountCommand(name, options, terminal);
    });
  account
    .command('list')
    .description('List the accounts; shows nothing secret.')
    .option(...CONFIG)
    .option('--json', 'print {"accounts": [{"name", "exchange", "gateway", "live"}]}')
    .action(async (options: TraderOptions & { json?: true }) => {
      const { listAccountsCommand } = await import('../portfolio/account-commands.ts');
      await listAccountsCommand(options, terminal);
    });
  account
    .command('live')
    .description('Say that orders of an account may go to a real exchange.')
    .argument('<name>', 'the account')
    .option('--confirm <name>', 'the account’s name once more')
    .option('--off', 'the opposite: orders go to a paper exchange only')
    .option(...CONFIG)
    .option('--json', 'print {"name", "live"}')
    .action(async (name: string, options: TraderOptions & { confirm?: string; off?: true; json?: true }) => {
      const { liveCommand } = await import('../portfolio/account-commands.ts');
      await liveCommand(name, options, terminal);
    });
}
