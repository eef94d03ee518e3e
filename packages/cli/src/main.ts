import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before the first import that costs anything. Inside the installation, so that nobody else can write to it.
enableCompileCache(join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'holdfast'));

// A reader that stops early (`| head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const [{ run }, { processTerminal }] = await Promise.all([import('./run.ts'), import('./terminal.ts')]);
const status = await run(process.argv.slice(2), processTerminal());
// Ends without waiting for what native libraries still hold, but not before everything is written.
process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
