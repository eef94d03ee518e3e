import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentProvider } from '../src/providers/environment.ts';
import { passphraseProvider } from '../src/providers/passphrase.ts';
import { initVault } from '../src/vault-file/init.ts';
import { readVault } from '../src/vault-file/storage.ts';
import { unlock } from '../src/vault-file/unlock.ts';
import { fixedProvider } from './fixed-provider.ts';
import { CHEAP, codeOf, codeOfAsync, freshFolder, kekNamed } from './fixtures.ts';
import { freshVault } from './fresh-vault.ts';

const provider = fixedProvider('one');
const nextProvider = fixedProvider('two');

describe('making a vault', () => {
  it('writes a file of 0600 in a folder of 0700, and nothing else', async () => {
    const { home, file } = await freshVault();
    expect(statSync(file).mode & 0o7777).toBe(0o600);
    expect(statSync(join(home, 'vault')).mode & 0o7777).toBe(0o700);
    expect(readdirSync(join(home, 'vault'))).toEqual(['vault.json']);
  });

  it('keeps the modes under any umask', async () => {
    const before = process.umask(0);
    try {
      for (const mask of [0, 0o177, 0o077]) {
        process.umask(mask);
        const home = join(freshFolder(), 'home');
        mkdirSync(home, { mode: 0o700 });
        chmodSync(home, 0o700);
        if (mask === 0o177) mkdirSync(join(home, 'vault'));
        if (mask === 0o177) chmodSync(join(home, 'vault'), 0o700);
        await initVault({ home, provider });
        expect(statSync(join(home, 'vault', 'vault.json')).mode & 0o7777).toBe(0o600);
      }
    } finally {
      process.umask(before);
    }
  });

  it('has neither the key nor the passphrase in the file', async () => {
    const home = freshFolder();
    const passphrase = 'correct horse battery';
    const kek = await initVault({
      home,
      provider: passphraseProvider({ ask: async () => Buffer.from(passphrase), cost: CHEAP }),
    });
    const text = readFileSync(join(home, 'vault', 'vault.json'));
    expect(text.includes(passphrase)).toBe(false);
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      expect(text.includes(kek.key.export().toString(encoding))).toBe(false);
    }
  });

  it('never replaces a vault', async () => {
    const { home, file } = await freshVault();
    const before = readFileSync(file);
    expect(await codeOfAsync(initVault({ home, provider: nextProvider }))).toBe('VAULT_EXISTS');
    writeFileSync(file, 'damaged');
    expect(await codeOfAsync(initVault({ home, provider: nextProvider }))).toBe('VAULT_EXISTS');
    writeFileSync(file, before);
    expect(readdirSync(join(home, 'vault'))).toEqual(['vault.json']);
  });

  it('does not ask the provider for a key when there is a vault', async () => {
    const { home } = await freshVault();
    let asked = 0;
    const create = async (kekId: string) => {
      asked++;
      return provider.create(kekId);
    };
    expect(await codeOfAsync(initVault({ home, provider: { ...provider, create } }))).toBe('VAULT_EXISTS');
    expect(asked).toBe(0);
  });

  it('never replaces a vault that someone else makes at the same time', async () => {
    const home = freshFolder();
    const results = await Promise.all([1, 2, 3].map(() => codeOfAsync(initVault({ home, provider }))));
    expect(results.sort()).toEqual(['VAULT_EXISTS', 'VAULT_EXISTS', 'none']);
    let other = '';
    const racing = initVault({
      home: join(home, 'second'),
      provider,
      onStep: (step) => {
        if (step !== 'temporary synced') return;
        other = join(home, 'second', 'vault', 'vault.json');
        writeFileSync(other, 'made meanwhile');
      },
    });
    expect(await codeOfAsync(racing)).toBe('VAULT_EXISTS');
    expect(readFileSync(other, 'utf8')).toBe('made meanwhile');
    expect(readdirSync(join(home, 'second', 'vault'))).toEqual(['vault.json']);
  });

  it('leaves nothing when the provider fails', async () => {
    const home = join(freshFolder(), 'home');
    const failing = environmentProvider({ variable: 'UNSET', env: {} });
    expect(await codeOfAsync(initVault({ home, provider: failing }))).toBe('KEK_VARIABLE_INVALID');
    expect(codeOf(() => statSync(home))).toMatch(/ENOENT/);
  });

  it('is refused in a folder that is a link or open to others', async () => {
    const home = freshFolder();
    const elsewhere = freshFolder();
    symlinkSync(elsewhere, join(home, 'vault'));
    expect(await codeOfAsync(initVault({ home, provider }))).toBe('VAULT_FILE_UNSAFE');
    rmSync(join(home, 'vault'));
    mkdirSync(join(home, 'vault'), { mode: 0o755 });
    expect(await codeOfAsync(initVault({ home, provider }))).toBe('VAULT_FILE_UNSAFE');
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('says so when there is no place for it', async () => {
    const home = join(freshFolder(), 'file');
    writeFileSync(home, '');
    expect(await codeOfAsync(initVault({ home, provider }))).toBe('VAULT_UNUSABLE');
  });
});

describe('reading a vault', () => {
  it('says that there is none', () => {
    const home = freshFolder();
    expect(codeOf(() => readVault(home))).toBe('VAULT_MISSING');
    mkdirSync(join(home, 'vault'), { mode: 0o700 });
    expect(codeOf(() => readVault(home))).toBe('VAULT_MISSING');
  });

  it.each([0o644, 0o640, 0o604, 0o660, 0o602, 0o610])('refuses a file of mode %o', async (mode) => {
    const { home, file } = await freshVault();
    chmodSync(file, mode);
    expect(codeOf(() => readVault(home))).toBe('VAULT_FILE_UNSAFE');
  });

  it.each([0o755, 0o710, 0o701, 0o1777])('refuses a folder of mode %o', async (mode) => {
    const { home } = await freshVault();
    chmodSync(join(home, 'vault'), mode);
    expect(codeOf(() => readVault(home))).toBe('VAULT_FILE_UNSAFE');
  });

  it('refuses a link, a folder and a named pipe in the file’s place, and waits for none', async () => {
    const { home, file } = await freshVault();
    renameSync(file, `${file}.real`);
    symlinkSync(`${file}.real`, file);
    expect(codeOf(() => readVault(home))).toBe('VAULT_FILE_UNSAFE');
    rmSync(file);
    mkdirSync(file);
    expect(codeOf(() => readVault(home))).toBe('VAULT_FILE_UNSAFE');
    rmSync(file, { recursive: true });
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', ['-m', '600', file]);
    expect(codeOf(() => readVault(home))).toBe('VAULT_FILE_UNSAFE');
  });

  it('refuses a file that is too long, or not UTF-8', async () => {
    const { home, file } = await freshVault();
    const text = readFileSync(file);
    writeFileSync(file, Buffer.concat([text, Buffer.alloc(70_000, 0x20)]));
    expect(codeOf(() => readVault(home))).toBe('VAULT_FILE_INVALID');
    writeFileSync(file, Buffer.concat([text.subarray(0, 20), Buffer.of(0xff), text.subarray(20)]));
    expect(codeOf(() => readVault(home))).toBe('VAULT_FILE_INVALID');
  });
});

describe('unlocking a vault', () => {
  it('gives the KEK it was made with', async () => {
    const { home, kek } = await freshVault();
    for (const kekIdInForce of [kek.id, null]) {
      const opened = await unlock({ home, provider, kekIdInForce });
      expect(opened.id).toBe(kek.id);
      expect(opened.key.equals(kek.key)).toBe(true);
    }
  });

  it('is refused with other material, another provider and another database', async () => {
    const { home, kek } = await freshVault();
    const kekIdInForce = kek.id;
    expect(await codeOfAsync(unlock({ home, provider: nextProvider, kekIdInForce }))).toBe('KEK_WRONG');
    const passphrase = passphraseProvider({
      ask: async () => Buffer.from('correct horse battery'),
      cost: CHEAP,
    });
    expect(await codeOfAsync(unlock({ home, provider: passphrase, kekIdInForce }))).toBe(
      'VAULT_PROVIDER_OTHER',
    );
    const elsewhere = unlock({ home, provider, kekIdInForce: kekNamed('two').id });
    expect(await codeOfAsync(elsewhere)).toBe('KEK_NOT_IN_VAULT');
  });

  it('tells a wrong passphrase from a right one, and zeroes both', async () => {
    const home = freshFolder();
    const asked: Buffer[] = [];
    const answering = (text: string) =>
      passphraseProvider({
        ask: async () => {
          asked.push(Buffer.from(text));
          return asked.at(-1)!;
        },
        cost: CHEAP,
      });
    const kek = await initVault({ home, provider: answering('correct horse battery') });
    const open = (text: string) => unlock({ home, provider: answering(text), kekIdInForce: kek.id });
    expect((await open('correct horse battery')).key.equals(kek.key)).toBe(true);
    for (const wrong of ['correct horse batterz', 'correct horse battery ', 'x']) {
      expect(await codeOfAsync(open(wrong))).toBe('KEK_WRONG');
    }
    expect(await codeOfAsync(open(''))).toBe('PASSPHRASE_INVALID');
    expect(asked.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
    const short = initVault({ home: freshFolder(), provider: answering('too short') });
    expect(await codeOfAsync(short)).toBe('PASSPHRASE_INVALID');
  });

  it('is refused after the file’s parameters were changed, within their limits', async () => {
    const home = freshFolder();
    const ask = async () => Buffer.from('correct horse battery');
    const kek = await initVault({ home, provider: passphraseProvider({ ask, cost: CHEAP }) });
    const file = join(home, 'vault', 'vault.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"passes": 1', '"passes": 2'));
    const opening = unlock({ home, provider: passphraseProvider({ ask }), kekIdInForce: kek.id });
    expect(await codeOfAsync(opening)).toBe('KEK_WRONG');
  });
});
