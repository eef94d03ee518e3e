import type { Command } from 'commander';
import { DEFAULT_PORT } from '../serve/default-port.ts';
import type { Terminal } from '../terminal.ts';

/** `holdfast serve FOLDER`: a folder of reports in the browser. */
export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .summary('show a folder of reports in the browser')
    .description(
      'Serves the files of a folder on this machine only (127.0.0.1), until Ctrl-C. A port in use is replaced by the next free one.',
    )
    .argument('<folder>', 'folder with index.html or reports')
    .option('--port <number>', 'port to listen on; 0: any free one', String(DEFAULT_PORT))
    .option('--json', 'print {"address"} once it listens')
    .action(async (folder: string, options: { port: string; json?: true }) => {
      const [{ serveFolder, parsePort }, { existingFolder }] = await Promise.all([
        import('../serve/serve-folder.ts'),
        import('../files.ts'),
      ]);
      await serveFolder(
        await existingFolder(folder, terminal),
        parsePort(options.port),
        terminal,
        (address) => {
          terminal.stdout.write(
            options.json ? `${JSON.stringify({ address })}\n` : `Serving ${folder} on ${address}\n`,
          );
        },
      );
    });
}
