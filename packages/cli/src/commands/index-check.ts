import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast index check FILE…`: every mistake of every file. */
export function addIndexCheck(index: Command, terminal: Terminal): void {
  index
    .command('check')
    .description('Check definition files: keys, values, rules across keys, members and benchmarks they name.')
    .argument('<files...>', 'definition files, or ids of shipped indices')
    .option('--json', 'print {"files": [{"file", "ok", "id", "error"}]}')
    .action(async (files: string[], options: { json?: true }) => {
      const [{ HoldfastError, isHoldfastError }, { loadDefinition }] = await Promise.all([
        import('@holdfast/errors'),
        import('../definition-files.ts'),
      ]);
      const results = await Promise.all(
        files.map(async (file) => {
          try {
            const { definition } = await loadDefinition(file, terminal);
            return { file, ok: true, id: definition.id, error: null };
          } catch (error) {
            if (!isHoldfastError(error)) throw error;
            return { file, ok: false, id: null, error: error.toJSON() };
          }
        }),
      );
      if (options.json) terminal.stdout.write(`${JSON.stringify({ files: results })}\n`);
      else {
        for (const { file, error } of results) {
          terminal.stdout.write(
            error === null ? `ok  ${file}\n` : `${error.code}  ${file}\n${error.message}\n`,
          );
        }
      }
      const bad = results.filter(({ ok }) => !ok).length;
      if (bad > 0) {
        throw new HoldfastError(
          'DEFINITION_INVALID',
          `${bad} of ${results.length} ${results.length === 1 ? 'definition has' : 'definitions have'} mistakes.`,
          { files: results.length, invalid: bad },
        );
      }
    });
}
