import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKUP_CHUNK_BYTES, decryptBackup, encryptBackup } from '../src/backup/backup.ts';
import { codeOfAsync, flipBit, freshFolder, kekNamed } from './fixtures.ts';

const kek = kekNamed('one');
const HEADER = 52;
const BOX = BACKUP_CHUNK_BYTES + 16;

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces));
}
const encrypt = (plaintext: Uint8Array) => collect(encryptBackup(kek, [plaintext]));
const decrypt = (backup: Uint8Array) => collect(decryptBackup(kek, [backup]));

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
        const backup = await collect(encryptBackup(kek, cut(plaintext, inSizes)));
        expect(backup.length).toBe(HEADER + bytes + 16 * Math.max(1, Math.ceil(bytes / BACKUP_CHUNK_BYTES)));
        const restored = await collect(decryptBackup(kek, cut(backup, outSizes)));
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
      (source) => encryptBackup(kek, source),
      createWriteStream(backup!),
    );
    await pipeline(
      createReadStream(backup!),
      (source) => decryptBackup(kek, source),
      createWriteStream(restored!),
    );
    expect(readFileSync(restored!).equals(content)).toBe(true);
  });

  it('holds neither the KEK nor the content', async () => {
    const content = Buffer.from('this must not be found'.repeat(10));
    const backup = await encrypt(content);
    expect(backup.includes('not be found')).toBe(false);
    expect(backup.includes(kek.key.export())).toBe(false);
  });

  it('is another one each time', async () => {
    const [one, other] = [await encrypt(Buffer.alloc(100)), await encrypt(Buffer.alloc(100))];
    expect(one.subarray(HEADER).equals(other.subarray(HEADER))).toBe(false);
  });

  it('is not restored under another KEK, and says which one it wants', async () => {
    const backup = await encrypt(Buffer.from('x'));
    const other = collect(decryptBackup(kekNamed('two'), [backup]));
    expect(await codeOfAsync(other)).toBe('BACKUP_KEK_OTHER');
    await expect(other).rejects.toThrow(kek.id);
    const sameId = { id: kek.id, key: kekNamed('two').key };
    expect(await codeOfAsync(collect(decryptBackup(sameId, [backup])))).toBe('BACKUP_DAMAGED');
  });

  it('is not restored with any one bit turned over', async () => {
    const backup = await encrypt(Buffer.from('some content'));
    for (let bit = 0; bit < backup.length * 8; bit++) {
      const code = await codeOfAsync(decrypt(flipBit(backup, bit)));
      expect(code).toBe(bit >= 32 && bit < 160 ? 'BACKUP_KEK_OTHER' : 'BACKUP_DAMAGED');
    }
  });

  it('is not restored cut off at any length', async () => {
    const backup = await encrypt(Buffer.from('some content'));
    for (let length = 0; length < backup.length; length++) {
      expect(await codeOfAsync(decrypt(backup.subarray(0, length)))).toBe('BACKUP_DAMAGED');
    }
  });
});

describe('a backup of several chunks', async () => {
  const content = randomBytes(2 * BACKUP_CHUNK_BYTES + 1000);
  const backup = await encrypt(content);
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
      for await (const piece of decryptBackup(kek, [damaged])) given.push(piece);
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
    for await (const piece of encryptBackup(kek, source(content))) if (piece.length !== HEADER) break;
    for await (const _ of decryptBackup(kek, source(backup))) break;
    expect(await codeOfAsync(collect(decryptBackup(kek, source(Buffer.alloc(60)))))).toBe('BACKUP_DAMAGED');
    await expect(collect(encryptBackup(kek, source(content, true)))).rejects.toThrow('the disk is gone');
    await expect(collect(decryptBackup(kek, source(backup, true)))).rejects.toThrow('the disk is gone');
    expect(closed).toBe(5);
  });
});
