import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadDump, migrationsOf, type TableRows } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { type BackupKey, decryptBackup } from '@holdfast/vault';
import { absolute } from '../files.ts';
import { SecretInput } from '../gateway/secret-input.ts';
import { grouped } from '../output/format.ts';
import { homeOf } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import type { ArchiveHead } from './archive.ts';
import { administratorOf } from './backup-command.ts';
import { byteProgress } from './byte-progress.ts';
import { decompress } from './compression.ts';
import { syncFolder } from './new-file.ts';
import { type OpenArchive, openArchive } from './read-archive.ts';

/** What `holdfast restore` takes. */
export interface RestoreOptions {
  readonly stdin?: true;
  readonly json?: true;
}

/** A restore builds everything here and moves it into place at the end; the number is its process. */
const DRAFT = /^\.restoring-([0-9]+)$/;

/**
 * In this order: each step leaves something that can't trade. The database is marked as restored, and without the vault
 * file nothing opens.
 */
const MOVED = ['postgres', 'audit', 'gateway.yaml', 'vault'];

/**
 * Runs `holdfast restore`: reads the whole backup before it writes anything, builds the data home aside, and moves it
 * into place. The gateway then starts frozen.
 */
export async function restoreCommand(
  file: string,
  options: RestoreOptions,
  terminal: Terminal,
): Promise<void> {
  const home = homeOf(terminal);
  const path = absolute(file, terminal);
  checkEmpty(home);
  const passphrase = await SecretInput.of(options).passphrase('Passphrase of the backup: ');
  const progress = byteProgress(terminal, 'read', 'The backup was not restored; nothing was left.');
  try {
    const { head, key } = await verify(path, passphrase, progress.update);
    const migrations = migrationsOf(head.database);
    const draft = join(home, `.restoring-${process.pid}`);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    mkdirSync(draft, { mode: 0o700 });
    try {
      const { startEmbedded } = await import('@holdfast/database/embedded');
      const older = await startEmbedded({ home: draft, migrations });
      try {
        const archive = await openArchive(decompress(decryptBackup(key, sourceOf(path, progress.update))));
        await loadDump(administratorOf(older), archive.head.database, unpack(archive, draft));
      } finally {
        await older.stop();
      }
      // Once more with this program's own migrations.
      await (await startEmbedded({ home: draft })).stop();
      await move(draft, home);
    } finally {
      // Its own, and what the database of a killed one wrote while it was ending.
      removeLeftovers(home);
    }
    progress.end();
    report(head, home, options, terminal);
  } finally {
    progress.end();
  }
}

function report(
  { database: { takenAt, auditSize } }: ArchiveHead,
  home: string,
  { json }: RestoreOptions,
  terminal: Terminal,
): void {
  const auditEntries = Number(auditSize);
  terminal.stdout.write(
    json
      ? `${JSON.stringify({ home, takenAt, auditEntries, frozen: true })}\n`
      : `The backup of ${takenAt} is restored in ${home}: ${grouped(auditEntries, 0)} audit entries.
The gateway stays frozen until "holdfast audit accept-rollback --reason TEXT". Before that, see to it that the old
installation is stopped for good, and think of what the backup does not know, because it happened after it was made: keys
that were revoked, frozen or narrowed have to be so again, and what was traded does not count towards daily limits.
`,
  );
}

/** Reads a backup to its end without writing anything. */
async function verify(
  path: string,
  passphrase: Buffer,
  onRead: (bytes: number) => void,
): Promise<{ readonly head: ArchiveHead; readonly key: BackupKey }> {
  const keys: BackupKey[] = [];
  const source = decryptBackup(passphrase, sourceOf(path, onRead), (key) => keys.push(key));
  const { head, parts } = await openArchive(decompress(source));
  for await (const { bytes } of parts()) for await (const _ of bytes);
  return { head, key: keys[0] };
}

async function* sourceOf(
  path: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  let length = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    length += piece.length;
    onRead(length);
    yield piece;
  }
}

/** Writes the files of an archive into the draft, and gives its tables. */
async function* unpack({ parts }: OpenArchive, draft: string): AsyncGenerator<TableRows, void, undefined> {
  for await (const { part, bytes } of parts()) {
    if ('table' in part) {
      yield { table: part.table, rows: bytes };
      continue;
    }
    const path = join(draft, part.file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const piece of bytes) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(dirname(path));
  }
}

async function move(draft: string, home: string): Promise<void> {
  for (const name of MOVED.filter((one) => existsSync(join(draft, one)))) {
    await rename(join(draft, name), join(home, name));
    await syncFolder(home);
  }
}

/** @throws HoldfastError RESTORE_HOME_NOT_EMPTY */
function checkEmpty(home: string): void {
  const names = existsSync(home) ? readdirSync(home) : [];
  for (const name of names) {
    const [, owner] = DRAFT.exec(name) ?? [];
    if (owner === undefined) {
      throw notEmpty(
        home,
        `${home} has something in it (${name}). Name an empty or new folder with HOLDFAST_HOME.`,
      );
    }
    if (runs(Number(owner))) {
      throw notEmpty(
        home,
        `Process ${owner} restores into ${home} already. Wait for it; if it is none of ours, remove ${name}.`,
      );
    }
  }
  removeLeftovers(home);
}

/** What this process left, and restores that were killed. */
function removeLeftovers(home: string): void {
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    const owner = Number(DRAFT.exec(name)?.[1]);
    if (Number.isNaN(owner) || (owner !== process.pid && runs(owner))) continue;
    // Their database may still be ending, and write.
    rmSync(join(home, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function notEmpty(home: string, message: string): HoldfastError {
  return new HoldfastError('RESTORE_HOME_NOT_EMPTY', `${message} Nothing was changed.`, { home });
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
