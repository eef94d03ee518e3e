import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyFileProvider } from '../src/providers/key-file.ts';
import { codeOfAsync, freshFolder } from './fixtures.ts';

const isRoot = process.getuid?.() === 0;

function place() {
  const folder = freshFolder();
  const home = join(folder, 'home');
  const keys = join(folder, 'keys');
  mkdirSync(home, { mode: 0o700 });
  mkdirSync(keys, { mode: 0o700 });
  return { folder, home, keys, path: join(keys, 'kek') };
}

async function withKeyFile() {
  const where = place();
  const provider = keyFileProvider({ path: where.path, home: where.home });
  const { parameters, material } = await provider.create('a'.repeat(32));
  return {
    ...where,
    provider,
    parameters,
    material,
    open: () => codeOfAsync(provider.open(parameters, 'a'.repeat(32))),
  };
}

describe('making a key file', () => {
  it('writes 32 random bytes for the owner only', async () => {
    const { path, material, provider, parameters } = await withKeyFile();
    expect(statSync(path).mode & 0o7777).toBe(0o600);
    expect(readFileSync(path).equals(material.export())).toBe(true);
    expect((await provider.open(parameters, 'a'.repeat(32))).equals(material)).toBe(true);
    expect(readFileSync((await withKeyFile()).path).equals(material.export())).toBe(false);
  });

  it('never replaces a file, also not an empty one or what a link points to', async () => {
    const { keys, home } = place();
    writeFileSync(join(keys, 'empty'), '');
    symlinkSync(join(keys, 'absent'), join(keys, 'dangling'));
    for (const name of ['empty', 'dangling']) {
      const made = keyFileProvider({ path: join(keys, name), home }).create('a'.repeat(32));
      expect(await codeOfAsync(made)).toBe('KEY_FILE_EXISTS');
    }
    expect(readdirSync(keys).sort()).toEqual(['dangling', 'empty']);
  });

  it('is refused without a path, and in a folder that does not exist', async () => {
    const { home, keys } = place();
    expect(await codeOfAsync(keyFileProvider({ home }).create('a'.repeat(32)))).toBe('KEY_FILE_UNUSABLE');
    const nowhere = keyFileProvider({ path: join(keys, 'none', 'kek'), home });
    expect(await codeOfAsync(nowhere.create('a'.repeat(32)))).toBe('KEY_FILE_UNUSABLE');
  });

  it('keeps an absolute path, wherever it was named from', async () => {
    const { home, path } = place();
    const provider = keyFileProvider({ path: relative(process.cwd(), path), home });
    expect((await provider.create('a'.repeat(32))).parameters).toEqual({ kind: 'file', path });
  });
});

describe('the place of a key file', () => {
  it.each<[string, (where: ReturnType<typeof place>) => { path: string; home: string }]>([
    ['the data folder', ({ home }) => ({ path: join(home, 'kek'), home })],
    [
      'a folder in it',
      ({ home }) => {
        mkdirSync(join(home, 'vault'), { mode: 0o700 });
        return { path: join(home, 'vault', 'kek'), home };
      },
    ],
    [
      'a folder that is a link into it',
      ({ home, folder }) => {
        symlinkSync(home, join(folder, 'link'));
        return { path: join(folder, 'link', 'kek'), home };
      },
    ],
    [
      'the data folder, which is given by a link',
      ({ home, folder }) => {
        symlinkSync(home, join(folder, 'link'));
        return { path: join(home, 'kek'), home: join(folder, 'link') };
      },
    ],
    ['the data folder by way of ..', ({ home, keys }) => ({ path: `${keys}/../home/kek`, home })],
    ['the data folder, written with a slash', ({ home }) => ({ path: join(home, 'kek'), home: `${home}/` })],
  ])('is refused in %s, for making and for reading', async (_, arrange) => {
    const { path, home } = arrange(place());
    const provider = keyFileProvider({ path, home });
    expect(await codeOfAsync(provider.create('a'.repeat(32)))).toBe('KEY_FILE_UNSAFE');
    writeFileSync(path, Buffer.alloc(32, 1), { mode: 0o600 });
    expect(await codeOfAsync(provider.open({ kind: 'file', path }, 'a'.repeat(32)))).toBe('KEY_FILE_UNSAFE');
  });

  it('is refused in a data folder that does not exist yet', async () => {
    const { folder } = place();
    const home = join(folder, 'later');
    const provider = keyFileProvider({ path: join(home, 'kek'), home });
    expect(await codeOfAsync(provider.create('a'.repeat(32)))).toBe('KEY_FILE_UNSAFE');
  });

  it('is accepted in a folder whose name only begins like the data folder', async () => {
    const { folder, home } = place();
    mkdirSync(`${home}-keys`, { mode: 0o700 });
    const provider = keyFileProvider({ path: join(folder, 'home-keys', 'kek'), home });
    expect(await codeOfAsync(provider.create('a'.repeat(32)))).toBe('none');
  });

  it('is refused in a folder where others can swap the file, unless it is sticky like /tmp', async () => {
    const { keys, open } = await withKeyFile();
    for (const mode of [0o777, 0o770, 0o722]) {
      chmodSync(keys, mode);
      expect(await open()).toBe('KEY_FILE_UNSAFE');
    }
    chmodSync(keys, 0o1777);
    expect(await open()).toBe('none');
  });
});

describe('reading a key file', () => {
  it.each([0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666, 0o777])(
    'is refused at mode %o',
    async (mode) => {
      const { path, open } = await withKeyFile();
      chmodSync(path, mode);
      expect(await open()).toBe('KEY_FILE_UNSAFE');
    },
  );

  it.each([0o600, 0o400])('is accepted at mode %o', async (mode) => {
    const { path, open } = await withKeyFile();
    chmodSync(path, mode);
    expect(await open()).toBe('none');
  });

  it.each([0, 31, 33, 64, 100_000])('is refused at %d bytes', async (length) => {
    const { path, open } = await withKeyFile();
    writeFileSync(path, Buffer.alloc(length, 1));
    expect(await open()).toBe('KEY_FILE_UNSAFE');
  });

  it('is refused through a link, and when it has a second name', async () => {
    const { path, keys, home, open } = await withKeyFile();
    symlinkSync(path, join(keys, 'link'));
    const linked = keyFileProvider({ path: join(keys, 'link'), home });
    expect(await codeOfAsync(linked.open({ kind: 'file', path }, 'a'.repeat(32)))).toBe('KEY_FILE_UNSAFE');
    expect(await open()).toBe('none');
    linkSync(path, join(home, 'copy'));
    expect(await open()).toBe('KEY_FILE_UNSAFE');
  });

  it('is refused when it is a folder, a named pipe or a device, and waits for none', async () => {
    const { keys, home } = place();
    mkdirSync(join(keys, 'folder'));
    execFileSync('mkfifo', ['-m', '600', join(keys, 'pipe')]);
    for (const path of [join(keys, 'folder'), join(keys, 'pipe'), '/dev/zero', '/dev/null']) {
      const provider = keyFileProvider({ path, home });
      expect(await codeOfAsync(provider.open({ kind: 'file', path }, 'a'.repeat(32)))).toBe(
        'KEY_FILE_UNSAFE',
      );
    }
  });

  it('says when it is missing, without a vault being opened by another one', async () => {
    const { keys, home, parameters } = await withKeyFile();
    const missing = keyFileProvider({ path: join(keys, 'absent'), home });
    expect(await codeOfAsync(missing.open(parameters, 'a'.repeat(32)))).toBe('KEY_FILE_UNUSABLE');
  });

  it('uses the path in the vault file when none is configured', async () => {
    const { home, parameters, material } = await withKeyFile();
    expect((await keyFileProvider({ home }).open(parameters, 'a'.repeat(32))).equals(material)).toBe(true);
  });

  it.skipIf(!isRoot)('is refused when it or its folder belongs to another user (needs root)', async () => {
    const { path, keys, open } = await withKeyFile();
    chownSync(path, 12_345, 12_345);
    expect(await open()).toBe('KEY_FILE_UNSAFE');
    chownSync(path, 0, 0);
    expect(await open()).toBe('none');
    chownSync(keys, 12_345, 12_345);
    expect(await open()).toBe('KEY_FILE_UNSAFE');
  });
});
