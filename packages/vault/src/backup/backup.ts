import { gcmOpen, gcmSeal, NONCE_BYTES, TAG_BYTES } from '../aes-gcm.ts';
import { BACKUP_HEADER_BYTES, type BackupKey, backupKeyOf, damagedBackup } from './backup-key.ts';
import { ByteReader, type ByteSource } from './byte-reader.ts';

/*
 * Layout: the header (see backup-key.ts); then chunks of 65,536 bytes of plaintext (the last has 0 to 65,536, and 0 only
 * when it is the only one), each followed by its 16-byte tag.
 *
 * The nonce of a chunk is its number from 0 (11 bytes, big-endian) and a byte that is 1 for the last chunk, the STREAM
 * construction (Hoang, Reyhanitabar, Rogaway and Vizár 2015, https://eprint.iacr.org/2015/189): a chunk that is left
 * out, repeated, moved or appended, and a missing end, all fail to open. The associated data is the header. The key
 * is the salt's own, so that nonces never repeat between files.
 */

/** Plaintext bytes in a chunk. */
export const BACKUP_CHUNK_BYTES = 64 * 1024;

/**
 * Encrypts a stream of any length. Holds one chunk in memory.
 *
 * @example
 * const key = await newBackupKey(passphrase);
 * await pipeline(createReadStream(dump), (source) => encryptBackup(key, source), createWriteStream(file));
 */
export async function* encryptBackup(
  { key, header }: BackupKey,
  source: ByteSource,
): AsyncGenerator<Buffer, void, undefined> {
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
 * @param key the passphrase, which is zeroed, or the key that an earlier reading gave to `onKey`
 * @param onKey is told the key, for reading the same backup once more
 * @throws HoldfastError BACKUP_PASSPHRASE_WRONG, BACKUP_DAMAGED for everything else
 *
 * @example
 * await pipeline(createReadStream(file), (source) => decryptBackup(passphrase, source), createWriteStream(staged));
 */
export async function* decryptBackup(
  key: Buffer | BackupKey,
  source: ByteSource,
  onKey?: (key: BackupKey) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(source);
  try {
    const header = await reader.read(BACKUP_HEADER_BYTES);
    const opened = Buffer.isBuffer(key) ? await backupKeyOf(key, header) : key;
    if (!opened.header.equals(header)) throw damagedBackup();
    onKey?.(opened);
    for (let number = 0, last = false; !last; number++) {
      const box = await reader.read(BACKUP_CHUNK_BYTES + TAG_BYTES);
      last = await reader.atEnd();
      const size = box.length - TAG_BYTES;
      if (size < 0) throw damagedBackup();
      const nonce = chunkNonce(number, last);
      const plaintext = gcmOpen(opened.key, nonce, box.subarray(0, size), box.subarray(size), header);
      if (plaintext === null) throw damagedBackup();
      yield plaintext;
    }
  } finally {
    await reader.close();
  }
}

function chunkNonce(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(number), NONCE_BYTES - 9);
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}
