import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast data list`: the snapshots there are. */
export function addDataList(data: Command, terminal: Terminal): void {
  data
    .command('list')
    .description('List the snapshots.')
    .option('--json', 'print {"snapshots": […]}, each as "data show" prints it')
    .action(async (options: { json?: true }) => {
      const [{ listSnapshots }, { homeOf }, { snapshotJson }, { table }, { printable }, { grouped }] =
        await Promise.all([
          import('@holdfast/market'),
          import('../snapshot-choice.ts'),
          import('../data/snapshot-view.ts'),
          import('../output/table.ts'),
          import('../output/printable.ts'),
          import('../output/format.ts'),
        ]);
      const snapshots = await listSnapshots(homeOf(terminal));
      if (options.json) {
        terminal.stdout.write(`${JSON.stringify({ snapshots: snapshots.map(snapshotJson) })}\n`);
      } else if (snapshots.length === 0) {
        terminal.stdout.write('No snapshots yet. Import one: holdfast data import FILE --as NAME …\n');
      } else {
        const rows = snapshots.map(({ name, manifest }) => [
          printable(name ?? '–'),
          manifest.sha256.slice(0, 12),
          grouped(manifest.assets, 0),
          grouped(manifest.rows, 0),
          manifest.firstDate,
          manifest.lastDate,
        ]);
        terminal.stdout.write(
          table([['name', 'sha256', 'assets', 'rows', 'first', 'last'], ...rows], [2, 3]),
        );
      }
    });
}
