import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { badCredentials } from './store-errors.ts';

const MOST_BYTES = 64 * 1024;

/**
 * Reads a file with a credential for a store. It must be a plain file of ours or root's that no one else may write and that
 * is closed to others; a group may read it, as systemd's credentials and Vault Agent's sinks have it.
 *
 * @param options.published the file is handed out by Kubernetes: a link, readable by all in the container
 * @returns the bytes, which the caller zeroes
 * @throws HoldfastError KEY_STORE_CREDENTIALS
 */
export function readSecretFile(path: string, options: { readonly published?: true } = {}): Buffer {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (options.published ? 0 : constants.O_NOFOLLOW);
  let descriptor: number;
  try {
    descriptor = openSync(path, flags);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw badCredentials(`${path} ${code === 'ELOOP' ? 'is a link' : `can’t be opened (${code})`}`);
  }
  const bytes = Buffer.alloc(MOST_BYTES + 1);
  try {
    const { uid, mode } = fstatSync(descriptor);
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw badCredentials(`${path} is no plain file`);
    if (!options.published) {
      if (uid !== 0 && uid !== process.getuid?.()) throw badCredentials(`${path} belongs to another user`);
      if ((mode & 0o027) !== 0)
        throw badCredentials(`${path} can be read by others or written by a group (chmod 600 it)`);
    }
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > MOST_BYTES) throw badCredentials(`${path} is longer than 64 KiB`);
    return copyOf(bytes.subarray(0, length));
  } finally {
    bytes.fill(0);
    closeSync(descriptor);
  }
}

/**
 * Reads a file that holds one credential, with or without a line end behind it.
 *
 * @throws HoldfastError KEY_STORE_CREDENTIALS, also when it has blanks or characters that no credential has
 */
export function readCredentialFile(path: string, options: { readonly published?: true } = {}): Buffer {
  const bytes = readSecretFile(path, options);
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  const credential = bytes.subarray(0, end);
  if (isCredential(credential)) return credential;
  bytes.fill(0);
  throw badCredentials(`${path} holds no credential: one line of printable characters without blanks`);
}

/** Whether it can go into a header and into JSON as it is. */
export function isCredential(bytes: Uint8Array): boolean {
  return (
    bytes.length > 0 &&
    bytes.length <= 16 * 1024 &&
    bytes.every((byte) => byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c)
  );
}

/** Never from Node's shared pool. */
export function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.alloc(bytes.length);
  copy.set(bytes);
  return copy;
}
