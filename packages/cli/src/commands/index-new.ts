import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast index new NAME`: a definition to start from. */
export function addIndexNew(index: Command, terminal: Terminal): void {
  index
    .command('new')
    .description('Write NAME.yaml with sensible rules to start from. An existing file is left as it is.')
    .argument('<name>', 'id of the index: lower-case letters, digits and hyphens')
    .option('--folder <folder>', 'where to write it', '.')
    .option('--json', 'print {"file"}')
    .action(async (name: string, options: { folder: string; json?: true }) => {
      const { writeNewDefinition } = await import('../new-definition.ts');
      const file = await writeNewDefinition(name, options.folder, terminal);
      terminal.stdout.write(
        options.json
          ? `${JSON.stringify({ file })}\n`
          : `Wrote ${file}. Try it: holdfast backtest ${file} --report ${name}.html\n`,
      );
    });
}
