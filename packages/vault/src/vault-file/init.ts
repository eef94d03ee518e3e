import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Kek, kekFromMaterial, newKekId } from '../kek.ts';
import type { KekProvider } from '../kek-provider.ts';
import { entryOf } from './kek-check.ts';
import { type OnWriteStep, vaultExists, vaultFolder, writeVault } from './storage.ts';
import type { VaultEntry } from './vault-file.ts';

/**
 * Makes the vault of a data folder: a new KEK from the provider, and `vault/vault.json` (0600 in a 0700 folder).
 *
 * @returns the KEK, to seal the first secrets; the caller stores its id as the one in force
 * @throws HoldfastError VAULT_EXISTS, VAULT_FILE_UNSAFE, VAULT_UNUSABLE, and what the provider throws
 */
export async function initVault(options: {
  readonly home: string;
  readonly provider: KekProvider;
  readonly onStep?: OnWriteStep;
}): Promise<Kek> {
  const { home, provider, onStep = () => {} } = options;
  const path = join(vaultFolder(home), 'vault.json');
  // Asked before a key file or keyring entry is made that nobody would use; writing checks again.
  if (existsSync(path)) throw vaultExists(path);
  const { kek, entry } = await newEntry(provider);
  writeVault(home, { current: entry, next: null }, 'create', onStep);
  return kek;
}

/** A new KEK from a provider, and its entry. */
export async function newEntry(
  provider: KekProvider,
): Promise<{ readonly kek: Kek; readonly entry: VaultEntry }> {
  const id = newKekId();
  const { parameters, material } = await provider.create(id);
  const kek = kekFromMaterial(material, id);
  return { kek, entry: entryOf(kek, parameters) };
}
