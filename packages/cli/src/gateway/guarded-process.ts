import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Options of Node in a process that handles secrets, besides what it may read. */
const NODE_OPTIONS = [
  '--permission',
  '--allow-net',
  '--disable-sigusr1',
  '--disable-proto=throw',
  '--disallow-code-generation-from-strings',
  // MiB. Node's own bound lets what a busy gateway leaves behind grow past 200 MB before it is collected.
  '--max-semi-space-size=16',
  // That permissions of the network are new in Node is known.
  '--disable-warning=ExperimentalWarning',
];

/**
 * Starts a program of the gateway in a process of its own that may read its program, write to the given folders, use the
 * network, and nothing else. Its environment is empty, and it writes no core dump. Descriptors 0, 1 and 3 are pipes.
 *
 * @param entry the file in the gateway's `src/process`
 * @param folders that it may read and write
 */
export function startGuarded(entry: string, folders: readonly string[]): ChildProcess {
  const program = realpathSync(fileURLToPath(import.meta.resolve('@holdfast/gateway')));
  const root = realpathSync(join(program, '..', '..', '..', '..'));
  const readable = ['packages', 'node_modules', 'package.json'].map((name) => join(root, name));
  return spawn(
    'sh',
    // No core dump: it would hold every key. And no variable that the shell sets on its own.
    ['-c', 'ulimit -c 0; exec env -i "$@"', 'holdfast-gateway', process.execPath, ...NODE_OPTIONS]
      .concat(readable.map((path) => `--allow-fs-read=${path}`))
      .concat(folders.flatMap((path) => [`--allow-fs-read=${path}`, `--allow-fs-write=${path}`]))
      .concat(join(program, '..', 'process', entry)),
    { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'inherit', 'pipe'] },
  );
}
