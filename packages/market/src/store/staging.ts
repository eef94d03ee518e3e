import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { HoldfastError } from '@holdfast/errors';

/** After this a leftover is removed even when its process can't be asked: it may have run on another machine. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * Gives `work` a fresh folder in the data home, on the same file system as the snapshots, so that what is finished
 * there can be renamed into place. The folder is removed afterwards, and so are leftovers of processes that died.
 *
 * @throws HoldfastError DATA_HOME_UNUSABLE, and what `work` throws
 */
export async function withStaging<T>(home: string, work: (folder: string) => Promise<T>): Promise<T> {
  const staging = join(home, 'staging');
  const folder = join(staging, `${hostname()}~${process.pid}~${randomUUID()}`);
  try {
    await mkdir(staging, { recursive: true });
    await removeLeftovers(staging);
    await mkdir(folder);
  } catch (cause) {
    throw unusable(home, cause);
  }
  try {
    return await work(folder);
  } catch (cause) {
    throw isSystemError(cause) ? unusable(home, cause) : cause;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeLeftovers(staging: string): Promise<void> {
  for (const name of await readdir(staging)) {
    if (await isLeftover(staging, name)) await rm(join(staging, name), { recursive: true, force: true });
  }
}

async function isLeftover(staging: string, name: string): Promise<boolean> {
  const [host, pid] = name.split('~');
  if (host === hostname() && /^\d+$/.test(pid ?? '')) return !isAlive(Number(pid));
  try {
    return Date.now() - (await stat(join(staging, name))).mtimeMs > MAX_AGE_MS;
  } catch {
    // Someone else has just removed it.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Forces a file's content, or a folder's entries, onto the disk. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isSystemError(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}

function unusable(home: string, cause: unknown): HoldfastError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HoldfastError(
    'DATA_HOME_UNUSABLE',
    `The data folder ${home} can't be written: ${why}. Free space, mend its permissions, or set HOLDFAST_HOME to another folder.`,
    { home },
    { cause },
  );
}
