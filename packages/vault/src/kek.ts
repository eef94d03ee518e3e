import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';

/** The key-encryption key: the one key under which all others are. */
export interface Kek {
  /** 32 hex digits, random and public; kept in the vault file and in every sealed secret. */
  readonly id: string;
  /** 256 bits. Never used itself: every use has its own subkey. */
  readonly key: KeyObject;
}

export const KEY_BYTES = 32;
export const KEK_ID_BYTES = 16;

/** A fresh id for a KEK, 32 hex digits. */
export function newKekId(): string {
  return randomBytes(KEK_ID_BYTES).toString('hex');
}

export function isKekId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}

/**
 * The KEK that a provider's key material gives under an id: HKDF-SHA-256 (RFC 5869) with the id as salt. The same
 * passphrase or key file therefore gives another KEK in another vault, and after a rekey.
 *
 * @throws HoldfastError KEK_INVALID when the material is not a 256-bit secret key or the id has another form
 */
export function kekFromMaterial(material: KeyObject, id: string): Kek {
  if (!isKekId(id) || material.type !== 'secret' || material.symmetricKeySize !== KEY_BYTES) throw invalid();
  const bytes = Buffer.from(
    hkdfSync('sha256', material, Buffer.from(id, 'hex'), Buffer.from('holdfast kek v1'), KEY_BYTES),
  );
  return { id, key: secretKey(bytes) };
}

/** Makes a secret key of the bytes, and zeroes them. */
export function secretKey(bytes: Buffer): KeyObject {
  try {
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

function invalid(): HoldfastError {
  return new HoldfastError(
    'KEK_INVALID',
    'A key-encryption key is 256 bits and has an id of 32 hex digits. Please report this.',
  );
}
