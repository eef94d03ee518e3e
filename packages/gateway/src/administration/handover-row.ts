import { createHash, randomBytes } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import type { Field, OwnSecretContext } from '@holdfast/vault';
import type { VirtualKeyRow } from '../keys/row-fields.ts';

/** A hand-over as the database keeps it. */
export interface HandoverRow {
  readonly code_hash: Buffer;
  /** Number of the virtual key's generation. */
  readonly virtual_key: number;
  /** Null once it was opened, or its time was over. */
  readonly sealed_credentials: Buffer | null;
  /** SHA-256 of what was sealed. */
  readonly sealed_hash: Buffer;
  readonly expires_at: Date;
  /** The newest audit entry when it was made. */
  readonly issued_after: string;
  readonly opened_at: Date | null;
  readonly revision: string;
}

/** Whose credentials are handed over. */
type Handed = Pick<VirtualKeyRow, 'id' | 'name' | 'generation'> & { readonly exchange: string };

/**
 * What the MAC of a hand-over covers. Not the sealed credentials but their hash, so that dropping them, which needs no key,
 * leaves a row that is still vouched for.
 */
export function handoverFields(row: HandoverRow, { id, name, generation }: Handed): Field[] {
  return [
    ['code hash', row.code_hash],
    ['virtual key', BigInt(row.virtual_key)],
    ['id', id],
    ['name', name],
    ['generation', BigInt(generation)],
    ['sealed', row.sealed_hash],
    // 'infinity' is no Date; as text it is covered too, and fits no MAC that was ever made.
    ['expires', moment(row.expires_at)],
    ['issued after', BigInt(row.issued_after)],
    ['opened', row.opened_at === null ? null : moment(row.opened_at)],
    ['revision', BigInt(row.revision)],
  ];
}

function moment(value: unknown): bigint | string {
  return value instanceof Date ? BigInt(value.getTime()) : String(value);
}

/** What the credentials of a hand-over are sealed in: each generation of a virtual key has its own. */
export function handoverContext({ exchange, name, generation }: Handed): OwnSecretContext {
  return { purpose: 'virtual-handover', exchange, keyName: name, version: generation, target: 'none' };
}

const CODE_PREFIX = 'hfh_';
/** 192 bits: nobody guesses one, so nobody has to be throttled. */
const RANDOM_CHARACTERS = 32;
const CODE_LENGTH = CODE_PREFIX.length + RANDOM_CHARACTERS;
/** 64 characters, so that each is drawn as often as any other. */
const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 'latin1');

/** A new code, as text in a buffer of its own, never a string: `hfh_` and 32 letters, digits, hyphens and underscores. */
export function newCode(): Buffer {
  const code = Buffer.alloc(CODE_LENGTH);
  code.write(CODE_PREFIX, 'latin1');
  const random = randomBytes(RANDOM_CHARACTERS);
  for (const [i, byte] of random.entries()) code[CODE_PREFIX.length + i] = ALPHABET[byte & 63];
  random.fill(0);
  return code;
}

/**
 * What is kept of a code. It has nothing that a slow hash would protect: it isn't chosen by a person.
 *
 * @returns null for what can't be a code
 */
export function codeHash(code: Buffer): Buffer | null {
  if (code.length !== CODE_LENGTH || code.toString('latin1', 0, CODE_PREFIX.length) !== CODE_PREFIX)
    return null;
  return createHash('sha256').update('holdfast handover v1\0').update(code).digest();
}

/** The secret and the passphrase of a virtual key. */
export interface Credentials {
  readonly secret: Buffer;
  readonly passphrase: Buffer | null;
}

/**
 * Credentials as the bytes that are sealed: 4 bytes length of the secret, the secret, and, where there is a passphrase, a
 * byte 1 and the passphrase.
 */
export function encodeCredentials({ secret, passphrase }: Credentials): Buffer {
  const bytes = Buffer.alloc(4 + secret.length + (passphrase === null ? 0 : 1 + passphrase.length));
  bytes.writeUInt32BE(secret.length);
  secret.copy(bytes, 4);
  if (passphrase !== null) {
    bytes[4 + secret.length] = 1;
    passphrase.copy(bytes, 5 + secret.length);
  }
  return bytes;
}

/** The inverse of {@link encodeCredentials}, in buffers of their own. @throws HoldfastError SECRET_UNREADABLE */
export function decodeCredentials(bytes: Buffer): Credentials {
  const length = bytes.length < 4 ? -1 : bytes.readUInt32BE();
  const end = 4 + length;
  if (length < 0 || end > bytes.length || (end < bytes.length && bytes[end] !== 1)) {
    throw new HoldfastError('SECRET_UNREADABLE', 'The credentials of a hand-over are not in their form.');
  }
  return {
    secret: own(bytes.subarray(4, end)),
    passphrase: end === bytes.length ? null : own(bytes.subarray(end + 1)),
  };
}

/** Never from Node's shared pool: it is zeroed by whoever gets it. */
function own(bytes: Buffer): Buffer {
  const copy = Buffer.alloc(bytes.length);
  copy.set(bytes);
  return copy;
}
