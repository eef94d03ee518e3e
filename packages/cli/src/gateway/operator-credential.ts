import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { HoldfastError } from '@holdfast/errors';
import type { Composed } from '@holdfast/gateway';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import type { SecretInput } from './secret-input.ts';

/** How an operator says who they are. */
export interface CredentialOptions {
  /** Their name; may be left out where there is one operator. */
  readonly operator?: string;
  /** File with the private key of an operator who has one; else `HOLDFAST_OPERATOR_FILE`; else a passphrase. */
  readonly operatorKeyFile?: string;
}

const MOST_BYTES = 8192;

/**
 * What proves who the operator is: their key, or their passphrase, asked for with a hidden prompt or read as the next
 * line of standard input.
 *
 * @throws HoldfastError OPERATOR_KEY_UNUSABLE, PROMPT_UNAVAILABLE, SECRET_INPUT_INVALID
 */
export async function credentialOf(
  { operator, operatorKeyFile }: CredentialOptions,
  terminal: Terminal,
  input: SecretInput,
): Promise<NonNullable<Composed['operator']>> {
  const name = operator ?? null;
  const file = operatorKeyFile ?? terminal.environment.HOLDFAST_OPERATOR_FILE;
  if (file !== undefined) {
    const key = readPrivateKey(absolute(file, terminal));
    return { name, sign: (bytes) => sign(null, bytes, key) };
  }
  const whose = name === null ? 'the operator' : `operator "${name}"`;
  return { name, passphrase: await input.passphrase(`Passphrase of ${whose}: `) };
}

/** Reads an Ed25519 private key that nobody else can read. */
function readPrivateKey(path: string): KeyObject {
  const bytes = Buffer.alloc(MOST_BYTES);
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw unusable(path, 'is no plain file');
    if (stats.uid !== process.getuid?.()) throw unusable(path, 'belongs to another user');
    if ((stats.mode & 0o077) !== 0) throw unusable(path, 'can be read or written by others (chmod 600 it)');
    const length = readSync(descriptor, bytes, 0, bytes.length, null);
    return ed25519(path, bytes.subarray(0, length));
  } finally {
    bytes.fill(0);
    closeSync(descriptor);
  }
}

function ed25519(path: string, pem: Buffer): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    // Said below, without the parser's words, which may quote it.
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw unusable(path, 'holds no Ed25519 private key in PEM (openssl genpkey -algorithm ed25519)');
}

function unusable(path: string, why: string): HoldfastError {
  return new HoldfastError('OPERATOR_KEY_UNUSABLE', `The operator’s key file ${path} ${why}.`, { path });
}
