import { isAbsolute } from 'node:path';
import { HoldfastError } from '@holdfast/errors';
import { areArgon2idParameters } from '../argon2id.ts';
import { isKekId } from '../kek.ts';
import type { ProviderParameters } from '../kek-provider.ts';

/** One KEK as the vault file describes it. */
export interface VaultEntry {
  readonly kekId: string;
  readonly provider: ProviderParameters;
  /** MAC of this entry under the KEK, 64 hex digits: tells a wrong key from a right one. */
  readonly check: string;
}

/** The content of `vault.json`. Nothing in it is secret; what a changed one can do is fail. */
export interface VaultFile {
  readonly current: VaultEntry;
  /** During a rekey the KEK that is to replace the current one. */
  readonly next: VaultEntry | null;
}

const FORMAT = 'holdfast-vault';
const VERSION = 1;

/** The file's one spelling. */
export function serializeVaultFile({ current, next }: VaultFile): string {
  const canonical = {
    format: FORMAT,
    version: VERSION,
    current: canonicalEntry(current),
    next: next && canonicalEntry(next),
  };
  return `${JSON.stringify(canonical, null, 2)}\n`;
}

/**
 * Reads the file's text. Only the spelling that {@link serializeVaultFile} gives is accepted, so that no name is
 * there twice and nothing is there that isn't understood.
 *
 * @throws HoldfastError VAULT_FILE_INVALID
 */
export function parseVaultFile(text: string): VaultFile {
  const root = recordOf(parseJson(text), ['format', 'version', 'current', 'next']);
  if (root.format !== FORMAT) throw invalid('it is no vault file');
  if (root.version !== VERSION) throw invalid('its version is not 1, the only one that this Holdfast knows');
  const current = parseEntry(root.current);
  const next = root.next === null ? null : parseEntry(root.next);
  if (next?.kekId === current.kekId) throw invalid('both its keys have the same id');
  if (serializeVaultFile({ current, next }) !== text) throw invalid('it is not as Holdfast wrote it');
  return { current, next };
}

function parseEntry(value: unknown): VaultEntry {
  const { kekId, provider, check } = recordOf(value, ['kekId', 'provider', 'check']);
  if (!isKekId(kekId)) throw invalid('a key id is no 32 hex digits');
  if (typeof check !== 'string' || !/^[0-9a-f]{64}$/.test(check))
    throw invalid('a check value is no 64 hex digits');
  return { kekId, provider: parseProvider(provider), check };
}

function parseProvider(value: unknown): ProviderParameters {
  const kind = (value as { kind?: unknown } | null)?.kind;
  switch (kind) {
    case 'passphrase': {
      const parts = recordOf(value, ['kind', 'memoryKib', 'passes', 'parallelism', 'nonce']);
      const { memoryKib, passes, parallelism, nonce } = parts as Record<string, never>;
      const parameters = { kind, memoryKib, passes, parallelism, nonce } as const;
      if (!areArgon2idParameters(parameters)) {
        throw invalid('its Argon2id parameters are outside what Holdfast accepts');
      }
      return parameters;
    }
    case 'file': {
      const path = textOf(recordOf(value, ['kind', 'path']).path);
      if (!isAbsolute(path)) throw invalid('the path of its key file is not absolute');
      return { kind, path };
    }
    case 'keyring': {
      const { service, account } = recordOf(value, ['kind', 'service', 'account']);
      return { kind, service: textOf(service), account: textOf(account) };
    }
    case 'environment':
      return { kind, variable: textOf(recordOf(value, ['kind', 'variable']).variable) };
    case 'vault-transit': {
      const { mount, key, ciphertext } = recordOf(value, ['kind', 'mount', 'key', 'ciphertext']);
      return { kind, mount: textOf(mount), key: textOf(key), ciphertext: textOf(ciphertext) };
    }
    case 'aws-kms': {
      const { key, ciphertext } = recordOf(value, ['kind', 'key', 'ciphertext']);
      return { kind, key: textOf(key), ciphertext: textOf(ciphertext) };
    }
    default:
      throw invalid('it names a kind of key provider that this Holdfast does not know');
  }
}

/** The parts of a provider in the order in which they are written and authenticated. */
export function canonicalProvider(provider: ProviderParameters): ProviderParameters {
  switch (provider.kind) {
    case 'passphrase': {
      const { kind, memoryKib, passes, parallelism, nonce } = provider;
      return { kind, memoryKib, passes, parallelism, nonce };
    }
    case 'file':
      return { kind: provider.kind, path: provider.path };
    case 'keyring':
      return { kind: provider.kind, service: provider.service, account: provider.account };
    case 'environment':
      return { kind: provider.kind, variable: provider.variable };
    case 'vault-transit': {
      const { kind, mount, key, ciphertext } = provider;
      return { kind, mount, key, ciphertext };
    }
    case 'aws-kms':
      return { kind: provider.kind, key: provider.key, ciphertext: provider.ciphertext };
  }
}

function canonicalEntry({ kekId, provider, check }: VaultEntry): VaultEntry {
  return { kekId, provider: canonicalProvider(provider), check };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('it is no JSON');
  }
}

function recordOf(value: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('a part of it is missing');
  const found = Object.keys(value);
  if (found.length !== names.length || !names.every((name) => Object.hasOwn(value, name))) {
    throw invalid(`it should have ${names.join(', ')} in one place, and has other names there`);
  }
  return value as Record<string, unknown>;
}

function textOf(value: unknown): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= 4096 && !value.includes('\0'))
    return value;
  throw invalid('a text of it is empty, too long or no text');
}

function invalid(why: string): HoldfastError {
  return new HoldfastError(
    'VAULT_FILE_INVALID',
    `The vault file can't be used: ${why}. Restore it from your copy; don't edit it.`,
  );
}
