import { hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { gcmOpen, gcmSeal, NONCE_BYTES, TAG_BYTES } from '../aes-gcm.ts';
import { KEK_ID_BYTES, KEY_BYTES, type Kek, secretKey } from '../kek.ts';
import { deriveSubkey } from '../subkey.ts';
import { ByteReader, type ByteSource } from './byte-reader.ts';

/*
 * Layout: header `48 46 42 01`, 16 bytes KEK id, 32 bytes salt; then chunks of 65,536 bytes of plaintext (the last has
 * 0 to 65,536, and 0 only when it is the only one), each followed by its 16-byte tag.
 *
 * The nonce of a chunk is its number from 0 (11 bytes, big-endian) and a byte that is 1 for the last chunk, the STREAM
 * construction (Hoang, Reyhanitabar, Rogaway and Vizár 2015, https://eprint.iacr.org/2015/189): a chunk that is left
 * out, repeated, moved or appended, and a missing end, all fail to open. The associated data is the header. The key
 * is the salt's own, so that nonces never repeat between files.
 */

const MAGIC = Buffer.from('HFB\x01', 'latin1');
const SALT_BYTES = 32;
const HEADER_BYTES = MAGIC.length + KEK_ID_BYTES + SALT_BYTES;

/** Plaintext bytes in a chunk. */
export const BACKUP_CHUNK_BYTES = 64 * 1024;

/**
 * Encrypts a stream of any length under the KEK, which is not in the result: a backup is worth nothing without it.
 *
 * @example
 * await pipeline(createReadStream(dump), (source) => encryptBackup(kek, source), createWriteStream(file));
 */
export async function* encryptBackup(kek: Kek, source: ByteSource): AsyncGenerator<Buffer, void, undefined> {
  const salt = randomBytes(SALT_BYTES);
  const header = Buffer.concat([MAGIC, Buffer.from(kek.id, 'hex'), salt]);
  const key = backupKey(kek, salt);
  const reader = new ByteReader(source);
  try {
    yield header;
    for (let number = 0, last = false; !last; number++) {
      const plaintext = await reader.read(BACKUP_CHUNK_BYTES);
      last = await reader.atEnd();
      const { ciphertext, tag } = gcmSeal(key, chunkNonce(number, last), plaintext, header);
      plaintext.fill(0);
      yield ciphertext;
      yield tag;
    }
  } finally {
    await reader.close();
  }
}

/**
 * Decrypts what {@link encryptBackup} wrote. Every chunk is verified before it is given out, but only when the
 * iteration ends without an error is the backup known to be whole: act on nothing before that.
 *
 * @throws HoldfastError BACKUP_KEK_OTHER when the backup names another KEK, BACKUP_DAMAGED for everything else
 *
 * @example
 * await pipeline(createReadStream(file), (source) => decryptBackup(kek, source), createWriteStream(staged));
 */
export async function* decryptBackup(kek: Kek, source: ByteSource): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(source);
  try {
    const header = await reader.read(HEADER_BYTES);
    const key = backupKey(kek, saltOf(header, kek));
    for (let number = 0, last = false; !last; number++) {
      const box = await reader.read(BACKUP_CHUNK_BYTES + TAG_BYTES);
      last = await reader.atEnd();
      const size = box.length - TAG_BYTES;
      if (size < 0) throw damaged();
      const nonce = chunkNonce(number, last);
      const plaintext = gcmOpen(key, nonce, box.subarray(0, size), box.subarray(size), header);
      if (plaintext === null) throw damaged();
      yield plaintext;
    }
  } finally {
    await reader.close();
  }
}

/** The salt of a header that names the KEK. */
function saltOf(header: Buffer, kek: Kek): Buffer {
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged();
  const kekId = header.toString('hex', MAGIC.length, MAGIC.length + KEK_ID_BYTES);
  if (kekId !== kek.id) {
    throw new HoldfastError(
      'BACKUP_KEK_OTHER',
      `The backup was made under the key ${kekId}, but the vault has ${kek.id}. Use the vault file and the passphrase or key of that time.`,
      { backup: kekId, vault: kek.id },
    );
  }
  return header.subarray(MAGIC.length + KEK_ID_BYTES);
}

function backupKey(kek: Kek, salt: Buffer): KeyObject {
  const info = Buffer.from('holdfast backup v1', 'ascii');
  return secretKey(Buffer.from(hkdfSync('sha256', deriveSubkey(kek, 'backup'), salt, info, KEY_BYTES)));
}

function chunkNonce(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(number), NONCE_BYTES - 9);
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}

function damaged(): HoldfastError {
  return new HoldfastError(
    'BACKUP_DAMAGED',
    'The backup is not whole: it was cut off or changed, or is no backup of Holdfast. Nothing of it may be used; take another copy.',
  );
}
