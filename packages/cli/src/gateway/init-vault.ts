import { readFileSync } from 'node:fs';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import { kekIdInForce } from '@holdfast/gateway';
import { initVault, type Kek, unlock } from '@holdfast/vault';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { type LoadedConfig, loadConfig } from './config-file.ts';
import { closeStores } from './key-stores.ts';
import { openDatabase } from './open-database.ts';
import { providerOf } from './open-vault.ts';
import { operate } from './operate.ts';
import { SecretInput } from './secret-input.ts';

/** What `holdfast vault init` takes. */
export interface InitOptions {
  readonly config?: string;
  /** False: `--no-operator`. */
  readonly operator?: string | false;
  /** File with the first operator's public key. */
  readonly operatorKey?: string;
  readonly stdin?: true;
  readonly json?: true;
}

/** Runs `holdfast vault init`: a new key from its provider, then what the database keeps under it. */
export async function initVaultCommand(options: InitOptions, terminal: Terminal): Promise<void> {
  const operator = options.operator ?? '';
  if (operator === '') {
    throw new HoldfastError(
      'OPERATOR_REQUIRED',
      'Say who administers: --operator NAME, who then authenticates with a passphrase of their own or, with --operator-key FILE, a key. For tests and single-user machines pass --no-operator: then whoever owns the data home is the operator.',
    );
  }
  const key = options.operatorKey;
  const publicKey = key === undefined ? null : readFileSync(absolute(key, terminal));
  const loaded = await loadConfig(options.config, terminal);
  const input = SecretInput.of(options);
  const kek = await newKek(loaded, input);
  const { config, stdin } = options;
  const common = { ...(config !== undefined && { config }), ...(stdin !== undefined && { stdin }) };
  await operate(common, terminal, {
    command: 'vault init',
    arguments: { operator: operator === false ? null : operator },
    secrets: async () => {
      if (operator === false) return {};
      if (publicKey !== null) return { 'public-key': publicKey };
      return { 'new-passphrase': await input.newPassphrase(`New passphrase of operator "${operator}": `) };
    },
    kek,
    input,
  });
  const told = { kekId: kek.id, provider: loaded.config.vault.provider, home: loaded.home };
  const who = operator === false ? 'Whoever owns the data home is the operator.' : `Operator: ${operator}.`;
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(told)}\n`
      : `The vault in ${told.home} is made; its key comes from: ${told.provider}. ${who}\n`,
  );
}

/** A new vault's key; or that of one whose making was cut short before the database knew of it. */
async function newKek(loaded: LoadedConfig, input: SecretInput): Promise<Kek> {
  const provider = await providerOf(loaded, input);
  try {
    return await initVault({ home: loaded.home, provider });
  } catch (error) {
    if (!isHoldfastError(error) || error.code !== 'VAULT_EXISTS') throw error;
    const database = await openDatabase(loaded);
    try {
      if ((await kekIdInForce(database.operator)) !== null) throw error;
    } finally {
      await database.close();
    }
    return await unlock({ home: loaded.home, provider, kekIdInForce: null });
  } finally {
    await closeStores(loaded);
  }
}
