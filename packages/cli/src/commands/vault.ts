import type { Command } from 'commander';
import type { OperatorOptions } from '../gateway/operate.ts';
import type { Terminal } from '../terminal.ts';

const CONFIG = [
  '--config <file>',
  'configuration; else HOLDFAST_CONFIG, else gateway.yaml in the data home',
] as const;
const REASON = ['--reason <text>', 'why; kept in the audit log'] as const;
const STDIN = ['--stdin', 'read passphrases from standard input, a line each'] as const;

interface InitOptions {
  readonly config?: string;
  readonly stdin?: true;
  readonly operator: boolean;
  readonly json?: true;
}

/** `holdfast vault …`: the place where exchange keys are kept. */
export function addVault(program: Command, terminal: Terminal): void {
  const vault = program
    .command('vault')
    .description('Make and look at the vault that exchange keys are kept in.');
  vault
    .command('init')
    .description(
      'Make the vault of this data home. The key-encryption key comes from what the configuration names.',
    )
    .option(...CONFIG)
    .option('--stdin', 'read the new passphrase from standard input')
    .option(
      '--no-operator',
      'no operators with passphrases of their own: who owns the data home is the operator',
    )
    .option('--json', 'print {"kekId", "provider", "home"}')
    .action(async (options: InitOptions) => {
      const { HoldfastError } = await import('@holdfast/errors');
      if (options.operator) {
        throw new HoldfastError(
          'OPERATOR_REQUIRED',
          'Operators with passphrases of their own are not there yet. For tests and single-user machines pass --no-operator: then whoever owns the data home is the operator.',
        );
      }
      const { initVaultCommand } = await import('../gateway/init-vault.ts');
      await initVaultCommand(options, terminal);
    });
  vault
    .command('unseal')
    .description('Give a sealed gateway the vault’s key; it serves from then on.')
    .option(...REASON)
    .option(...CONFIG)
    .option(...STDIN)
    .option('--json', 'print {"done"}')
    .action(async (options: OperatorOptions) => {
      const { unsealCommand } = await import('../gateway/seal-vault.ts');
      await unsealCommand(options, terminal);
    });
  vault
    .command('seal')
    .description('Make the running gateway drop the vault’s key; it refuses every request from then on.')
    .option(...REASON)
    .option(...CONFIG)
    .option('--json', 'print {"done"}')
    .action(async (options: OperatorOptions) => {
      const { sealCommand } = await import('../gateway/seal-vault.ts');
      await sealCommand(options, terminal);
    });
  vault
    .command('status')
    .description('Say whether there is a vault, where its key comes from, and whether a gateway has it open.')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"exists", "kekId", "provider", "rekeying", "gateway": "none" | "sealed" | "open", "operators"}',
    )
    .action(async (options: OperatorOptions) => {
      const { statusCommand } = await import('../gateway/vault-status.ts');
      await statusCommand(options, terminal);
    });
}
