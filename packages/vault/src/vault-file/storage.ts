import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import { parseVaultFile, serializeVaultFile, type VaultFile } from './vault-file.ts';

/** Points at which a crash must leave a vault that opens; tests end the process at each of them. */
export type WriteStep =
  | 'before'
  | 'temporary opened'
  | 'temporary written'
  | 'temporary synced'
  | 'published'
  | 'folder synced'
  | 'cleaned';

export type OnWriteStep = (step: WriteStep) => void;

const FILE = 'vault.json';
const TEMPORARY = /^vault\.json\.[0-9a-f]{16}\.tmp$/;
const MAX_BYTES = 64 * 1024;

/** The folder of the vault file in a data folder. */
export function vaultFolder(home: string): string {
  return join(home, 'vault');
}

/**
 * Reads `vault.json` of a data folder.
 *
 * @throws HoldfastError VAULT_MISSING, VAULT_FILE_UNSAFE when it or its folder is a link, isn't ours or is open to
 *   others, VAULT_FILE_INVALID, VAULT_UNUSABLE
 *
 * @example
 * readVault('/home/ada/.local/share/holdfast').current.provider.kind; // 'passphrase'
 */
export function readVault(home: string): VaultFile {
  return asUnusable(() => {
    const folder = vaultFolder(home);
    const path = join(folder, FILE);
    let descriptor: number;
    try {
      checkPrivate(folder, lstatSync(folder), 'folder');
      descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (cause) {
      if (isSystemError(cause, 'ENOENT')) throw missing(home);
      if (isSystemError(cause, 'ELOOP')) throw unsafe(path, 'is a link');
      throw cause;
    }
    try {
      checkPrivate(path, fstatSync(descriptor), 'file');
      return parseVaultFile(readBounded(descriptor));
    } finally {
      closeSync(descriptor);
    }
  });
}

/**
 * Writes `vault.json`: aside, to the disk, then into place in one step. Other writers must be kept out by the caller.
 *
 * @param mode `create` refuses to replace a file, `replace` refuses to make one
 * @throws HoldfastError VAULT_EXISTS, VAULT_MISSING, VAULT_FILE_UNSAFE, VAULT_UNUSABLE
 */
export function writeVault(
  home: string,
  vault: VaultFile,
  mode: 'create' | 'replace',
  onStep: OnWriteStep,
): void {
  asUnusable(() => {
    const folder = vaultFolder(home);
    const path = join(folder, FILE);
    onStep('before');
    if (mode === 'create') makeFolder(home);
    else readVault(home);
    checkPrivate(folder, lstatSync(folder), 'folder');
    const temporary = join(folder, `${FILE}.${randomBytes(8).toString('hex')}.tmp`);
    writeTemporary(temporary, serializeVaultFile(vault), onStep);
    publish(temporary, path, mode);
    onStep('published');
    syncFolder(folder);
    onStep('folder synced');
    for (const name of readdirSync(folder))
      if (TEMPORARY.test(name)) rmSync(join(folder, name), { force: true });
    onStep('cleaned');
  });
}

function writeTemporary(path: string, text: string, onStep: OnWriteStep): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    // An unusual umask may have taken away more than others' access.
    fchmodSync(descriptor, 0o600);
    onStep('temporary opened');
    const bytes = Buffer.from(text, 'utf8');
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    onStep('temporary written');
    fsyncSync(descriptor);
    onStep('temporary synced');
  } finally {
    closeSync(descriptor);
  }
}

/** A link, unlike a rename, fails when the name is taken. */
function publish(temporary: string, path: string, mode: 'create' | 'replace'): void {
  if (mode === 'replace') {
    renameSync(temporary, path);
    return;
  }
  try {
    linkSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw isSystemError(cause, 'EEXIST') ? vaultExists(path) : cause;
  }
}

function makeFolder(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  try {
    mkdirSync(vaultFolder(home), { mode: 0o700 });
  } catch (cause) {
    if (!isSystemError(cause, 'EEXIST')) throw cause;
  }
  syncFolder(home);
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function checkPrivate(path: string, stats: Stats, kind: 'file' | 'folder'): void {
  if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) throw unsafe(path, `is no plain ${kind}`);
  if (stats.uid !== process.getuid?.()) throw unsafe(path, 'belongs to another user');
  if ((stats.mode & 0o077) !== 0) throw unsafe(path, 'can be read or written by others');
}

function readBounded(descriptor: number): string {
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read) {
    read = readSync(descriptor, bytes, length, bytes.length - length, null);
  }
  if (length > MAX_BYTES) {
    throw new HoldfastError(
      'VAULT_FILE_INVALID',
      'The vault file is longer than 64 KiB. Restore it from your copy.',
    );
  }
  return bytes.toString('utf8', 0, length);
}

/** A vault that exists is never overwritten. */
export function vaultExists(path: string): HoldfastError {
  return new HoldfastError(
    'VAULT_EXISTS',
    `There is a vault at ${path} already. It is left as it is: without it nothing that was sealed can be opened. To change its key, use "holdfast vault rekey".`,
    { path },
  );
}

function missing(home: string): HoldfastError {
  return new HoldfastError(
    'VAULT_MISSING',
    `There is no vault in ${home}. Make one with "holdfast vault init".`,
    {
      home,
    },
  );
}

function unsafe(path: string, why: string): HoldfastError {
  return new HoldfastError(
    'VAULT_FILE_UNSAFE',
    `${path} ${why}, so it is not used. It must be yours alone: check who changed it, then chmod 700 the folder and 600 the file.`,
    { path },
  );
}

function asUnusable<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (isHoldfastError(cause) || !(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new HoldfastError(
      'VAULT_UNUSABLE',
      `The vault file can't be read or written: ${cause.message}. Mend the permissions, or free space.`,
      {},
      { cause },
    );
  }
}

function isSystemError(cause: unknown, code: string): boolean {
  return cause instanceof Error && (cause as NodeJS.ErrnoException).code === code;
}
