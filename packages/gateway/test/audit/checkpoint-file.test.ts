import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signCheckpoint } from '../../src/audit/checkpoint.ts';
import { openCheckpointFile } from '../../src/audit/checkpoint-file.ts';
import { leafHash } from '../../src/audit/merkle.ts';
import { keyFromSeed, signer, verifier } from './sample.ts';

const refused = expect.objectContaining({ code: 'AUDIT_CHECKPOINT_FILE' });
const note = (size: number, by = signer) => signCheckpoint({ size, root: leafHash(Buffer.of(size)) }, by);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-audit-'));
  path = join(folder, 'checkpoints');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function sizes(): Promise<number[]> {
  const file = await openCheckpointFile(path, verifier);
  await file.close();
  return file.kept.map(({ size }) => size);
}

describe('the local file of checkpoints', () => {
  it('is made for its owner only, and keeps what it is given, in order', async () => {
    const file = await openCheckpointFile(path, verifier);
    expect(file.kept).toEqual([]);
    await Promise.all([file.write(note(1)), file.write(note(2)), file.write(note(3))]);
    await file.close();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe([1, 2, 3].map((size) => `${note(size)}\n`).join(''));
    expect(await sizes()).toEqual([1, 2, 3]);
  });

  it('survives a crash at every byte of an append', async () => {
    const whole = `${note(1)}\n${note(2)}\n`;
    const first = Buffer.byteLength(`${note(1)}\n`);
    const bytes = Buffer.from(whole);
    for (let end = first; end < bytes.length; end += 7) {
      await writeFile(path, bytes.subarray(0, end), { mode: 0o600 });
      const file = await openCheckpointFile(path, verifier);
      expect(file.kept.map(({ size }) => size)).toEqual([1]);
      await file.write(note(5));
      await file.close();
      expect(await sizes()).toEqual([1, 5]);
    }
  });

  it('survives blocks of zeros that a power cut left at the end', async () => {
    await writeFile(path, Buffer.concat([Buffer.from(`${note(1)}\n`), Buffer.alloc(512)]), { mode: 0o600 });
    expect(await sizes()).toEqual([1]);
    expect(await readFile(path, 'utf8')).toBe(`${note(1)}\n`);
  });

  it.each([
    ['a changed size', note(2).replace('\n2\n', '\n3\n')],
    ['a checkpoint of another key', note(2, { ...signer, key: keyFromSeed(Buffer.alloc(32, 9)) })],
    ['a checkpoint of another log', note(2, { ...signer, name: 'holdfast.example/other' })],
    ['a signature line without a text', note(2).slice(note(2).indexOf('— '))],
  ])('is refused with %s in the middle', async (_, bad) => {
    await writeFile(path, `${note(1)}\n${bad}\n${note(3)}\n`, { mode: 0o600 });
    await expect(sizes()).rejects.toEqual(refused);
  });

  it('is refused with text between two checkpoints', async () => {
    await writeFile(path, `${note(1)}\nhello\n${note(3)}\n`, { mode: 0o600 });
    await expect(sizes()).rejects.toEqual(refused);
  });

  it('is refused when others may read or write it', async () => {
    await writeFile(path, '', { mode: 0o600 });
    for (const mode of [0o640, 0o604, 0o620, 0o666]) {
      await chmod(path, mode);
      await expect(sizes()).rejects.toEqual(refused);
    }
  });

  it('is refused when it is a link, a folder, or in a folder that is not there', async () => {
    await writeFile(join(folder, 'elsewhere'), '', { mode: 0o600 });
    await symlink(join(folder, 'elsewhere'), path);
    await expect(sizes()).rejects.toEqual(refused);
    path = join(folder, 'folder');
    await mkdir(path);
    await expect(sizes()).rejects.toEqual(refused);
    path = join(folder, 'missing', 'file');
    await expect(sizes()).rejects.toEqual(refused);
  });

  it('goes on taking checkpoints after one that could not be written', async () => {
    const file = await openCheckpointFile(path, verifier);
    await file.write(note(1));
    await file.close();
    await expect(file.write(note(2))).rejects.toThrow();
    await appendFile(path, `${note(3)}\n`);
    expect(await sizes()).toEqual([1, 3]);
  });
});
