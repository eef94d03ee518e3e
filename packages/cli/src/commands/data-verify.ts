import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast data verify NAME`: whether the data is still what it was. */
export function addDataVerify(data: Command, terminal: Terminal): void {
  data
    .command('verify')
    .description('Read a snapshot whole and recompute its hash.')
    .argument('<snapshot>', 'name, or the first 6 or more digits of the hash')
    .option('--json', 'print {"ok", "expected", "actual", "differences"}')
    .action(async (name: string, options: { json?: true }) => {
      const [{ HoldfastError }, { verifySnapshot }, { chooseSnapshot }] = await Promise.all([
        import('@holdfast/errors'),
        import('@holdfast/market'),
        import('../snapshot-choice.ts'),
      ]);
      const verification = await verifySnapshot(await chooseSnapshot(name, terminal));
      if (options.json) terminal.stdout.write(`${JSON.stringify(verification)}\n`);
      else if (verification.ok) terminal.stdout.write(`ok  ${name}  ${verification.expected}\n`);
      if (!verification.ok) {
        const { differences } = verification;
        throw new HoldfastError(
          'SNAPSHOT_DAMAGED',
          `Snapshot ${name} is not what its manifest says: ${differences.join('; ')}. Import its source again with --replace.`,
          { snapshot: name, differences },
        );
      }
    });
}
