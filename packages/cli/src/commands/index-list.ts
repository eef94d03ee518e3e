import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast index list`: the definitions of a folder, the shipped ones when none is named. */
export function addIndexList(index: Command, terminal: Terminal): void {
  index
    .command('list')
    .description('List the shipped index definitions, or those of a folder.')
    .argument('[folder]', 'folder of definition files')
    .option('--json', 'print {"indices": [{"id", "name", "description", "file", "error"}]}')
    .action(async (folder: string | undefined, options: { json?: true }) => {
      const { listDefinitions } = await import('../definition-list.ts');
      const listed = await listDefinitions(folder, terminal);
      if (options.json) {
        terminal.stdout.write(`${JSON.stringify({ indices: listed })}\n`);
        return;
      }
      const [{ table }, { printable }] = await Promise.all([
        import('../output/table.ts'),
        import('../output/printable.ts'),
      ]);
      terminal.stdout.write(
        table(
          listed.map(({ id, name, error }) => [
            id,
            printable(error === null ? name : `broken: ${error.code}`),
          ]),
        ),
      );
    });
}
