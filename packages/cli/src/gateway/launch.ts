import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { adminPlace, kekIdInForce, makeAdminFolder } from '@holdfast/gateway';
import { exportKek, type Kek } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { makeAuditFolder, makeCheckpointFile } from './audit-folder.ts';
import { type LoadedConfig, loadConfig } from './config-file.ts';
import { startGuarded } from './guarded-process.ts';
import { keepToken } from './keep-token.ts';
import { databaseLost, openDatabase } from './open-database.ts';
import { noVault, openVault } from './open-vault.ts';
import { gatewayState } from './operate.ts';
import { ordersFor } from './orders.ts';
import { plainSettings } from './plain-settings.ts';
import { SecretInput } from './secret-input.ts';
import { waitForStore } from './wait-for-store.ts';
import { importEnvironment, watchImports } from './watch-imports.ts';

interface LaunchOptions {
  readonly config?: string;
  readonly stdin?: true;
  readonly sealed?: true;
  readonly json?: true;
}

/**
 * Runs the gateway until Ctrl-C: the database here, the gateway in a guarded process of its own. The key goes to it
 * through a pipe.
 */
export async function launchGateway(options: LaunchOptions, terminal: Terminal): Promise<void> {
  const loaded = await loadConfig(options.config, terminal);
  const environment = importEnvironment(loaded);
  if ((await gatewayState(options, terminal)) !== 'none') {
    throw new HoldfastError('GATEWAY_RUNNING', 'A gateway of this data home runs already. Stop it first.');
  }
  const database = await openDatabase(loaded, 'own');
  try {
    const key = await keyMessage(loaded, database.operator, options, terminal);
    const sealed = key.length === SEALED.length;
    const place = adminPlace(loaded.home);
    makeAdminFolder(place);
    const auditFolder = makeAuditFolder(loaded.home);
    const plain = plainSettings(loaded);
    const settings = { ...plain, checkpointFiles: plain.checkpointFiles.map(makeCheckpointFile) };
    const checkpointFolders = settings.checkpointFiles.map((file) => dirname(file));
    const child = startGuarded('main.ts', [auditFolder, place.folder, ...new Set(checkpointFolders)]);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status));
    });
    let stopping = false;
    const stop = () => {
      stopping = true;
      child.kill('SIGTERM');
    };
    let lost = false;
    // Without it every request is refused, and nobody else would start it again.
    void database.ended.then(() => {
      lost = true;
      child.kill('SIGTERM');
    });
    const forget = terminal.onInterrupt(stop);
    const endKeeping = await keepToken(loaded, terminal);
    const imports = watchImports(loaded, database.operator, options.config, environment, terminal);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const [, address] = /^gateway ready on (\S+)$/m.exec(text) ?? [];
      const asJson = options.json && address !== undefined;
      if (address !== undefined) imports.look();
      terminal.stdout.write(asJson ? `${JSON.stringify({ address, sealed })}\n` : text);
    });
    const pipe = child.stdio[3] as Writable;
    // A child that ends at once breaks the pipes; its status tells.
    pipe.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    // Stays open: its end tells the gateway that the launcher is gone.
    pipe.write(key, () => key.fill(0));
    child.stdin?.end(ordersFor(settings, database, auditFolder, place));
    try {
      const status = await ended;
      if (lost && !stopping) throw databaseLost('gateway');
      if (!stopping || status !== 0) {
        throw new HoldfastError('GATEWAY_FAILED', `The gateway’s process ended with status ${status}.`, {
          status,
        });
      }
    } finally {
      endKeeping();
      await imports.end();
      forget();
    }
  } finally {
    await database.close();
  }
}

/** What tells the gateway's process to start sealed. */
const SEALED = Buffer.of(0);

/** What the gateway's process reads about the vault's key. Nothing else here keeps the key while the gateway runs. */
async function keyMessage(
  loaded: LoadedConfig,
  db: Database,
  options: LaunchOptions,
  terminal: Terminal,
): Promise<Buffer> {
  const kek = await openAtStart(loaded, db, options, terminal);
  if (kek === null) return Buffer.from(SEALED);
  const key = exportKek(kek);
  const message = Buffer.alloc(1 + key.length, 1);
  message.set(key, 1);
  key.fill(0);
  return message;
}

/** The vault's key, or null to start sealed: because that is wanted, or because nobody is there to type a passphrase. */
async function openAtStart(
  loaded: LoadedConfig,
  db: Database,
  { sealed, stdin }: LaunchOptions,
  terminal: Terminal,
): Promise<Kek | null> {
  const unattended =
    loaded.config.vault.provider === 'passphrase' && stdin !== true && process.stdin.isTTY !== true;
  if (sealed !== true && !unattended) {
    const input = new SecretInput(stdin === true);
    return waitForStore(() => openVault(loaded, db, input), terminal);
  }
  if ((await kekIdInForce(db)) === null) throw noVault(loaded.home);
  const why = sealed === true ? '' : 'There is no terminal to type the passphrase at. ';
  terminal.stderr.write(`${why}The gateway starts sealed; open it with "holdfast vault unseal".\n`);
  return null;
}
