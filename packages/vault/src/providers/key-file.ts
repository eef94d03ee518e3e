import { type KeyObject, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import { KEY_BYTES, secretKey } from '../kek.ts';
import type { KekProvider } from '../kek-provider.ts';

/**
 * The key is in a file of 32 random bytes, which must be the user's alone and outside the data folder: who copies the
 * data folder, or its backup, must not have the key with it.
 *
 * @param options.path of the file; when the vault is opened and this is left out, the path in the vault file
 * @param options.home the data folder
 *
 * @example
 * keyFileProvider({ path: '/etc/holdfast/kek', home });
 */
export function keyFileProvider(options: { readonly path?: string; readonly home: string }): KekProvider {
  return {
    kind: 'file',
    async create() {
      if (options.path === undefined) {
        throw new HoldfastError('KEY_FILE_UNUSABLE', 'Say where the key file is to be made: set vault.file.');
      }
      const path = resolve(options.path);
      return { parameters: { kind: 'file', path }, material: createKeyFile(path, options.home) };
    },
    async open(parameters) {
      const path = options.path ?? (parameters.kind === 'file' ? parameters.path : '');
      return readKeyFile(resolve(path), options.home);
    },
  };
}

function createKeyFile(path: string, home: string): KeyObject {
  return asUnusable(path, () => {
    checkPlace(path, home);
    const descriptor = openNew(path);
    const bytes = randomBytes(KEY_BYTES);
    try {
      // An unusual umask may have taken away more than others' access.
      fchmodSync(descriptor, 0o600);
      for (let written = 0; written < KEY_BYTES; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
      syncFolder(dirname(path));
      return secretKey(bytes);
    } catch (cause) {
      unlinkSync(path);
      throw cause;
    } finally {
      bytes.fill(0);
      closeSync(descriptor);
    }
  });
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new HoldfastError(
      'KEY_FILE_EXISTS',
      `${path} exists already. Name another file; remove this one only if you are sure that no vault and no backup needs it.`,
      { path },
    );
  }
}

function readKeyFile(path: string, home: string): KeyObject {
  return asUnusable(path, () => {
    checkPlace(path, home);
    const descriptor = openPlain(path);
    const bytes = Buffer.alloc(KEY_BYTES + 1);
    try {
      checkFile(path, fstatSync(descriptor));
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read) {
        read = readSync(descriptor, bytes, length, bytes.length - length, null);
      }
      if (length !== KEY_BYTES) throw unsafe(path, `does not have ${KEY_BYTES} bytes`);
      return secretKey(bytes.subarray(0, KEY_BYTES));
    } finally {
      bytes.fill(0);
      closeSync(descriptor);
    }
  });
}

/** Neither follows a link nor waits for the writer of a named pipe. */
function openPlain(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ELOOP') throw unsafe(path, 'is a link');
    throw cause;
  }
}

function checkFile(path: string, stats: Stats): void {
  if (!stats.isFile()) throw unsafe(path, 'is no plain file');
  if (stats.uid !== process.getuid?.()) throw unsafe(path, 'belongs to another user');
  if ((stats.mode & 0o077) !== 0) throw unsafe(path, 'can be read or written by others (chmod 600 it)');
  if (stats.nlink !== 1) throw unsafe(path, 'has a second name somewhere (a hard link)');
}

/**
 * Refuses a place inside the data folder, under whatever name: folders are compared by what they are, so that links,
 * bind mounts and file systems that ignore case make no difference. Refuses also a folder in which others may swap
 * the file.
 */
function checkPlace(path: string, home: string): void {
  const lexical = resolve(home);
  if (`${path}${sep}`.startsWith(`${lexical}${sep}`)) throw inside(path, home);
  const homeStats = statSync(lexical, { throwIfNoEntry: false });
  let folder = realpathSync(dirname(path));
  const { mode, uid } = statSync(folder);
  if ((mode & 0o022) !== 0 && (mode & 0o1000) === 0)
    throw unsafe(path, 'is in a folder that others can write to');
  if (uid !== process.getuid?.() && uid !== 0)
    throw unsafe(path, 'is in a folder that belongs to another user');
  for (;;) {
    const stats = statSync(folder);
    if (stats.dev === homeStats?.dev && stats.ino === homeStats.ino) throw inside(path, home);
    const parent = dirname(folder);
    if (parent === folder) return;
    folder = parent;
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function inside(path: string, home: string): HoldfastError {
  return unsafe(path, `lies inside the data folder ${home}, and would be copied with what it opens`);
}

function unsafe(path: string, why: string): HoldfastError {
  return new HoldfastError('KEY_FILE_UNSAFE', `The key file ${path} ${why}, so it is not used.`, { path });
}

function asUnusable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (isHoldfastError(cause) || !(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new HoldfastError(
      'KEY_FILE_UNUSABLE',
      `The key file ${path} can't be used: ${cause.message}. Check vault.file.`,
      { path },
      { cause },
    );
  }
}
