import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

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
    .option('--config <file>', 'configuration; else HOLDFAST_CONFIG, else gateway.yaml in the data home')
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
    .command('status')
    .description('Say whether there is a vault, and where its key comes from. Opens nothing.')
    .option('--json', 'print {"exists", "kekId", "provider", "rekeying"}')
    .action(async (options: { json?: true }) => {
      const [{ readVault }, { isHoldfastError }, { homeOf }] = await Promise.all([
        import('@holdfast/vault'),
        import('@holdfast/errors'),
        import('../snapshot-choice.ts'),
      ]);
      let told: object = { exists: false };
      let text = 'There is no vault yet. Make one with "holdfast vault init".';
      try {
        const { current, next } = readVault(homeOf(terminal));
        told = {
          exists: true,
          kekId: current.kekId,
          provider: current.provider.kind,
          rekeying: next !== null,
        };
        text = `There is a vault; its key comes from: ${current.provider.kind}.`;
      } catch (error) {
        if (!isHoldfastError(error) || error.code !== 'VAULT_MISSING') throw error;
      }
      terminal.stdout.write(options.json ? `${JSON.stringify(told)}\n` : `${text}\n`);
    });
}
