import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { HoldfastError } from '@holdfast/errors';
import { exportKek } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { makeAuditFolder } from './audit-folder.ts';
import { loadConfig } from './config-file.ts';
import { openDatabase } from './open-database.ts';
import { openVault } from './open-vault.ts';
import { plainSettings } from './redirects.ts';

/** Options of Node in the gateway's process, besides what it may read. */
const NODE_OPTIONS = [
  '--permission',
  '--allow-net',
  '--disable-sigusr1',
  '--disable-proto=throw',
  '--disallow-code-generation-from-strings',
  // That permissions of the network are new in Node is known.
  '--disable-warning=ExperimentalWarning',
];

/**
 * Runs the gateway until Ctrl-C: the database here, the gateway in a process of its own that may read its program,
 * write checkpoints, use the network, and nothing else. The key goes to it through a pipe; its environment is empty.
 */
export async function launchGateway(
  options: { readonly config?: string; readonly stdin?: true; readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const loaded = await loadConfig(options.config, terminal);
  const database = await openDatabase(loaded);
  try {
    const kek = await openVault(loaded, database.operator, { stdin: options.stdin === true });
    const settings = plainSettings(loaded);
    const auditFolder = makeAuditFolder(loaded.home);
    const program = realpathSync(fileURLToPath(import.meta.resolve('@holdfast/gateway')));
    const root = realpathSync(join(program, '..', '..', '..', '..'));
    const child = spawn(
      'sh',
      // No core dump: it would hold every key.
      ['-c', 'ulimit -c 0; exec "$@"', 'holdfast-gateway', process.execPath, ...NODE_OPTIONS]
        .concat(`--allow-fs-read=${join(root, 'packages')}`, `--allow-fs-read=${join(root, 'node_modules')}`)
        .concat(`--allow-fs-read=${join(root, 'package.json')}`)
        .concat(`--allow-fs-read=${auditFolder}`, `--allow-fs-write=${auditFolder}`)
        .concat(join(program, '..', 'process', 'main.ts')),
      { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'inherit', 'pipe'] },
    );
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status));
    });
    let stopping = false;
    const stop = () => {
      stopping = true;
      child.kill('SIGTERM');
    };
    const forget = terminal.onInterrupt(stop);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const [, address] = /^gateway ready on (\S+)$/m.exec(text) ?? [];
      const asJson = options.json && address !== undefined;
      terminal.stdout.write(asJson ? `${JSON.stringify({ address })}\n` : text);
    });
    const bytes = exportKek(kek);
    const pipe = child.stdio[3] as Writable;
    // A child that ends at once breaks the pipes; its status tells.
    pipe.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    pipe.end(bytes, () => bytes.fill(0));
    const orders = {
      settings,
      database: { address: database.address, password: database.passwords.holdfast_gateway },
      auditFolder,
    };
    child.stdin?.end(JSON.stringify(orders));
    try {
      const status = await ended;
      if (!stopping || status !== 0) {
        throw new HoldfastError('GATEWAY_FAILED', `The gateway’s process ended with status ${status}.`, {
          status,
        });
      }
    } finally {
      forget();
    }
  } finally {
    await database.close();
  }
}
