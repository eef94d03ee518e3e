import type { Command } from 'commander';
import type { InitOptions } from '../gateway/init-vault.ts';
import type { OperatorOptions } from '../gateway/operate.ts';
import type { RekeyOptions } from '../gateway/rekey-vault.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG, withOperator, withReason } from './operator-options.ts';

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
    .option('--operator <name>', 'the first operator, who is asked for a passphrase of their own')
    .option('--operator-key <file>', 'the operator’s public Ed25519 key in PEM, instead of a passphrase')
    .option(
      '--no-operator',
      'no operators with passphrases of their own: who owns the data home is the operator',
    )
    .option(...CONFIG)
    .option('--stdin', 'read the new passphrases from standard input: the vault’s, then the operator’s')
    .option('--json', 'print {"kekId", "provider", "home"}')
    .action(async (options: InitOptions) => {
      const { initVaultCommand } = await import('../gateway/init-vault.ts');
      await initVaultCommand(options, terminal);
    });
  withOperator(
    vault.command('unseal').description('Give a sealed gateway the vault’s key; it serves from then on.'),
  )
    .option('--json', 'print {"done"}')
    .action(async (options: OperatorOptions) => {
      const { unsealCommand } = await import('../gateway/seal-vault.ts');
      await unsealCommand(options, terminal);
    });
  withReason(
    vault
      .command('seal')
      .description('Make the running gateway drop the vault’s key; it refuses every request from then on.'),
  )
    .option('--json', 'print {"done"}')
    .action(async (options: OperatorOptions) => {
      const { sealCommand } = await import('../gateway/seal-vault.ts');
      await sealCommand(options, terminal);
    });
  withOperator(
    vault
      .command('rekey')
      .description('Give the vault another key. Secrets stay closed; cut short, it can be run again.')
      .option(
        '--to-provider <name>',
        'where the new key comes from: passphrase, file, keyring, environment, vault-transit, aws-kms',
      )
      .option('--to-file <file>', 'the new key file, which is made; outside the data home')
      .option('--to-variable <name>', 'the environment variable with the new key'),
  )
    .option('--json', 'print {"kekId", "rows", "refused"}')
    .action(async (options: RekeyOptions) => {
      const { rekeyCommand } = await import('../gateway/rekey-vault.ts');
      await rekeyCommand(options, terminal);
    });
  vault
    .command('rewrap')
    .description('Let the key store wrap the vault’s key anew, with its newest key. It stays the same key.')
    .option(...CONFIG)
    .option('--json', 'print {"kekId", "before", "after"}')
    .action(async (options: { config?: string; json?: true }) => {
      const { rewrapCommand } = await import('../gateway/rewrap-vault.ts');
      await rewrapCommand(options, terminal);
    });
  vault
    .command('status')
    .description('Say whether there is a vault, where its key comes from, and whether a gateway has it open.')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"exists", "kekId", "provider", "wrappedBy", "rekeying", "gateway": "none" | "sealed" | "open", "operators"}',
    )
    .action(async (options: OperatorOptions) => {
      const { statusCommand } = await import('../gateway/vault-status.ts');
      await statusCommand(options, terminal);
    });
}
