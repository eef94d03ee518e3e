import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ArchiveHead, ArchivePart } from '../src/backup/archive.ts';
import { checkOutside, writeNewFile } from '../src/backup/new-file.ts';
import { openArchive } from '../src/backup/read-archive.ts';
import { type PartToWrite, writeArchive } from '../src/backup/write-archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-archive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table = { name: 'policies', columns: ['hash'] };
const head: ArchiveHead = {
  format: 1,
  program: '0.1.0',
  database: {
    migrations: [],
    tables: [table],
    sequences: [],
    takenAt: '2026-01-31T03:10:00.000Z',
    auditSize: '0',
  },
};
const VAULT: PartToWrite = { part: { file: 'vault/vault.json' }, bytes: [Buffer.from('{}')] };
const ROWS: PartToWrite = { part: { table }, bytes: [Buffer.from('row 1\n'), Buffer.from('row 2\n')] };

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function frames(parts: readonly PartToWrite[], of = head): Promise<Buffer[]> {
  return Array.fromAsync(writeArchive(of, each(parts)));
}

async function readAll(bytes: readonly Uint8Array[]): Promise<{ part: ArchivePart; content: Buffer }[]> {
  const { parts } = await openArchive(bytes);
  const read: { part: ArchivePart; content: Buffer }[] = [];
  for await (const { part, bytes: content } of parts()) {
    read.push({ part, content: Buffer.concat(await Array.fromAsync(content)) });
  }
  return read;
}

describe('an archive', () => {
  it('gives back its parts, however long they are and however they were cut', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.constantFrom(0, 1_048_576, 1_048_577, 2_500_000), async (small, big) => {
        const bytes = [...small, Buffer.alloc(big, 7)];
        const read = await readAll(await frames([VAULT, { part: { table }, bytes }]));
        expect(read[1].part).toEqual({ table });
        expect(read[1].content.equals(Buffer.concat(bytes))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('that lacks a part, an end or a piece, or has more, is damaged', async () => {
    const good = await frames([VAULT, ROWS]);
    expect(await readAll(good)).toHaveLength(2);
    const bad: readonly Uint8Array[][] = [
      ...good.map((_, i) => good.filter((__, at) => at !== i)),
      ...good.map((frame, i) => good.toSpliced(i, 0, frame)),
      [...good, Buffer.alloc(1)],
      [],
      await frames([VAULT]),
      await frames([ROWS]),
      await frames([VAULT, ROWS, ROWS]),
      await frames([VAULT, { part: { table: { ...table, name: 'other' } }, bytes: [] }, ROWS]),
      await frames([VAULT, { part: { file: '../evil' as 'gateway.yaml' }, bytes: [] }, ROWS]),
    ];
    for (const bytes of bad) await expect(readAll(bytes)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    const whole = Buffer.concat(good);
    for (let length = 0; length < whole.length; length++) {
      await expect(readAll([whole.subarray(0, length)])).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    }
  });

  it('of another form is refused, with the program that wrote it', async () => {
    const newer = { ...head, format: 2, program: '9.0.0' } as unknown as ArchiveHead;
    await expect(readAll(await frames([VAULT, ROWS], newer))).rejects.toMatchObject({
      code: 'BACKUP_NEWER',
      facts: { program: '9.0.0' },
    });
  });
});

describe('a new file', () => {
  it('is there when it is whole, for its owner alone, whatever the umask', async () => {
    const path = join(folder, 'whole');
    const old = process.umask(0);
    const told: number[] = [];
    const bytes = await writeNewFile(path, each([Buffer.from('one'), Buffer.from('two')]), (n) =>
      told.push(n),
    );
    process.umask(old);
    expect(readFileSync(path, 'utf8')).toBe('onetwo');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect([bytes, told]).toEqual([6, [3, 6]]);
  });

  it('is never there under its name before, and not at all when its content breaks', async () => {
    const path = join(folder, 'broken');
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.from('half');
      expect(readdirSync(folder).filter((name) => name.includes('broken'))).toEqual([
        expect.stringMatching(/^\.broken\.[0-9a-f]{8}\.partial$/),
      ]);
      throw new RangeError('the database ended');
    }
    await expect(writeNewFile(path, breaking(), () => undefined)).rejects.toThrow('the database ended');
    expect(readdirSync(folder).filter((name) => name.includes('broken'))).toEqual([]);
  });

  it('does not take the place of another one, which may have come meanwhile', async () => {
    const path = join(folder, 'taken');
    async function* late(): AsyncGenerator<Buffer> {
      yield Buffer.from('mine');
      writeFileSync(path, 'theirs');
    }
    await expect(writeNewFile(path, late(), () => undefined)).rejects.toMatchObject({
      code: 'BACKUP_PLACE_INVALID',
    });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('does not belong into the data home, nor below it, by whatever way', () => {
    const home = join(folder, 'home');
    mkdirSync(join(home, 'audit'), { recursive: true });
    mkdirSync(join(folder, 'home-2'));
    for (const path of ['home/b', 'home/audit/b', 'home-2/../home/b', 'home/..b']) {
      expect(() => checkOutside(join(folder, path), home)).toThrow(
        expect.objectContaining({ code: 'BACKUP_PLACE_INVALID' }),
      );
    }
    checkOutside(join(folder, 'home-2', 'b'), home);
    checkOutside(join(folder, 'b'), home);
    expect(() => checkOutside(join(folder, 'none', 'b'), home)).toThrow(
      expect.objectContaining({ code: 'FILE_UNUSABLE' }),
    );
  });
});
