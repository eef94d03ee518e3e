import type { Writable } from 'node:stream';
import { HoldfastError } from '@holdfast/errors';
import { adminPlace, makeAdminFolder } from '@holdfast/gateway';
import { exportKek } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { makeAuditFolder } from './audit-folder.ts';
import { loadConfig } from './config-file.ts';
import { startGuarded } from './guarded-process.ts';
import { openDatabase } from './open-database.ts';
import { openVault } from './open-vault.ts';
import { ordersFor } from './orders.ts';
import { SecretInput } from './secret-input.ts';

/**
 * Runs the gateway until Ctrl-C: the database here, the gateway in a guarded process of its own. The key goes to it
 * through a pipe.
 */
export async function launchGateway(
  options: { readonly config?: string; readonly stdin?: true; readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const loaded = await loadConfig(options.config, terminal);
  const database = await openDatabase(loaded);
  try {
    const kek = await openVault(loaded, database.operator, new SecretInput(options.stdin === true));
    const place = adminPlace(loaded.home);
    makeAdminFolder(place);
    const auditFolder = makeAuditFolder(loaded.home);
    const child = startGuarded('main.ts', [auditFolder, place.folder]);
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
    child.stdin?.end(ordersFor(loaded, database, auditFolder, place));
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
