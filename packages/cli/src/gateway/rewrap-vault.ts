import { kekIdInForce } from '@holdfast/gateway';
import { type ProviderParameters, rewrapVault } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { closeStores } from './key-stores.ts';
import { openDatabase } from './open-database.ts';
import { noVault, providerOf } from './open-vault.ts';
import { SecretInput } from './secret-input.ts';
import { withVaultFile } from './vault-file-lock.ts';

interface RewrapOptions {
  readonly config?: string;
  readonly json?: true;
}

/** Runs `holdfast vault rewrap`: the same key, wrapped anew by the store's newest. A running gateway notices nothing. */
export async function rewrapCommand(options: RewrapOptions, terminal: Terminal): Promise<void> {
  const loaded = await loadConfig(options.config, terminal);
  const database = await openDatabase(loaded);
  try {
    const inForce = await kekIdInForce(database.operator);
    if (inForce === null) throw noVault(loaded.home);
    const provider = await providerOf(loaded, new SecretInput(false));
    const { before, after } = await withVaultFile(database, () =>
      rewrapVault({ home: loaded.home, provider, kekIdInForce: inForce }),
    );
    const told = { kekId: inForce, before: await wrappedBy(before), after: await wrappedBy(after) };
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify(told)}\n`
        : `The vault’s key is wrapped by ${told.after} now; before it was ${told.before}. It is the same key, so backups stay as they are; they still have the old wrapping in them.\n`,
    );
  } finally {
    await closeStores(loaded);
    await database.close();
  }
}

/** What wrapped a vault's key, for people; null for what is not wrapped. */
export async function wrappedBy(provider: ProviderParameters): Promise<string | null> {
  if (provider.kind === 'aws-kms') return provider.key;
  if (provider.kind !== 'vault-transit') return null;
  const { versionOf } = await import('@holdfast/vault/providers');
  return `${provider.mount}/${provider.key} version ${versionOf(provider.ciphertext)}`;
}
