import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast data show NAME`: one snapshot. */
export function addDataShow(data: Command, terminal: Terminal): void {
  data
    .command('show')
    .description('Show a snapshot: hash, source, counts, dates.')
    .argument('<snapshot>', 'name, or the first 6 or more digits of the hash')
    .option('--json', 'print it as JSON (see docs/cli.md)')
    .action(async (name: string, options: { json?: true }) => {
      const [{ chooseSnapshot }, { snapshotJson, snapshotText }] = await Promise.all([
        import('../snapshot-choice.ts'),
        import('../data/snapshot-view.ts'),
      ]);
      const snapshot = await chooseSnapshot(name, terminal);
      terminal.stdout.write(
        options.json ? `${JSON.stringify(snapshotJson(snapshot))}\n` : snapshotText(snapshot),
      );
    });
}
