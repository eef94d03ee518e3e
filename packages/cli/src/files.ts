import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HoldfastError } from '@holdfast/errors';
import type { Terminal } from './terminal.ts';

/** A path as the person means it: from where they are. */
export function absolute(path: string, terminal: Terminal): string {
  return resolve(terminal.workingDirectory, path);
}

/** @throws HoldfastError FILE_UNUSABLE when it is not a folder */
export async function existingFolder(path: string, terminal: Terminal): Promise<string> {
  const folder = absolute(path, terminal);
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return folder;
  const why = found === null ? 'does not exist' : 'is a file, not a folder';
  throw new HoldfastError('FILE_UNUSABLE', `${path} ${why}. Name the folder to use.`, { path });
}

/**
 * Writes a whole file or nothing: aside first, safe on disk, then under its name.
 *
 * @param mode of the file; as the system makes files when left out
 */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o666): Promise<void> {
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const file = await open(aside, 'w', mode).catch((error: NodeJS.ErrnoException) => {
    // The name that the person gave, not the one aside.
    error.path = path;
    throw error;
  });
  try {
    await file.writeFile(content);
    await file.sync();
    await file.close();
    await rename(aside, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(aside, { force: true });
    throw error;
  }
}
