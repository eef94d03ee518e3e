import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KekProvider } from '../../src/kek-provider.ts';
import { environmentProvider } from '../../src/providers/environment.ts';
import { vaultTransitProvider } from '../../src/providers/vault-transit.ts';
import { VaultClient } from '../../src/stores/hashicorp/vault-client.ts';
import { initVault } from '../../src/vault-file/init.ts';
import { beginRekey, commitRekey } from '../../src/vault-file/rekey.ts';
import { rewrapVault } from '../../src/vault-file/rewrap.ts';
import { readVault } from '../../src/vault-file/storage.ts';
import { unlock } from '../../src/vault-file/unlock.ts';
import { codeOfAsync, freshFolder } from '../fixtures.ts';
import { type LocalVault, localVault } from './local-vault.ts';

let vault: LocalVault;
beforeEach(async () => {
  vault = await localVault();
  vault.transit.make('holdfast');
});
afterEach(() => vault.server.stop().catch(() => undefined));

function provider(name = 'holdfast', mount = 'transit'): KekProvider {
  const environment = { VAULT_TOKEN: vault.issue().id };
  const client = new VaultClient({
    ...{ address: vault.server.url, namespace: null, ca: null, timeoutMs: 2000 },
    ...{ login: { method: 'token', file: null }, environment },
  });
  return vaultTransitProvider({ client, key: { mount, name } });
}
const freshHome = () => join(freshFolder(), 'home');
const bodies = () => vault.server.log.map(({ body }) => body).join('\n');

async function made() {
  const home = freshHome();
  const kek = await initVault({ home, provider: provider() });
  const open = (with_ = provider()) => unlock({ home, provider: with_, kekIdInForce: kek.id });
  const edit = (change: (file: { current: { provider: Record<string, string> } }) => void) => {
    const path = join(home, 'vault', 'vault.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    change(file);
    writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
  };
  return { home, kek, open, edit };
}

describe('a vault whose key Transit wraps', () => {
  it('opens with the store, and its file has nothing secret', async () => {
    const { home, kek, open } = await made();
    expect((await open()).key.equals(kek.key)).toBe(true);
    const { current } = readVault(home);
    expect(current.provider).toMatchObject({ kind: 'vault-transit', mount: 'transit', key: 'holdfast' });
    expect(bodies()).toContain(Buffer.from(`holdfast kek ${kek.id}`).toString('base64'));
  });
  it('opens with a key that is derived, too', async () => {
    vault.transit.make('derived', true);
    const home = freshHome();
    const kek = await initVault({ home, provider: provider('derived') });
    const again = await unlock({ home, provider: provider('derived'), kekIdInForce: kek.id });
    expect(again.key.equals(kek.key)).toBe(true);
  });
  it('is opened with the key that its file names, whatever a new one would be wrapped by', async () => {
    const { open } = await made();
    vault.transit.make('other');
    await open(provider('other'));
  });
  it('is not made by a store that does not bind what it wraps', async () => {
    vault.transit.ignoresAssociatedData = true;
    const home = freshHome();
    expect(await codeOfAsync(initVault({ home, provider: provider() }))).toBe('KEK_WRAP_UNBOUND');
    expect(await codeOfAsync(Promise.resolve().then(() => readVault(home)))).toBe('VAULT_MISSING');
  });
  it('is made by such a store with a derived key', async () => {
    vault.transit.ignoresAssociatedData = true;
    vault.transit.make('derived', true);
    await initVault({ home: freshHome(), provider: provider('derived') });
  });
  it('is not made with a key that does not exist, and none is made on the way', async () => {
    expect(await codeOfAsync(initVault({ home: freshHome(), provider: provider('none') }))).toBe(
      'KEY_STORE_REFUSED',
    );
    expect([...vault.transit.keys.keys()]).toEqual(['holdfast']);
  });
  it('does not open with the wrapped key of another vault', async () => {
    const [one, two] = [await made(), await made()];
    const wrapped = readVault(two.home).current.provider as { ciphertext: string };
    one.edit((file) => {
      file.current.provider.ciphertext = wrapped.ciphertext;
    });
    expect(await codeOfAsync(one.open())).toBe('KEK_WRAP_REFUSED');
  });
  it('does not open when the wrapped key was changed', async () => {
    const { open, edit } = await made();
    edit((file) => {
      const { ciphertext } = file.current.provider;
      file.current.provider.ciphertext = ciphertext!.replace(/.{4}$/, 'AAA=');
    });
    expect(await codeOfAsync(open())).toBe('KEK_WRAP_REFUSED');
  });
  it.each(['../../sys/raw/x', 'a b', 'x?y=1', 'x/../../sys/seal', '%2e%2e/x'])(
    'asks for nothing outside when its file names the key %s',
    async (key) => {
      const { open, edit } = await made();
      const before = vault.server.log.length;
      edit((file) => {
        file.current.provider.key = key;
      });
      expect(await codeOfAsync(open())).toBe('KEK_WRAP_REFUSED');
      expect(vault.server.log.length).toBe(before);
    },
  );
  it('does not open when the store gives another key: the check value tells', async () => {
    const { open } = await made();
    vault.server.fault = (got, response) =>
      got.path.includes('/decrypt/') &&
      Boolean(
        response
          .writeHead(200)
          .end(JSON.stringify({ data: { plaintext: Buffer.alloc(32, 7).toString('base64') } })),
      );
    expect(await codeOfAsync(open())).toBe('KEK_WRONG');
  });
  it.each(['', 'AAAA', Buffer.alloc(33).toString('base64'), 'not base64!'])(
    'does not open when the store gives %j for a key',
    async (plaintext) => {
      const { open } = await made();
      vault.server.fault = (got, response) =>
        got.path.includes('/decrypt/') &&
        Boolean(response.writeHead(200).end(JSON.stringify({ data: { plaintext } })));
      expect(await codeOfAsync(open())).toBe('KEY_STORE_ANSWER_INVALID');
    },
  );
});

describe('wrapping anew', () => {
  it('uses the newest version of the key, after which old ones may be forbidden', async () => {
    const { home, kek, open } = await made();
    const old = readVault(home);
    vault.transit.rotate('holdfast');
    const { before, after } = await rewrapVault({ home, provider: provider(), kekIdInForce: kek.id });
    expect([before, after]).toMatchObject([
      { ciphertext: expect.stringMatching(/^vault:v1:/) },
      { ciphertext: expect.stringMatching(/^vault:v2:/) },
    ]);
    vault.transit.keys.get('holdfast')!.minDecryptionVersion = 2;
    expect((await open()).key.equals(kek.key)).toBe(true);
    // The file as it was before is a replay: the store refuses it.
    writeFileSync(
      join(home, 'vault', 'vault.json'),
      `${JSON.stringify({ format: 'holdfast-vault', version: 1, ...old }, null, 2)}\n`,
    );
    const replayed = open();
    expect(await codeOfAsync(replayed)).toBe('KEK_WRAP_REFUSED');
    await expect(replayed).rejects.toThrow('min_decryption_version');
  });
  it('leaves the file as it is when the store is down in between', async () => {
    const { home, kek } = await made();
    const text = readFileSync(join(home, 'vault', 'vault.json'), 'utf8');
    vault.server.fault = (got, response) =>
      got.path.includes('/encrypt/') &&
      Boolean(response.writeHead(503).end('{"errors":["Vault is sealed"]}'));
    expect(await codeOfAsync(rewrapVault({ home, provider: provider(), kekIdInForce: kek.id }))).toBe(
      'KEY_STORE_UNREACHABLE',
    );
    expect(readFileSync(join(home, 'vault', 'vault.json'), 'utf8')).toBe(text);
  });
  it('is refused for a vault whose key is not wrapped', async () => {
    const home = freshHome();
    const environment = () => environmentProvider({ variable: 'K', env: { K: 'ab'.repeat(32) } });
    const kek = await initVault({ home, provider: environment() });
    const failing = rewrapVault({ home, provider: environment(), kekIdInForce: kek.id });
    expect(await codeOfAsync(failing)).toBe('VAULT_NOT_WRAPPED');
  });
});

describe('another key for the vault', () => {
  it('goes from a variable to Transit and back', async () => {
    const home = freshHome();
    const variable = () => environmentProvider({ variable: 'K', env: { K: 'ab'.repeat(32) } });
    const first = await initVault({ home, provider: variable() });
    const second = await beginRekey({ home, current: first, provider: provider() });
    commitRekey({ home, kekIdInForce: second.id });
    expect(
      (await unlock({ home, provider: provider(), kekIdInForce: second.id })).key.equals(second.key),
    ).toBe(true);
    const third = await beginRekey({ home, current: second, provider: variable() });
    // Both are in the file now, and the database alone says which counts.
    expect((await unlock({ home, provider: provider(), kekIdInForce: second.id })).id).toBe(second.id);
    expect((await unlock({ home, provider: variable(), kekIdInForce: third.id })).id).toBe(third.id);
  });
});
