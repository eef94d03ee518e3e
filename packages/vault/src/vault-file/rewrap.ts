import { HoldfastError } from '@holdfast/errors';
import { kekFromMaterial } from '../kek.ts';
import type { KekProvider, ProviderParameters } from '../kek-provider.ts';
import { entryOf, verifyKek } from './kek-check.ts';
import { type OnWriteStep, readVault, writeVault } from './storage.ts';
import { entryInForce } from './unlock.ts';

/**
 * Lets the store wrap the same KEK anew, with its newest key or another one: afterwards old versions of its key may be
 * forbidden. Nothing in the database changes.
 *
 * @returns what the vault file said before, and says now
 * @throws HoldfastError VAULT_NOT_WRAPPED, VAULT_PROVIDER_OTHER, VAULT_REKEY_PENDING, KEK_WRONG, KEK_NOT_IN_VAULT, and
 *   what the provider and `readVault` throw
 */
export async function rewrapVault(options: {
  readonly home: string;
  readonly provider: KekProvider;
  readonly kekIdInForce: string;
  readonly onStep?: OnWriteStep;
}): Promise<{ readonly before: ProviderParameters; readonly after: ProviderParameters }> {
  const { home, provider, kekIdInForce, onStep = () => {} } = options;
  const vault = readVault(home);
  const entry = entryInForce(vault, kekIdInForce);
  if (vault.next !== null) throw pending();
  if (provider.kind !== entry.provider.kind) {
    throw new HoldfastError(
      'VAULT_PROVIDER_OTHER',
      `The vault is opened by the provider "${entry.provider.kind}", but "${provider.kind}" was given. Set vault.provider to "${entry.provider.kind}".`,
      { vault: entry.provider.kind, given: provider.kind },
    );
  }
  if (provider.rewrap === undefined) {
    throw new HoldfastError(
      'VAULT_NOT_WRAPPED',
      `The vault’s key comes from "${provider.kind}", not from a key store that wraps it. To give it another key, use "holdfast vault rekey".`,
      { provider: provider.kind },
    );
  }
  const { parameters, material } = await provider.rewrap(entry.provider, entry.kekId);
  const kek = kekFromMaterial(material, entry.kekId);
  verifyKek(kek, entry);
  // The store may have taken its time: what was read before may be old.
  const now = readVault(home);
  if (now.next !== null || now.current.kekId !== entry.kekId) throw pending();
  writeVault(home, { current: entryOf(kek, parameters), next: null }, 'replace', onStep);
  return { before: entry.provider, after: parameters };
}

function pending(): HoldfastError {
  return new HoldfastError(
    'VAULT_REKEY_PENDING',
    'A rekey is under way, or was begun before. Finish it with "holdfast vault rekey" first.',
  );
}
