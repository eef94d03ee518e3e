import { resolve } from 'node:path';
import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { kekIdInForce } from '@holdfast/gateway';
import { type Kek, type KekProvider, unlock } from '@holdfast/vault';
import type { LoadedConfig } from './config-file.ts';
import { awsClientOf, closeStores, missing, vaultClientOf } from './key-stores.ts';
import type { SecretInput } from './secret-input.ts';

/** Opens the vault with the key that the database says is in force. @throws HoldfastError KEK_WRONG and others */
export async function openVault(loaded: LoadedConfig, db: Database, input: SecretInput): Promise<Kek> {
  const inForce = await kekIdInForce(db);
  if (inForce === null) throw noVault(loaded.home);
  try {
    return await unlock({
      home: loaded.home,
      provider: await providerOf(loaded, input),
      kekIdInForce: inForce,
    });
  } finally {
    await closeStores(loaded);
  }
}

/** The database of a data home belongs to no vault. */
export function noVault(home: string): HoldfastError {
  return new HoldfastError('VAULT_MISSING', 'There is no vault yet. Make one with "holdfast vault init".', {
    home,
  });
}

/** Where the configuration says that the key-encryption key comes from. */
export async function providerOf(loaded: LoadedConfig, input: SecretInput): Promise<KekProvider> {
  const { config, home, folder } = loaded;
  const providers = await import('@holdfast/vault/providers');
  const { provider, file, variable, transit, kms } = config.vault;
  switch (provider) {
    case 'file':
      return providers.keyFileProvider({ home, ...(file === null ? {} : { path: resolve(folder, file) }) });
    case 'keyring':
      return providers.osKeyringProvider({ service: 'holdfast' });
    case 'environment':
      return providers.environmentProvider({ variable, env: process.env });
    case 'vault-transit':
      if (transit === null) throw missing('vault.transit', '{key: NAME}');
      return providers.vaultTransitProvider({
        client: await vaultClientOf(loaded),
        key: { mount: transit.mount, name: transit.key },
      });
    case 'aws-kms':
      if (kms === null) throw missing('vault.kms', '{key: alias/NAME}');
      return providers.awsKmsProvider({ client: await awsClientOf(loaded), key: kms.key });
    case 'passphrase':
      return providers.passphraseProvider({
        ask: (occasion) =>
          occasion === 'open'
            ? input.passphrase('Passphrase of the vault: ')
            : input.newPassphrase('New passphrase of the vault: '),
      });
  }
}
