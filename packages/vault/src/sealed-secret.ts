import { NONCE_BYTES, TAG_BYTES } from './aes-gcm.ts';
import { isKekId, KEK_ID_BYTES, KEY_BYTES } from './kek.ts';

/** A secret as it is stored: {@link parseSealed} has the layout. */
export type SealedSecret = Buffer;

/** The longest secret that can be sealed: 64 KiB. */
export const MAX_SECRET_BYTES = 64 * 1024;

/** The parts of a sealed secret. */
export interface SealedParts {
  readonly kekId: string;
  readonly wrapNonce: Buffer;
  readonly wrappedKey: Buffer;
  readonly wrapTag: Buffer;
  readonly dataNonce: Buffer;
  readonly dataTag: Buffer;
  readonly ciphertext: Buffer;
}

const MAGIC = Buffer.from('HFS\x01', 'latin1');
const LAYOUT = {
  kekId: MAGIC.length,
  wrapNonce: MAGIC.length + KEK_ID_BYTES,
  wrappedKey: MAGIC.length + KEK_ID_BYTES + NONCE_BYTES,
  wrapTag: MAGIC.length + KEK_ID_BYTES + NONCE_BYTES + KEY_BYTES,
  dataNonce: MAGIC.length + KEK_ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES,
  dataTag: MAGIC.length + KEK_ID_BYTES + 2 * NONCE_BYTES + KEY_BYTES + TAG_BYTES,
  ciphertext: MAGIC.length + KEK_ID_BYTES + 2 * NONCE_BYTES + KEY_BYTES + 2 * TAG_BYTES,
} as const;

/** Bytes that a sealed secret is longer than the secret: 108. */
export const SEALED_OVERHEAD = LAYOUT.ciphertext;

/**
 * Byte offsets: 0 magic `48 46 53` and version `01`, 4 KEK id, 20 nonce of the wrapping, 32 wrapped data key, 64 its
 * tag, 80 nonce of the data, 92 its tag, 108 ciphertext to the end (0 to 65,536 bytes).
 *
 * @returns null for anything else
 */
export function parseSealed(sealed: Uint8Array): SealedParts | null {
  if (!(sealed instanceof Uint8Array)) return null;
  if (sealed.length < SEALED_OVERHEAD || sealed.length > SEALED_OVERHEAD + MAX_SECRET_BYTES) return null;
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  return {
    kekId: bytes.toString('hex', LAYOUT.kekId, LAYOUT.wrapNonce),
    wrapNonce: bytes.subarray(LAYOUT.wrapNonce, LAYOUT.wrappedKey),
    wrappedKey: bytes.subarray(LAYOUT.wrappedKey, LAYOUT.wrapTag),
    wrapTag: bytes.subarray(LAYOUT.wrapTag, LAYOUT.dataNonce),
    dataNonce: bytes.subarray(LAYOUT.dataNonce, LAYOUT.dataTag),
    dataTag: bytes.subarray(LAYOUT.dataTag, LAYOUT.ciphertext),
    ciphertext: bytes.subarray(LAYOUT.ciphertext),
  };
}

/** The inverse of {@link parseSealed}. */
export function serializeSealed(parts: SealedParts): SealedSecret {
  if (!isKekId(parts.kekId)) throw new TypeError('a KEK id is 32 hex digits');
  return Buffer.concat([
    MAGIC,
    Buffer.from(parts.kekId, 'hex'),
    parts.wrapNonce,
    parts.wrappedKey,
    parts.wrapTag,
    parts.dataNonce,
    parts.dataTag,
    parts.ciphertext,
  ]);
}
