import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast gateway`: serves virtual keys until Ctrl-C. */
export function addGateway(program: Command, terminal: Terminal): void {
  program
    .command('gateway')
    .description('Run the signing gateway until Ctrl-C. Prints "gateway ready on ADDRESS" when it serves.')
    .option('--config <file>', 'configuration; else HOLDFAST_CONFIG, else gateway.yaml in the data home')
    .option('--stdin', 'read the passphrase of the vault from standard input')
    .option('--sealed', 'start without the vault’s key; every request is refused until "vault unseal"')
    .option('--json', 'print {"address", "sealed"} when it serves, instead of words')
    .action(async (options: { config?: string; stdin?: true; sealed?: true; json?: true }) => {
      const { launchGateway } = await import('../gateway/launch.ts');
      await launchGateway(options, terminal);
    });
}
