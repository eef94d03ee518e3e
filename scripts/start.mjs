// Valid on Node 20: `npm start` on a fresh clone.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWithInstallError, installIfNeeded } from './install-if-needed.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
try {
  const node = installIfNeeded(root);
  const main = join(root, 'packages', 'cli', 'src', 'main.ts');
  const child = spawn(node, [main, 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the whole group: the child stops cleanly, and this process waits for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
} catch (error) {
  exitWithInstallError(error);
}
