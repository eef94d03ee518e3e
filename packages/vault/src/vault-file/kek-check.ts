import { createHmac, timingSafeEqual } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { encodeFields } from '../encoding.ts';
import type { Kek } from '../kek.ts';
import type { ProviderParameters } from '../kek-provider.ts';
import { deriveSubkey } from '../subkey.ts';
import { canonicalProvider, type VaultEntry } from './vault-file.ts';

/** The entry of a KEK with its check value, which also covers the provider's parameters. */
export function entryOf(kek: Kek, provider: ProviderParameters): VaultEntry {
  return { kekId: kek.id, provider, check: checkValue(kek, provider).toString('hex') };
}

/**
 * Makes sure that a KEK is the one that an entry describes; also for one that came through a pipe.
 *
 * @throws HoldfastError KEK_WRONG
 */
export function verifyKek(kek: Kek, entry: VaultEntry): void {
  const stored = Buffer.from(entry.check, 'hex');
  const expected = checkValue(kek, entry.provider);
  if (kek.id === entry.kekId && stored.length === expected.length && timingSafeEqual(stored, expected))
    return;
  throw new HoldfastError(
    'KEK_WRONG',
    `This ${NAMES[entry.provider.kind]} does not open the vault. Try again, or restore the vault file if it was changed.`,
    { provider: entry.provider.kind },
  );
}

const NAMES = {
  passphrase: 'passphrase',
  file: 'key file',
  keyring: 'keyring entry',
  environment: 'environment variable',
  'vault-transit': 'key that Vault’s Transit unwrapped',
  'aws-kms': 'key that AWS KMS unwrapped',
} as const;

function checkValue(kek: Kek, provider: ProviderParameters): Buffer {
  const encoded = encodeFields('holdfast kek check v1', [
    ['kek id', kek.id],
    ...Object.entries(canonicalProvider(provider)).map(
      ([name, value]) => [name, typeof value === 'number' ? BigInt(value) : value] as const,
    ),
  ]);
  return createHmac('sha256', deriveSubkey(kek, 'kek check')).update(encoded).digest();
}
