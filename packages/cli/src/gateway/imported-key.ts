import { HoldfastError } from '@holdfast/errors';
import type { Dialect } from '@holdfast/gateway';
import type { SecretJson, SecretObject } from '@holdfast/vault/providers';
import type { GivenParts } from './add-key.ts';
import type { LoadedConfig } from './config-file.ts';
import { awsClientOf, closeStores, vaultClientOf } from './key-stores.ts';

/** Names of the fields that an exchange key's parts are in. */
export interface SourceFields {
  readonly apiKey: string;
  readonly secret: string;
  /** Null for an exchange without one. */
  readonly passphrase: string | null;
}

/** What a store gave. The buffers are the caller's. */
export interface Imported {
  readonly parts: GivenParts;
  /** The version there; null where the store has none. */
  readonly marker: string | null;
}

const DEFAULT_FIELDS = { apiKey: 'apiKey', secret: 'secret', passphrase: 'passphrase' } as const;

/** The fields for a dialect, where a person may have renamed some. */
export function fieldsFor(
  { hasPassphrase }: Pick<Dialect, 'hasPassphrase'>,
  named: { readonly apiKeyField?: string; readonly secretField?: string; readonly passphraseField?: string },
): SourceFields {
  return {
    apiKey: named.apiKeyField ?? DEFAULT_FIELDS.apiKey,
    secret: named.secretField ?? DEFAULT_FIELDS.secret,
    passphrase: hasPassphrase ? (named.passphraseField ?? DEFAULT_FIELDS.passphrase) : null,
  };
}

/**
 * Reads an exchange key from the store that its source names: `vault:secret/data/path` or `aws-sm:name-or-arn`.
 *
 * @throws HoldfastError KEY_SOURCE_INVALID, KEY_SOURCE_FIELDS, CONFIG_INVALID, KEY_STORE_…
 */
export async function readImported(
  loaded: LoadedConfig,
  source: string,
  fields: SourceFields,
): Promise<Imported> {
  const { forgetJson } = await import('@holdfast/vault/providers');
  const { fields: found, marker } = await readFields(loaded, source);
  try {
    const one = (name: string) => fieldOf(source, found, name);
    return {
      parts: {
        'api-key': one(fields.apiKey),
        secret: one(fields.secret),
        ...(fields.passphrase === null ? {} : { passphrase: one(fields.passphrase) }),
      },
      marker,
    };
  } finally {
    for (const value of found.values()) forgetJson(value);
  }
}

/** Checks how a source is written, before anybody is asked for anything. @throws HoldfastError KEY_SOURCE_INVALID */
export async function checkSource({ config }: LoadedConfig, source: string): Promise<void> {
  const { isSecretId, isStorePath } = await import('@holdfast/vault/providers');
  const [, kind, place = ''] = /^(vault|aws-sm):(.+)$/.exec(source) ?? [];
  if (kind === 'vault' && isStorePath(place)) return;
  if (kind === 'aws-sm' && isSecretId(place)) {
    const region = place.startsWith('arn:') ? place.split(':')[3] : undefined;
    const own = config.stores.aws?.region;
    if (region === undefined || own === undefined || region === own) return;
    throw new HoldfastError(
      'KEY_SOURCE_INVALID',
      `The secret is in the region ${region}, but stores.aws.region is ${own}.`,
      { region },
    );
  }
  throw new HoldfastError(
    'KEY_SOURCE_INVALID',
    '--from is vault:PATH as the API has it, such as vault:secret/data/exchanges/binance, or aws-sm:NAME-OR-ARN.',
  );
}

async function readFields(
  loaded: LoadedConfig,
  source: string,
): Promise<{ readonly fields: SecretObject; readonly marker: string | null }> {
  await checkSource(loaded, source);
  const { readKvSecret, readManagedSecret } = await import('@holdfast/vault/providers');
  const place = source.slice(source.indexOf(':') + 1);
  try {
    return source.startsWith('vault:')
      ? await readKvSecret(await vaultClientOf(loaded), place)
      : await readManagedSecret(await awsClientOf(loaded), place);
  } finally {
    await closeStores(loaded);
  }
}

/** A copy, because what it lies in is zeroed. */
function fieldOf(source: string, found: SecretObject, name: string): Buffer {
  const value: SecretJson | undefined = found.get(name);
  if (!Buffer.isBuffer(value) || value.length === 0) {
    throw new HoldfastError(
      'KEY_SOURCE_FIELDS',
      `The secret at ${source} has no text in a field "${name}". Say which fields it has: --api-key-field, --secret-field, --passphrase-field.`,
      { source, field: name },
    );
  }
  const copy = Buffer.alloc(value.length);
  copy.set(value);
  return copy;
}
