import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { abortRekey, beginRekey, commitRekey } from '../src/vault-file/rekey.ts';
import { readVault } from '../src/vault-file/storage.ts';
import { unlock } from '../src/vault-file/unlock.ts';
import { fixedProvider } from './fixed-provider.ts';
import { codeOf, codeOfAsync, freshFolder, kekNamed } from './fixtures.ts';
import { freshVault } from './fresh-vault.ts';

const provider = fixedProvider('one');
const nextProvider = fixedProvider('two');

describe('changing the KEK', () => {
  it('has both KEKs until it is finished, and the database decides', async () => {
    const { home, kek } = await freshVault();
    const next = await beginRekey({ home, current: kek, provider: nextProvider });
    expect(next.key.equals(kek.key)).toBe(false);
    expect((await unlock({ home, provider, kekIdInForce: kek.id })).id).toBe(kek.id);
    expect((await unlock({ home, provider: nextProvider, kekIdInForce: next.id })).id).toBe(next.id);
    expect(await codeOfAsync(unlock({ home, provider, kekIdInForce: next.id }))).toBe('KEK_WRONG');
    expect(await codeOfAsync(unlock({ home, provider, kekIdInForce: null }))).toBe('VAULT_REKEY_PENDING');
    commitRekey({ home, kekIdInForce: next.id });
    expect(await codeOfAsync(unlock({ home, provider, kekIdInForce: kek.id }))).toBe('KEK_NOT_IN_VAULT');
    expect((await unlock({ home, provider: nextProvider, kekIdInForce: next.id })).id).toBe(next.id);
  });

  it('gives a new KEK even from the same material', async () => {
    const { home, kek } = await freshVault();
    const next = await beginRekey({ home, current: kek, provider });
    expect(next.key.equals(kek.key)).toBe(false);
  });

  it('can be given up, and begun again', async () => {
    const { home, kek, file } = await freshVault();
    const before = readFileSync(file);
    await beginRekey({ home, current: kek, provider: nextProvider });
    abortRekey({ home, kekIdInForce: kek.id });
    expect(readFileSync(file).equals(before)).toBe(true);
    await beginRekey({ home, current: kek, provider: nextProvider });
  });

  it('can be finished or given up twice, as after a crash', async () => {
    const { home, kek } = await freshVault();
    abortRekey({ home, kekIdInForce: kek.id });
    const next = await beginRekey({ home, current: kek, provider: nextProvider });
    commitRekey({ home, kekIdInForce: next.id });
    commitRekey({ home, kekIdInForce: next.id });
    expect(readVault(home).current.kekId).toBe(next.id);
  });

  it('is not finished while the database is under the old KEK, nor given up while under the new', async () => {
    const { home, kek, file } = await freshVault();
    const next = await beginRekey({ home, current: kek, provider: nextProvider });
    const before = readFileSync(file);
    for (const kekIdInForce of [kek.id, kekNamed('x').id]) {
      expect(codeOf(() => commitRekey({ home, kekIdInForce }))).toBe('VAULT_REKEY_ABSENT');
    }
    for (const kekIdInForce of [next.id, kekNamed('x').id]) {
      expect(codeOf(() => abortRekey({ home, kekIdInForce }))).toBe('VAULT_REKEY_ABSENT');
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is not begun twice, nor by who does not hold the KEK', async () => {
    const { home, kek, file } = await freshVault();
    const before = readFileSync(file);
    const stranger = { id: kek.id, key: kekNamed('two').key };
    expect(await codeOfAsync(beginRekey({ home, current: stranger, provider: nextProvider }))).toBe(
      'KEK_WRONG',
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    await beginRekey({ home, current: kek, provider: nextProvider });
    expect(await codeOfAsync(beginRekey({ home, current: kek, provider }))).toBe('VAULT_REKEY_PENDING');
  });

  it('is refused when another one began while this one waited for a person', async () => {
    const { home, kek } = await freshVault();
    const slow = {
      ...nextProvider,
      create: async (kekId: string) => {
        await beginRekey({ home, current: kek, provider });
        return nextProvider.create(kekId);
      },
    };
    expect(await codeOfAsync(beginRekey({ home, current: kek, provider: slow }))).toBe('VAULT_REKEY_PENDING');
  });

  it('needs a vault', async () => {
    const home = freshFolder();
    const begun = beginRekey({ home, current: kekNamed('one'), provider });
    expect(await codeOfAsync(begun)).toBe('VAULT_MISSING');
    expect(codeOf(() => commitRekey({ home, kekIdInForce: 'a'.repeat(32) }))).toBe('VAULT_MISSING');
    expect(codeOf(() => abortRekey({ home, kekIdInForce: 'a'.repeat(32) }))).toBe('VAULT_MISSING');
  });
});
