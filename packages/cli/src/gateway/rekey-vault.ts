import { HoldfastError } from '@holdfast/errors';
import { kekIdInForce } from '@holdfast/gateway';
import { abortRekey, beginRekey, commitRekey, exportKek, type Kek, readVault } from '@holdfast/vault';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { type LoadedConfig, loadConfig } from './config-file.ts';
import { closeStores } from './key-stores.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { noVault, openVault, providerOf } from './open-vault.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { SecretInput } from './secret-input.ts';
import { withVaultFile } from './vault-file-lock.ts';

/** What `holdfast vault rekey` takes. */
export interface RekeyOptions extends OperatorOptions {
  /** Where the new key comes from; the same provider when left out. */
  readonly toProvider?: string;
  readonly toFile?: string;
  readonly toVariable?: string;
}

const PROVIDERS = ['passphrase', 'file', 'keyring', 'environment', 'vault-transit', 'aws-kms'] as const;

/**
 * Runs `holdfast vault rekey`: the next key into the vault file, the database under it, then the old one out of the file.
 * Cut short anywhere, the vault opens with the key that the database is under, and running it again goes on.
 */
export async function rekeyCommand(options: RekeyOptions, terminal: Terminal): Promise<void> {
  const loaded = await loadConfig(options.config, terminal);
  const to = targetOf(loaded, options, terminal);
  const input = SecretInput.of(options);
  const database = await openDatabase(loaded);
  try {
    const told = await withVaultFile(
      database,
      async () =>
        (await finishEarlier(loaded, database)) ?? rekey(loaded, to, database, input, options, terminal),
    );
    const { provider } = to.config.vault;
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify(told)}\n`
        : `The vault has another key (${told.kekId}). ${advice(provider, to.config.vault.file)}\n`,
    );
    for (const row of told.refused)
      terminal.stderr.write(`not under the new key, because it was changed: ${row}\n`);
  } finally {
    await database.close();
  }
}

interface Told {
  readonly kekId: string;
  readonly rows: number;
  readonly refused: readonly string[];
}

/** A rekey that was cut short: past the database's part it is finished, before that it is given up and done anew. */
async function finishEarlier(loaded: LoadedConfig, { operator }: OpenDatabase): Promise<Told | null> {
  const { home } = loaded;
  const inForce = await kekIdInForce(operator);
  if (inForce === null) throw noVault(home);
  const { next } = readVault(home);
  if (next === null) return null;
  if (next.kekId !== inForce) {
    abortRekey({ home, kekIdInForce: inForce });
    return null;
  }
  commitRekey({ home, kekIdInForce: inForce });
  return { kekId: inForce, rows: 0, refused: [] };
}

async function rekey(
  loaded: LoadedConfig,
  to: LoadedConfig,
  database: OpenDatabase,
  input: SecretInput,
  options: RekeyOptions,
  terminal: Terminal,
): Promise<Told> {
  const { home } = loaded;
  const { operator } = database;
  const current = await openVault(loaded, operator, input);
  const next = await begin(home, current, to, input);
  let result: Readonly<Record<string, unknown>> = {};
  try {
    ({ result } = await operate(options, terminal, {
      command: 'vault rekey',
      arguments: {},
      secrets: async () => ({ next: exportKek(next) }),
      kek: current,
      database,
      input,
    }));
  } catch (error) {
    // Whether the database is under the next key, only the database knows; when it can't say, both keys stay.
    if (!(await isUnder(operator, next))) {
      abortRekey({ home, kekIdInForce: current.id });
      throw error;
    }
  }
  commitRekey({ home, kekIdInForce: next.id });
  return {
    kekId: next.id,
    rows: Number(result.rows ?? 0),
    refused: Array.isArray(result.refused) ? result.refused.map(String) : [],
  };
}

async function begin(home: string, current: Kek, to: LoadedConfig, input: SecretInput): Promise<Kek> {
  try {
    return await beginRekey({ home, current, provider: await providerOf(to, input) });
  } finally {
    await closeStores(to);
  }
}

async function isUnder(db: OpenDatabase['operator'], { id }: Kek): Promise<boolean> {
  return (await kekIdInForce(db)) === id;
}

/** The configuration, with where the new key comes from. */
function targetOf(loaded: LoadedConfig, options: RekeyOptions, terminal: Terminal): LoadedConfig {
  const { toProvider, toFile, toVariable } = options;
  const before = loaded.config.vault;
  const provider = PROVIDERS.find((name) => name === (toProvider ?? before.provider));
  if (provider === undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `--to-provider "${toProvider}" is none. There are: ${PROVIDERS.join(', ')}.`,
    );
  }
  if (provider === 'file' && toFile === undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      'Say where the new key file is to be made: --to-file FILE. The old one stays, because old backups need it.',
    );
  }
  const vault = {
    ...before,
    provider,
    file: toFile === undefined ? before.file : absolute(toFile, terminal),
    variable: toVariable ?? before.variable,
  };
  return { ...loaded, config: { ...loaded.config, vault } };
}

function advice(provider: string, file: string | null): string {
  const where = provider === 'file' ? `{provider: file, file: ${file}}` : `{provider: ${provider}, …}`;
  return `Let the configuration say vault: ${where}. Other gateways of this database have sealed themselves; unseal them with the new key.`;
}
