import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { link, open, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { HoldfastError } from '@holdfast/errors';

/**
 * Writes a new file that only its owner may read: aside, to the disk, then under its name in one step, so that nothing
 * unfinished ever has that name. A process that is killed leaves the file aside, which ends in `.partial`.
 *
 * @param onWritten is told the number of bytes so far
 * @returns the number of bytes
 * @throws HoldfastError BACKUP_PLACE_INVALID when the file is there already, FILE_UNUSABLE when it can't be written
 */
export async function writeNewFile(
  path: string,
  content: AsyncIterable<Uint8Array>,
  onWritten: (bytes: number) => void,
): Promise<number> {
  if (existsSync(path)) throw taken(path);
  const aside = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`);
  const file = await open(aside, 'wx', 0o600).catch((error: unknown) => unusable(path, error));
  let length = 0;
  try {
    for await (const piece of content) {
      await writeAll(file, piece).catch((error: unknown) => unusable(path, error));
      length += piece.length;
      onWritten(length);
    }
    await file.sync().catch((error: unknown) => unusable(path, error));
    await file.close();
    await publish(aside, path);
    await syncFolder(dirname(path));
    return length;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(aside, { force: true });
    throw error;
  }
}

/** Makes names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Refuses a place in the data home, which would be lost together with what it is a backup of. */
export function checkOutside(path: string, home: string): void {
  const within = relative(realpathSync(home), join(realpathOf(dirname(path)), basename(path)));
  if (within === '..' || within.startsWith(`..${sep}`)) return;
  throw new HoldfastError(
    'BACKUP_PLACE_INVALID',
    `${path} lies in the data folder ${home}, and would be lost together with it. Name a file elsewhere.`,
    { path },
  );
}

function realpathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    return unusable(folder, error);
  }
}

/** `FileHandle.write` may write less than it is given. */
async function writeAll(
  file: { write(bytes: Uint8Array, offset: number): Promise<{ bytesWritten: number }> },
  bytes: Uint8Array,
): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

/** A link, unlike a rename, fails when the name is taken. Not every file system has links. */
async function publish(aside: string, path: string): Promise<void> {
  try {
    await link(aside, path);
    await unlink(aside);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || existsSync(path)) throw taken(path);
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') unusable(path, error);
    await rename(aside, path);
  }
}

function taken(path: string): HoldfastError {
  return new HoldfastError(
    'BACKUP_PLACE_INVALID',
    `${path} exists already and is left as it is. Name another file.`,
    { path },
  );
}

/** Errors of open files name no path, and those of the file aside the wrong one. */
function unusable(path: string, error: unknown): never {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : (code ?? String(error));
  throw new HoldfastError('FILE_UNUSABLE', `${path} can’t be written: ${why}.`, { path }, { cause: error });
}
