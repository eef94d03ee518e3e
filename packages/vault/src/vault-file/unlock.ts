import { HoldfastError } from '@holdfast/errors';
import { type Kek, kekFromMaterial } from '../kek.ts';
import type { KekProvider } from '../kek-provider.ts';
import { verifyKek } from './kek-check.ts';
import { readVault } from './storage.ts';
import type { VaultEntry, VaultFile } from './vault-file.ts';

/**
 * The entry of the KEK that the database says is in force. The vault file can't decide it: during a rekey it has two.
 *
 * @param kekIdInForce null while there is no database yet; then the file must have one KEK only
 * @throws HoldfastError KEK_NOT_IN_VAULT, VAULT_REKEY_PENDING
 */
export function entryInForce({ current, next }: VaultFile, kekIdInForce: string | null): VaultEntry {
  if (kekIdInForce === null) {
    if (next === null) return current;
    throw new HoldfastError(
      'VAULT_REKEY_PENDING',
      'The vault is in the middle of a rekey, and without the database nobody can say which key is in force. Start the database.',
    );
  }
  if (current.kekId === kekIdInForce) return current;
  if (next?.kekId === kekIdInForce) return next;
  throw new HoldfastError(
    'KEK_NOT_IN_VAULT',
    `The database is under the key ${kekIdInForce}, which the vault file does not have. Restore the database and the vault that belong together.`,
    { inForce: kekIdInForce, current: current.kekId, next: next?.kekId ?? null },
  );
}

/**
 * Opens the vault of a data folder with what the provider gives.
 *
 * @throws HoldfastError KEK_WRONG, VAULT_PROVIDER_OTHER, what {@link entryInForce} and `readVault` throw, and what
 *   the provider throws
 *
 * @example
 * const kek = await unlock({ home, provider: passphraseProvider({ ask }), kekIdInForce });
 */
export async function unlock(options: {
  readonly home: string;
  readonly provider: KekProvider;
  readonly kekIdInForce: string | null;
}): Promise<Kek> {
  const entry = entryInForce(readVault(options.home), options.kekIdInForce);
  return openEntry(entry, options.provider);
}

/** The KEK of an entry, checked. */
async function openEntry(entry: VaultEntry, provider: KekProvider): Promise<Kek> {
  if (provider.kind !== entry.provider.kind) {
    throw new HoldfastError(
      'VAULT_PROVIDER_OTHER',
      `The vault is opened by the provider "${entry.provider.kind}", but "${provider.kind}" was given. Set vault.provider to "${entry.provider.kind}".`,
      { vault: entry.provider.kind, given: provider.kind },
    );
  }
  const kek = kekFromMaterial(await provider.open(entry.provider, entry.kekId), entry.kekId);
  verifyKek(kek, entry);
  return kek;
}
