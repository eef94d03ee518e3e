import type { Command } from 'commander';
import type { OperatorOptions } from '../gateway/operate.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG, withOperator } from './operator-options.ts';

interface AddOptions extends OperatorOptions {
  readonly exchange: string;
  readonly acceptRisk?: string;
}

/** `holdfast key …`: real exchange keys. */
export function addKey(program: Command, terminal: Terminal): void {
  const key = program.command('key').description('Keep real exchange keys in the vault.');
  const add = key
    .command('add')
    .description('Ask what an exchange key may do, seal it and keep it. The secret is never an argument.')
    .argument('<name>', 'a name of your own for it')
    .requiredOption('--exchange <id>', 'binance, bybit, coinbase, kraken or okx')
    .option('--accept-risk <list>', 'accept by name what the key can do too much: withdraw,no-ip,unverified');
  withOperator(add)
    .option('--json', 'print {"name", "exchange", "target", "permissions"}')
    .action(async (name: string, options: AddOptions) => {
      const { addKeyCommand } = await import('../gateway/add-key.ts');
      await addKeyCommand(name, options, terminal);
    });
  key
    .command('list')
    .description('List exchange keys; shows nothing secret.')
    .option(...CONFIG)
    .option('--json', 'print {"keys": [{"name", "exchange", "target", "permissions", "acceptedRisks"}]}')
    .action(async (options: { config?: string; json?: true }) => {
      const { listExchangeKeys } = await import('../gateway/list-keys.ts');
      await listExchangeKeys(options, terminal);
    });
}
