import { hkdfSync, type KeyObject } from 'node:crypto';
import { KEY_BYTES, type Kek, secretKey } from './kek.ts';

/** What a key derived from the KEK is for; no two purposes share a key. */
export type SubkeyPurpose =
  /** Wraps the data keys of secrets. */
  | 'secret wrapping'
  /** MACs of database rows. */
  | 'row mac'
  /** Check value of the vault file. */
  | 'kek check'
  /** Fingerprints that tell whether the same secret was added before, without revealing it. */
  | 'secret fingerprint';

/** A KEK lives as long as the vault is unsealed, and its subkeys are asked for at every request. */
const derived = new WeakMap<Kek, Map<SubkeyPurpose, KeyObject>>();

/**
 * A 256-bit key for one purpose: HKDF-SHA-256 (RFC 5869) of the KEK, salt the KEK id, info `holdfast subkey v1 ` and
 * the purpose.
 *
 * @example
 * createHmac('sha256', deriveSubkey(kek, 'secret fingerprint')).update(secret).digest();
 */
export function deriveSubkey(kek: Kek, purpose: SubkeyPurpose): KeyObject {
  let keys = derived.get(kek);
  if (keys === undefined) {
    keys = new Map();
    derived.set(kek, keys);
  }
  let key = keys.get(purpose);
  if (key === undefined) {
    const info = Buffer.from(`holdfast subkey v1 ${purpose}`, 'ascii');
    key = secretKey(Buffer.from(hkdfSync('sha256', kek.key, Buffer.from(kek.id, 'hex'), info, KEY_BYTES)));
    keys.set(purpose, key);
  }
  return key;
}
