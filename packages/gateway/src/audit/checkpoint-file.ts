import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HoldfastError } from '@holdfast/errors';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { CheckpointSink } from './checkpoint-sink.ts';
import type { NoteVerifier } from './signed-note.ts';

/** How much of the file's end is read at start: months of checkpoints, one a minute. */
const MOST_READ = 64 << 20;

/** A local file of checkpoints, each followed by an empty line. */
export interface CheckpointFile extends CheckpointSink {
  /** What was in it when it was opened, oldest first. */
  readonly kept: readonly Checkpoint[];
  close(): Promise<void>;
}

/**
 * Opens the local file of checkpoints, or makes it. It is only ever appended to, and each append is on the disk before
 * `write` resolves. A torn end (a crash in the middle of an append) is cut off; anything else that is wrong is an
 * error, because this file is what a rolled back database is found with.
 *
 * @throws HoldfastError AUDIT_CHECKPOINT_FILE when others may read or write it, when it is no plain file, when it is
 *   damaged, or when it can't be used
 * @example
 * const file = await openCheckpointFile(join(home, 'audit-checkpoints'), verifier);
 * const log = await AuditLog.open({ store, signer, sinks: [file], kept: file.kept });
 */
export async function openCheckpointFile(path: string, verifier: NoteVerifier): Promise<CheckpointFile> {
  const handle = await openPrivately(path);
  try {
    const { size } = await handle.stat();
    const begin = Math.max(0, size - MOST_READ);
    const bytes = Buffer.alloc(size - begin);
    await readFully(handle, bytes, begin);
    const { notes, end } = wholeNotes(bytes, begin > 0);
    const kept = notes.map((note) => openKept(note, verifier, path));
    if (begin + end < size) {
      await handle.truncate(begin + end);
    }
    let last: Promise<void> = Promise.resolve();
    return {
      name: 'local file',
      kept,
      write(note) {
        const written = last.then(async () => {
          await handle.appendFile(`${note}\n`);
        });
        last = written.catch(() => undefined);
        return written;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error instanceof HoldfastError ? error : unusable(path, 'it can’t be read', error);
  }
}

/**
 * O_DSYNC makes every write durable by itself: a process under Node's permission model may not call fsync.
 */
const APPENDING = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW | constants.O_DSYNC;

async function openPrivately(path: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await openOrMake(path);
  } catch (error) {
    throw unusable(path, 'it can’t be opened', error);
  }
  const stat = await handle.stat();
  if (!stat.isFile() || (stat.mode & 0o077) !== 0) {
    await handle.close();
    throw unusable(path, 'it must be a plain file that only its owner may read and write (mode 0600)');
  }
  return handle;
}

/** The launcher makes the file before the gateway's process, which could not make its name durable, opens it. */
async function openOrMake(path: string): Promise<FileHandle> {
  try {
    return await open(path, APPENDING);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) throw error;
    const handle = await open(path, APPENDING | constants.O_CREAT, 0o600);
    await syncFolder(path);
    return handle;
  }
}

/** Makes a new file's name durable. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readFully(handle: FileHandle, into: Buffer, from: number): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await handle.read(into, at, into.length - at, from + at);
    if (bytesRead === 0) return;
    at += bytesRead;
  }
}

/** The notes that end in a signature line and an empty line, and where the last of them ends. */
function wholeNotes(bytes: Buffer, cutAtStart: boolean): { notes: Buffer[]; end: number } {
  const notes: Buffer[] = [];
  let begin = 0;
  let skip = cutAtStart;
  for (let gap = bytes.indexOf('\n\n'); gap !== -1; gap = bytes.indexOf('\n\n', gap + 1)) {
    const line = bytes.lastIndexOf('\n', gap - 1) + 1;
    if (!bytes.subarray(line, gap).toString().startsWith('— ')) continue;
    if (!skip) notes.push(bytes.subarray(begin, gap + 1));
    skip = false;
    begin = gap + 2;
  }
  return { notes, end: begin };
}

function openKept(note: Buffer, verifier: NoteVerifier, path: string): Checkpoint {
  try {
    return openCheckpoint(note, verifier);
  } catch (error) {
    throw unusable(path, 'it holds something that this log did not sign', error);
  }
}

function unusable(path: string, why: string, cause?: unknown): HoldfastError {
  return new HoldfastError(
    'AUDIT_CHECKPOINT_FILE',
    `The file of audit checkpoints "${path}" can't be used: ${why}. Without it a rolled back database would not be noticed.`,
    { path },
    { cause },
  );
}
