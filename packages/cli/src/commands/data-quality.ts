import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast data quality NAME`: what the data is worth. */
export function addDataQuality(data: Command, terminal: Terminal): void {
  data
    .command('quality')
    .description('Show the quality report of a snapshot: rejected rows, gaps, jumps, pegs, survivor bias.')
    .argument('<snapshot>', 'name, or the first 6 or more digits of the hash')
    .option('--html <file>', 'also write it as a page')
    .option('--json', 'print it as JSON (see docs/cli.md)')
    .action(async (name: string, options: { html?: string; json?: true }) => {
      const [{ chooseSnapshot }, { formatQualityText }] = await Promise.all([
        import('../snapshot-choice.ts'),
        import('@holdfast/market'),
      ]);
      const snapshot = await chooseSnapshot(name, terminal);
      if (options.html !== undefined) {
        const { writeQualityPage } = await import('../report/quality-page.ts');
        await writeQualityPage(options.html, snapshot, terminal);
      }
      const { quality } = snapshot.manifest;
      terminal.stdout.write(`${options.json ? JSON.stringify(quality) : formatQualityText(quality)}\n`);
      if (options.html !== undefined) terminal.stderr.write(`Page: ${options.html}\n`);
    });
}
