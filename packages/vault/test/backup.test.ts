import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKUP_CHUNK_BYTES, decryptBackup, encryptBackup } from '../src/backup/backup.ts';
import { type BackupKey, newBackupKey } from '../src/backup/backup-key.ts';
import { codeOfAsync, flipBit, freshFolder } from './fixtures.ts';

const PASSPHRASE = 'correct horse battery';
/** The cheapest that is accepted. */
const COST = { memoryKib: 19 * 1024, passes: 1, parallelism: 1 };
const newKey = () => newBackupKey(Buffer.from(PASSPHRASE), COST);
const key = await newKey();
const HEADER = 58;
const BOX = BACKUP_CHUNK_BYTES + 16;

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces));
}
const encrypt = async (plaintext: Uint8Array) => collect(encryptBackup(await newKey(), [plaintext]));
const open = (backup: Uint8Array, passphrase = PASSPHRASE) =>
  collect(decryptBackup(Buffer.from(passphrase), [backup]));
/** As `open`, with the key that the passphrase gives. */
const keyOf = async (backup: Uint8Array): Promise<BackupKey> => {
  let found: BackupKey | null = null;
  await collect(
    decryptBackup(Buffer.from(PASSPHRASE), [backup], (opened) => {
      found = opened;
    }),
  );
  return found!;
};

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe('a backup', () => {
  it('gives back what went in, however both are cut into pieces', async () => {
    const length = fc.oneof(
      fc.constantFrom(
        0,
        1,
        BACKUP_CHUNK_BYTES - 1,
        BACKUP_CHUNK_BYTES,
        BACKUP_CHUNK_BYTES + 1,
        2 * BACKUP_CHUNK_BYTES,
      ),
      fc.integer({ min: 0, max: 3 * BACKUP_CHUNK_BYTES }),
    );
    // An empty piece now and then, which streams may give too; never only empty ones.
    const sizes = fc
      .array(fc.oneof(fc.constant(0), fc.integer({ min: 500, max: 200_000 })), { minLength: 1, maxLength: 5 })
      .filter((all) => all.some((size) => size > 0));
    await fc.assert(
      fc.asyncProperty(length, sizes, sizes, async (bytes, inSizes, outSizes) => {
        const plaintext = randomBytes(bytes);
        const backup = await collect(encryptBackup(key, cut(plaintext, inSizes)));
        expect(backup.length).toBe(HEADER + bytes + 16 * Math.max(1, Math.ceil(bytes / BACKUP_CHUNK_BYTES)));
        const restored = await collect(decryptBackup(key, cut(backup, outSizes)));
        expect(restored.equals(plaintext)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('streams from file to file', async () => {
    const folder = freshFolder();
    const [plain, backup, restored] = ['plain', 'backup', 'restored'].map((name) => join(folder, name));
    const content = randomBytes(5_000_000);
    writeFileSync(plain!, content);
    await pipeline(
      createReadStream(plain!),
      (source) => encryptBackup(key, source),
      createWriteStream(backup!),
    );
    await pipeline(
      createReadStream(backup!),
      (source) => decryptBackup(key, source),
      createWriteStream(restored!),
    );
    expect(readFileSync(restored!).equals(content)).toBe(true);
  });

  it('holds neither the passphrase nor its key nor the content', async () => {
    const backup = await collect(encryptBackup(key, [Buffer.from('this must not be found'.repeat(10))]));
    expect(backup.includes('not be found')).toBe(false);
    expect(backup.includes(PASSPHRASE)).toBe(false);
    expect(backup.includes(key.key.export())).toBe(false);
  });

  it('is another one each time, under another key', async () => {
    const [one, other] = [await encrypt(Buffer.alloc(100)), await encrypt(Buffer.alloc(100))];
    expect(one.subarray(HEADER).equals(other.subarray(HEADER))).toBe(false);
    expect((await keyOf(one)).key.equals((await keyOf(other)).key)).toBe(false);
  });

  it('opens with its passphrase, which is zeroed', async () => {
    const passphrase = Buffer.from(PASSPHRASE);
    const restored = await collect(decryptBackup(passphrase, [await encrypt(Buffer.from('x'))]));
    expect(restored.toString()).toBe('x');
    expect(passphrase.every((byte) => byte === 0)).toBe(true);
  });

  it.each(['correct horse batterz', 'correct horse', ' correct horse battery', 'Correct horse battery'])(
    'does not open with "%s"',
    async (passphrase) => {
      const backup = await encrypt(Buffer.from('x'));
      expect(await codeOfAsync(open(backup, passphrase))).toBe('BACKUP_PASSPHRASE_WRONG');
    },
  );

  it('does not open with the key of another backup', async () => {
    const backup = await encrypt(Buffer.from('x'));
    expect(await codeOfAsync(collect(decryptBackup(key, [backup])))).toBe('BACKUP_DAMAGED');
  });

  it('refuses parameters that would use up the memory of the machine', async () => {
    const backup = await encrypt(Buffer.from('x'));
    backup.writeUInt32BE(0xffff_ffff, 4);
    expect(await codeOfAsync(open(backup))).toBe('BACKUP_DAMAGED');
  });

  it('is not restored with any one bit turned over after its header', async () => {
    const backup = await collect(encryptBackup(key, [Buffer.from('some content')]));
    for (let bit = HEADER * 8; bit < backup.length * 8; bit++) {
      const changed = flipBit(backup, bit);
      expect(await codeOfAsync(collect(decryptBackup(key, [changed])))).toBe('BACKUP_DAMAGED');
    }
  });

  it('does not open with any byte of its header changed', async () => {
    const backup = await collect(encryptBackup(key, [Buffer.from('some content')]));
    const codes = new Set<string>();
    // One bit of each byte, where Argon2id has to run; the lowest, so that its cost stays small.
    for (let byte = 0; byte < HEADER; byte++) codes.add(await codeOfAsync(open(flipBit(backup, byte * 8))));
    expect(codes).toEqual(new Set(['BACKUP_DAMAGED', 'BACKUP_PASSPHRASE_WRONG']));
  });

  it('is not restored cut off at any length', async () => {
    const backup = await collect(encryptBackup(key, [Buffer.from('some content')]));
    for (let length = 0; length < backup.length; length++) {
      const cutOff = backup.subarray(0, length);
      expect(await codeOfAsync(collect(decryptBackup(key, [cutOff])))).toBe('BACKUP_DAMAGED');
    }
  });
});

describe('a backup of several chunks', async () => {
  const content = randomBytes(2 * BACKUP_CHUNK_BYTES + 1000);
  const backup = await collect(encryptBackup(key, [content]));
  const decrypt = (bytes: Uint8Array) => collect(decryptBackup(key, [bytes]));
  const header = backup.subarray(0, HEADER);
  const chunks = [0, 1, 2].map((n) => backup.subarray(HEADER + n * BOX, HEADER + (n + 1) * BOX));
  const [first, second, last] = chunks as [Buffer, Buffer, Buffer];
  const other = await encrypt(content);

  it.each<[string, Buffer[]]>([
    ['the last chunk missing', [header, first, second]],
    ['a chunk missing in the middle', [header, first, last]],
    ['the first chunk missing', [header, second, last]],
    ['two chunks swapped', [header, second, first, last]],
    ['a chunk twice', [header, first, first, second, last]],
    ['the last chunk twice', [header, first, second, last, last]],
    ['the same backup behind it', [backup, backup]],
    ['its chunks behind it', [backup, first, second, last]],
    ['a byte behind it', [backup, Buffer.alloc(1)]],
    ['an empty chunk behind it', [header, first, second, Buffer.alloc(16)]],
    [
      'a chunk of another backup of the same content',
      [header, first, other.subarray(HEADER + BOX, HEADER + 2 * BOX), last],
    ],
    ['the header of another backup of the same content', [other.subarray(0, HEADER), first, second, last]],
    ['only its header', [header]],
    ['nothing', []],
  ])('is not restored with %s', async (_, parts) => {
    expect(await codeOfAsync(decrypt(Buffer.concat(parts)))).toBe('BACKUP_DAMAGED');
  });

  it('is restored when whole, so that the cases above test something', async () => {
    expect((await decrypt(Buffer.concat([header, first, second, last]))).equals(content)).toBe(true);
  });

  it('gives out no unverified byte', async () => {
    const given: Buffer[] = [];
    const damaged = Buffer.concat([header, first, flipBit(second, 77), last]);
    const reading = (async () => {
      for await (const piece of decryptBackup(key, [damaged])) given.push(piece);
    })();
    expect(await codeOfAsync(reading)).toBe('BACKUP_DAMAGED');
    expect(Buffer.concat(given).equals(content.subarray(0, BACKUP_CHUNK_BYTES))).toBe(true);
  });

  it('closes its source, whoever ends first', async () => {
    let closed = 0;
    function* source(bytes: Buffer, fails = false) {
      try {
        yield bytes;
        if (fails) throw new Error('the disk is gone');
        yield bytes;
      } finally {
        closed++;
      }
    }
    for await (const piece of encryptBackup(key, source(content))) if (piece.length !== HEADER) break;
    for await (const _ of decryptBackup(key, source(backup))) break;
    expect(await codeOfAsync(collect(decryptBackup(key, source(Buffer.alloc(60)))))).toBe('BACKUP_DAMAGED');
    await expect(collect(encryptBackup(key, source(content, true)))).rejects.toThrow('the disk is gone');
    await expect(collect(decryptBackup(key, source(backup, true)))).rejects.toThrow('the disk is gone');
    expect(closed).toBe(5);
  });
});
