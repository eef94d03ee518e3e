#!/usr/bin/env node
// Valid on Node 20. Holdfast runs on the Node 26 that its own package-lock.json installs; started by an older one, this
// file hands over to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LEAST_MAJOR = 26;
const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '..', 'src', 'main.ts');

if (Number(process.versions.node.split('.')[0]) >= LEAST_MAJOR) await import('../src/main.ts');
else handOver();

function handOver() {
  const root = join(here, '..', '..', '..');
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    process.stderr.write(
      `error NODE_MISSING: Holdfast needs Node ${LEAST_MAJOR}, which is not installed yet. Run "npm ci" in ${root}, then the same command again.\n`,
    );
    process.exit(1);
  }
  const args = [main, ...process.argv.slice(2)];
  // Where the process can become the other one, nothing stays in between.
  if (process.execve && process.platform !== 'win32') process.execve(node, [node, ...args], process.env);
  const child = spawn(node, args, { stdio: 'inherit' });
  // Ctrl-C reaches the child too, which decides how to end; this process waits for it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
