import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast index diff A B`: what two definitions do differently, defaults filled in. */
export function addIndexDiff(index: Command, terminal: Terminal): void {
  index
    .command('diff')
    .description('Show every key in which two definitions differ, defaults filled in.')
    .argument('<a>', 'definition file, or id of a shipped index')
    .argument('<b>', 'definition file, or id of a shipped index')
    .option('--json', 'print {"a", "b", "differences": [{"key", "a", "b"}]}')
    .action(async (a: string, b: string, options: { json?: true }) => {
      const [{ diffDefinitions }, { loadDefinition }] = await Promise.all([
        import('@holdfast/engine'),
        import('../definition-files.ts'),
      ]);
      const [first, second] = await Promise.all([loadDefinition(a, terminal), loadDefinition(b, terminal)]);
      const differences = diffDefinitions(first.definition, second.definition);
      if (options.json) {
        terminal.stdout.write(
          `${JSON.stringify({
            a: first.definition.id,
            b: second.definition.id,
            differences: differences.map(({ path, a, b }) => ({ key: path, a: a ?? null, b: b ?? null })),
          })}\n`,
        );
        return;
      }
      const [{ table }, { printable }] = await Promise.all([
        import('../output/table.ts'),
        import('../output/printable.ts'),
      ]);
      const show = (value: unknown) => shorten(printable(value === undefined ? '–' : JSON.stringify(value)));
      terminal.stdout.write(
        differences.length === 0
          ? 'No difference.\n'
          : table([
              ['key', first.definition.id, second.definition.id],
              ...differences.map(({ path, a, b }) => [path, show(a), show(b)]),
            ]),
      );
    });
}

/** Descriptions would make a column of their own width. */
function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
