import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

interface Options {
  asset: string;
  date: string;
  snapshot?: string;
  json?: true;
}

/** `holdfast index explain FILE --asset ID --date D`: why an asset is in or out. */
export function addIndexExplain(index: Command, terminal: Terminal): void {
  index
    .command('explain')
    .description(
      'Explain one asset on one date: eligible or not and by which filter, rank, weight, bounds, overlay, trade and cost.',
    )
    .argument('<file>', 'definition file, or id of a shipped index')
    .requiredOption('--asset <id>', 'asset id, such as solana; for a portfolio of indices a member’s id')
    .requiredOption(
      '--date <date>',
      'YYYY-MM-DD; when nothing is traded that day, the last decision before it',
    )
    .option('--snapshot <snapshot>', 'market data to use; the only one, or "demo", when left out')
    .option('--json', 'print the reasoning as JSON (see docs/cli.md)')
    .action(async (file: string, options: Options) => {
      const [{ parseDate }, { loadDefinition }, { loadMarket }, { explain }, { explanationJson }] =
        await Promise.all([
          import('@holdfast/engine'),
          import('../definition-files.ts'),
          import('../snapshot-choice.ts'),
          import('../explain/explanation.ts'),
          import('../explain/explanation-json.ts'),
        ]);
      const day = parseDate(options.date);
      const { definition, library } = await loadDefinition(file, terminal);
      const { panel } = await loadMarket(options.snapshot, terminal);
      const json = explanationJson(explain(panel, definition, library, options.asset, day));
      if (options.json) {
        terminal.stdout.write(`${JSON.stringify(json)}\n`);
        return;
      }
      const { printable } = await import('../output/printable.ts');
      terminal.stdout.write(json.sentences.map((sentence) => `${printable(sentence)}\n`).join(''));
    });
}
