import type { Command } from 'commander';
import type { OperatorOptions } from '../gateway/operate.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG, withOperator } from './operator-options.ts';

/** `holdfast operator …`: the people who administer. */
export function addOperator(program: Command, terminal: Terminal): void {
  const operator = program.command('operator').description('Say who may administer.');
  withOperator(
    operator
      .command('add')
      .description('Add an operator with a passphrase or a key of their own. Another operator has to agree.')
      .argument('<name>', 'their name, used once')
      .option('--public-key <file>', 'their public Ed25519 key in PEM, instead of a passphrase')
      .option('--only <what>', 'may do nothing but this: reimport (for the machine that imports keys again)'),
  )
    .option('--json', 'print {"name", "only"}')
    .action(async (name: string, options: OperatorOptions & { publicKey?: string; only?: string }) => {
      const { addOperatorCommand } = await import('../gateway/operators.ts');
      await addOperatorCommand(name, options, terminal);
    });
  withOperator(
    operator
      .command('remove')
      .description('Remove an operator for good. The last one can’t be removed.')
      .argument('<name>', 'the operator'),
  )
    .option('--json', 'print {"name"}')
    .action(async (name: string, options: OperatorOptions) => {
      const { removeOperatorCommand } = await import('../gateway/operators.ts');
      await removeOperatorCommand(name, options, terminal);
    });
  operator
    .command('list')
    .description('List the operators, removed ones too.')
    .option(...CONFIG)
    .option('--json', 'print {"operators": [{"name", "state", "added"}]}')
    .action(async (options: OperatorOptions) => {
      const { listOperatorsCommand } = await import('../gateway/operators.ts');
      await listOperatorsCommand(options, terminal);
    });
}
