import { resolve } from 'node:path';
import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { createAuditKey } from '@holdfast/gateway';
import {
  initVault,
  type Kek,
  type KekProvider,
  promptHidden,
  promptHiddenTwice,
  readSecretFromStdin,
  unlock,
} from '@holdfast/vault';
import type { LoadedConfig } from './config-file.ts';

/** The setting that says which key-encryption key the database's secrets are under. */
const KEK_SETTING = 'kek-id';

/** Where a passphrase comes from when one is needed. */
export interface PassphraseSource {
  /** Standard input, to its end; otherwise a hidden prompt. */
  readonly stdin: boolean;
}

/**
 * Makes the vault and the audit log's key, and notes in the database which key is in force.
 *
 * @throws HoldfastError VAULT_EXISTS and others of the vault
 */
export async function makeVault(loaded: LoadedConfig, db: Database, source: PassphraseSource): Promise<Kek> {
  const provider = await providerOf(loaded, source);
  const kek = await initVault({ home: loaded.home, provider });
  await db.kysely
    .insertInto('settings')
    .values({ name: KEK_SETTING, value: Buffer.from(kek.id, 'ascii'), row_mac: null })
    .execute();
  await createAuditKey(db, kek);
  return kek;
}

/** Opens the vault with the key that the database says is in force. @throws HoldfastError KEK_WRONG and others */
export async function openVault(loaded: LoadedConfig, db: Database, source: PassphraseSource): Promise<Kek> {
  const setting = await db.kysely
    .selectFrom('settings')
    .select('value')
    .where('name', '=', KEK_SETTING)
    .executeTakeFirst();
  if (setting === undefined) {
    throw new HoldfastError('VAULT_MISSING', 'There is no vault yet. Make one with "holdfast vault init".', {
      home: loaded.home,
    });
  }
  const provider = await providerOf(loaded, source);
  return unlock({ home: loaded.home, provider, kekIdInForce: setting.value.toString('ascii') });
}

async function providerOf(
  { config, home, folder }: LoadedConfig,
  { stdin }: PassphraseSource,
): Promise<KekProvider> {
  const providers = await import('@holdfast/vault/providers');
  const { provider, file, variable } = config.vault;
  switch (provider) {
    case 'file':
      return providers.keyFileProvider({ home, ...(file === null ? {} : { path: resolve(folder, file) }) });
    case 'keyring':
      return providers.osKeyringProvider({ service: 'holdfast' });
    case 'environment':
      return providers.environmentProvider({ variable, env: process.env });
    case 'passphrase':
      return providers.passphraseProvider({ ask: (occasion) => passphrase(occasion, stdin) });
  }
}

function passphrase(occasion: 'new' | 'open', stdin: boolean): Promise<Buffer> {
  if (stdin) return readSecretFromStdin(process.stdin);
  const terminal = { input: process.stdin, output: process.stderr };
  if (occasion === 'open') return promptHidden(terminal, 'Passphrase of the vault: ');
  return promptHiddenTwice(terminal, 'New passphrase: ', 'The same again: ');
}
