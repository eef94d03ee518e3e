import { createReadStream, existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AdministratorSignIn, type Dump, withDump } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { checkNewPassphrase, encryptBackup, newBackupKey, readVault } from '@holdfast/vault';
import { absolute } from '../files.ts';
import { type LoadedConfig, loadConfig } from '../gateway/config-file.ts';
import { SecretInput } from '../gateway/secret-input.ts';
import { version } from '../installation.ts';
import { grouped } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { ARCHIVE_FORMAT, type ArchivedFile } from './archive.ts';
import { byteProgress } from './byte-progress.ts';
import { compress } from './compression.ts';
import { checkOutside, writeNewFile } from './new-file.ts';
import { type PartToWrite, writeArchive } from './write-archive.ts';

/** What `holdfast backup` takes. */
export interface BackupOptions {
  readonly config?: string;
  readonly stdin?: true;
  readonly json?: true;
}

/**
 * Runs `holdfast backup`: one encrypted file of everything that the installation needs but the vault's key, also while
 * the gateway runs. Nothing sealed is opened.
 */
export async function backupCommand(file: string, options: BackupOptions, terminal: Terminal): Promise<void> {
  const loaded = await loadConfig(options.config, terminal);
  readVault(loaded.home);
  const path = absolute(file, terminal);
  checkOutside(path, loaded.home);
  const passphrase = await SecretInput.of(options).newPassphrase('New passphrase of the backup: ');
  checkNewPassphrase(passphrase);
  const key = await newBackupKey(passphrase);
  const progress = byteProgress(terminal, 'written', 'The backup was not finished; no file was left.');
  // Before the snapshot: a checkpoint is in the database before it is in the file, so none is ahead of the database.
  const checkpoints = await checkpointsOf(loaded.home);
  try {
    const told = await withEmbedded(loaded, (administrator) =>
      withDump(administrator, async (dump) => {
        const vault = await vaultFileOf(loaded.home, dump);
        const files = new Map<ArchivedFile, AsyncIterable<Uint8Array> | Iterable<Uint8Array>>();
        files.set('vault/vault.json', [vault]);
        const config = await configOf(options, loaded, terminal);
        if (config !== null) files.set('gateway.yaml', [config]);
        if (checkpoints !== null) files.set('audit/checkpoints', checkpoints);
        const { head } = dump;
        const archive = writeArchive(
          { format: ARCHIVE_FORMAT, program: version(), database: head },
          partsOf(files, dump),
        );
        const bytes = await writeNewFile(path, encryptBackup(key, compress(archive)), progress.update);
        return { file: path, bytes, takenAt: head.takenAt, auditEntries: Number(head.auditSize) };
      }),
    );
    progress.end();
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify(told)}\n`
        : `The backup is in ${file}: ${grouped(told.bytes / 1e6, 1)} MB, ${grouped(told.auditEntries, 0)} audit entries. It opens with its passphrase; to trade again it needs the vault's key too, which is not in it.\n`,
    );
  } finally {
    progress.end();
  }
}

async function* partsOf(
  files: ReadonlyMap<ArchivedFile, PartToWrite['bytes']>,
  { head, rows }: Dump,
): AsyncGenerator<PartToWrite, void, undefined> {
  for (const [file, bytes] of files) yield { part: { file }, bytes };
  for (const table of head.tables) yield { part: { table }, bytes: rows(table) };
}

/**
 * The vault file that belongs to this state of the database.
 *
 * @throws HoldfastError BACKUP_VAULT_CHANGED
 */
async function vaultFileOf(home: string, dump: Dump): Promise<Buffer> {
  const { current, next } = readVault(home);
  const bytes = await readFile(join(home, 'vault', 'vault.json'));
  const inForce = (await dump.setting('kek-id'))?.toString('ascii');
  const known = [current.kekId, next?.kekId];
  // Read again by its text: between the two readings it may have been replaced.
  if (inForce !== undefined && known.includes(inForce) && bytes.includes(inForce)) return bytes;
  throw new HoldfastError(
    'BACKUP_VAULT_CHANGED',
    'The vault file does not have the key that the database is under. If a rekey is under way, wait for it and make the backup again.',
  );
}

/** The configuration as it was written; null when there is none. */
async function configOf(
  { config }: BackupOptions,
  { home }: LoadedConfig,
  { environment, workingDirectory }: Terminal,
): Promise<Buffer | null> {
  const named = config ?? environment.HOLDFAST_CONFIG;
  const path = named === undefined ? join(home, 'gateway.yaml') : resolve(workingDirectory, named);
  return existsSync(path) ? readFile(path) : null;
}

/** What is in the local file of checkpoints now; null when there is none. */
async function checkpointsOf(home: string): Promise<AsyncIterable<Uint8Array> | null> {
  const path = join(home, 'audit', 'checkpoints');
  const file = await stat(path).catch(() => null);
  if (file === null || file.size === 0) return null;
  return createReadStream(path, { end: file.size - 1 });
}

/** The embedded database as its administrator: the one that a gateway runs already, or else one of its own. */
async function withEmbedded<T>(
  { config, home }: LoadedConfig,
  work: (administrator: AdministratorSignIn) => Promise<T>,
): Promise<T> {
  checkEmbedded(config.database);
  const { attachEmbedded, startEmbedded } = await import('@holdfast/database/embedded');
  const running = attachEmbedded({ home });
  if (running !== null) {
    const signIn = administratorOf(running);
    const answers = await withDump(signIn, async () => true).catch(() => false);
    // Else a lock file that a killed server left behind.
    if (answers) return work(signIn);
  }
  const started = await startEmbedded({ home });
  try {
    return await work(administratorOf(started));
  } finally {
    await started.stop();
  }
}

/** Signs in as the administrator of an embedded database. */
export function administratorOf({
  address,
  passwords,
}: {
  readonly address: AdministratorSignIn['address'];
  readonly passwords: { readonly holdfast_admin: string };
}): AdministratorSignIn {
  return { address, user: 'holdfast_admin', password: passwords.holdfast_admin };
}

/** @throws HoldfastError CONFIG_INVALID */
function checkEmbedded(database: string): void {
  if (database === 'embedded') return;
  throw new HoldfastError(
    'CONFIG_INVALID',
    'database: only the embedded database is backed up by this command. Back up your own server with its tools, and the vault file and audit/checkpoints with it.',
    { key: 'database' },
  );
}
