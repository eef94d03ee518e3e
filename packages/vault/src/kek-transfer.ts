import { HoldfastError } from '@holdfast/errors';
import { KEK_ID_BYTES, KEY_BYTES, type Kek, secretKey } from './kek.ts';

const MAGIC = Buffer.from('HFK\x01', 'latin1');

/** Length of an exported KEK in bytes; whoever reads one from a pipe reads exactly as many. */
export const EXPORTED_KEK_BYTES = MAGIC.length + KEK_ID_BYTES + KEY_BYTES;

/**
 * The KEK as bytes, for the pipe between the launcher, which asks the provider, and the gateway's process. Nothing
 * else may hold them: the caller zeroes the buffer as soon as it is written.
 *
 * `48 46 4b 01`, 16 bytes KEK id, 32 bytes key.
 */
export function exportKek(kek: Kek): Buffer {
  const key = kek.key.export();
  try {
    return Buffer.concat([MAGIC, Buffer.from(kek.id, 'hex'), key]);
  } finally {
    key.fill(0);
  }
}

/**
 * The KEK that {@link exportKek} wrote. Zeroes `bytes`, also when it refuses them.
 *
 * @throws HoldfastError KEK_INVALID
 */
export function importKek(bytes: Buffer): Kek {
  try {
    if (bytes.length !== EXPORTED_KEK_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw new HoldfastError(
        'KEK_INVALID',
        'What came through the pipe is not a key-encryption key. Start the gateway with "holdfast gateway".',
      );
    }
    const id = bytes.toString('hex', MAGIC.length, MAGIC.length + KEK_ID_BYTES);
    return { id, key: secretKey(bytes.subarray(MAGIC.length + KEK_ID_BYTES)) };
  } finally {
    bytes.fill(0);
  }
}
