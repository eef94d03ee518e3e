import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** AES-256-GCM (NIST SP 800-38D): ciphertext of the plaintext's length, and a tag of 128 bits. */
export function gcmSeal(
  key: KeyObject,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  associated: Uint8Array,
): { readonly ciphertext: Buffer; readonly tag: Buffer } {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return { ciphertext, tag: cipher.getAuthTag() };
}

/** The plaintext, for the caller to zero; null, with nothing left in memory, when anything was changed. */
export function gcmOpen(
  key: KeyObject,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
  tag: Uint8Array,
  associated: Uint8Array,
): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(tag);
  const plaintext = decipher.update(ciphertext);
  try {
    decipher.final();
    return plaintext;
  } catch {
    // Node gives out the plaintext before it has checked the tag.
    plaintext.fill(0);
    return null;
  }
}
