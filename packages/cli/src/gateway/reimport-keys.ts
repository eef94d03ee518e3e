import type { Database } from '@holdfast/database';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import { EndWith } from '../exit-status.ts';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import { type LoadedConfig, loadConfig } from './config-file.ts';
import { readImported, type SourceFields } from './imported-key.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { reading } from './reading.ts';
import { SecretInput } from './secret-input.ts';

interface ReimportOptions extends OperatorOptions {
  /** Only say what has changed. */
  readonly check?: true;
}

/** Exit status of `--check` when a key has another secret in its store, as of `key report`. */
const SOMETHING_DUE = 3;
const FAILED = 1;

/** An imported key, as the database says; the gateway compares it with what it vouches for. */
interface KnownSource {
  readonly name: string;
  readonly source: string;
  readonly fields: SourceFields;
  readonly marker: string | null;
}

/** What became of one key. */
export interface Reimported {
  readonly name: string;
  readonly source: string;
  readonly before: string | null;
  readonly now: string | null;
  readonly state: 'unchanged' | 'changed' | 'imported' | 'failed';
  /** The version of the key that signs from now on. */
  readonly version: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Runs `holdfast key reimport`. */
export async function reimportKeysCommand(
  name: string | undefined,
  options: ReimportOptions,
  terminal: Terminal,
): Promise<void> {
  const loaded = await loadConfig(options.config, terminal);
  const known = await reading(options, terminal, ({ operator }) => readSources(operator));
  const chosen = known.filter((one) => name === undefined || one.name === name);
  if (name !== undefined && chosen.length === 0) {
    throw new HoldfastError(
      'KEY_SOURCE_UNKNOWN',
      `There is no exchange key "${name}" that was imported from a key store.`,
      { key: name },
    );
  }
  const input = SecretInput.of(options);
  const keys: Reimported[] = [];
  for (const one of chosen) keys.push(await reimport(loaded, one, options, terminal, input));
  if (options.json) terminal.stdout.write(`${JSON.stringify({ keys })}\n`);
  else for (const key of keys) terminal.stdout.write(`${sentence(key)}\n`);
  if (keys.some(({ state }) => state === 'failed')) throw new EndWith(FAILED);
  if (options.check && keys.some(({ state }) => state === 'changed')) throw new EndWith(SOMETHING_DUE);
}

/** Every key that was imported and is not to be deleted. */
export async function readSources({ kysely }: Database): Promise<KnownSource[]> {
  const rows = await kysely
    .selectFrom('exchange_key_sources as s')
    .innerJoin('exchange_keys as k', 'k.number', 's.exchange_key')
    .innerJoin('exchange_key_versions as v', 'v.exchange_key', 'k.number')
    .where('v.state', '=', 'active')
    .select(['k.name', 's.source', 's.api_key_field', 's.secret_field', 's.passphrase_field', 's.marker'])
    .orderBy('k.name')
    .execute();
  return rows.map(({ name, source, marker, ...row }) => ({
    name,
    source,
    marker,
    fields: { apiKey: row.api_key_field, secret: row.secret_field, passphrase: row.passphrase_field },
  }));
}

/**
 * Reads one key's secret where it came from, and gives it to the gateway when its version there is another one, or the store
 * has no versions. What fails for one key stops no other.
 */
async function reimport(
  loaded: LoadedConfig,
  { name, source, fields, marker: before }: KnownSource,
  options: ReimportOptions,
  terminal: Terminal,
  input: SecretInput,
): Promise<Reimported> {
  const told = { name, source, before, now: before, version: null, error: null };
  try {
    const { parts, marker } = await readImported(loaded, source, fields);
    try {
      if (marker !== null && marker === before) return { ...told, state: 'unchanged' };
      const dryRun = options.check === true;
      // So that whoever only looks has to prove nothing. Without versions only the vault can compare.
      if (dryRun && marker !== null) return { ...told, now: marker, state: 'changed' };
      const { result } = await operate(options, terminal, {
        command: 'key reimport',
        arguments: { name, source: { source, fields, marker }, dryRun },
        secrets: async () => parts,
        input,
      });
      const state = result.changed !== true ? 'unchanged' : dryRun ? 'changed' : 'imported';
      return { ...told, now: marker, state, version: Number(result.version) };
    } finally {
      for (const bytes of Object.values(parts)) bytes.fill(0);
    }
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return { ...told, state: 'failed', error: { code: error.code, message: error.message } };
  }
}

/** What became of a key, for people. The database is not believed, so neither is what it has for a source. */
export function sentence(key: Reimported): string {
  return printable(words(key));
}

function words({ name, source, state, now, version, error }: Reimported): string {
  const there = now === null ? source : `${source}, version ${now}`;
  switch (state) {
    case 'unchanged':
      return `${name}: has the secret of ${there}.`;
    case 'changed':
      return `${name}: has another secret than ${there}. Import it with "holdfast key reimport ${name}".`;
    case 'imported':
      return `${name}: version ${version} signs from now on, from ${there}. When the old key is deleted at the exchange: holdfast key retire ${name} --version NUMBER`;
    case 'failed':
      return `${name}: was not imported again: ${error?.code} ${error?.message}`;
  }
}
