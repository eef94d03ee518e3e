import { type KeyObject, randomBytes } from 'node:crypto';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import { KEY_BYTES, newKekId, secretKey } from '../kek.ts';
import type { KekProvider, ProviderParameters } from '../kek-provider.ts';
import {
  isTransitCiphertext,
  type TransitKey,
  transitDecrypt,
  transitEncrypt,
} from '../stores/hashicorp/transit.ts';
import type { VaultClient } from '../stores/hashicorp/vault-client.ts';
import { checkStorePath, isStorePath } from '../stores/hashicorp/vault-settings.ts';
import { notUnderstood, wrapRefused } from '../stores/store-errors.ts';

/**
 * The key is 32 bytes of our own random generator, encrypted by the Transit engine of HashiCorp Vault or OpenBao; what the
 * engine gave lies in the vault file. Whoever has the file needs the store's consent each time, and the store's log has each
 * time. Made here and not by `datakey`, so that what the key is worth does not hang on another machine's randomness.
 *
 * @param options.key that wraps a new KEK; an existing one is opened with the key that the vault file names
 *
 * @example
 * vaultTransitProvider({ client: new VaultClient(settings), key: { mount: 'transit', name: 'holdfast' } });
 */
export function vaultTransitProvider(options: {
  readonly client: VaultClient;
  readonly key: TransitKey;
}): KekProvider {
  const { client, key } = options;
  checkStorePath(key.mount, 'vault.transit.mount');
  checkStorePath(key.name, 'vault.transit.key');

  const wrap = async (kekId: string, material: KeyObject): Promise<ProviderParameters> => {
    const ciphertext = await transitEncrypt(client, key, kekId, exported(material));
    const kept = await unwrap(client, key, kekId, ciphertext);
    if (!kept.equals(material)) throw notUnderstood(client.store, 'does not give back what it wrapped');
    return { kind: 'vault-transit', mount: key.mount, key: key.name, ciphertext };
  };
  return {
    kind: 'vault-transit',
    async create(kekId) {
      const material = secretKey(randomBytes(KEY_BYTES));
      const parameters = await wrap(kekId, material);
      await demandBinding(client, key, parameters);
      return { parameters, material };
    },
    async open(parameters, kekId) {
      const { from, ciphertext } = partsOf(client, parameters);
      return unwrap(client, from, kekId, ciphertext);
    },
    // By decrypting and encrypting: Transit's own rewrap takes no associated data.
    async rewrap(parameters, kekId) {
      const { from, ciphertext } = partsOf(client, parameters);
      const material = await unwrap(client, from, kekId, ciphertext);
      return { parameters: await wrap(kekId, material), material };
    },
  };
}

async function unwrap(
  client: VaultClient,
  key: TransitKey,
  kekId: string,
  ciphertext: string,
): Promise<KeyObject> {
  const bytes = await transitDecrypt(client, key, kekId, ciphertext);
  if (bytes.length === KEY_BYTES) return secretKey(bytes);
  bytes.fill(0);
  throw notUnderstood(client.store, 'gives a key of another length');
}

/** A Vault that does not know associated data ignores it without a word. */
async function demandBinding(
  client: VaultClient,
  key: TransitKey,
  parameters: ProviderParameters,
): Promise<void> {
  if (parameters.kind !== 'vault-transit') return;
  try {
    (await transitDecrypt(client, key, newKekId(), parameters.ciphertext)).fill(0);
  } catch (error) {
    if (isHoldfastError(error) && error.code === 'KEK_WRAP_REFUSED') return;
    throw error;
  }
  throw new HoldfastError(
    'KEK_WRAP_UNBOUND',
    `The key store ${client.store} also opens the wrapped key for another vault. Make the Transit key "${key.name}" anew with derived=true, or use Vault 1.13 or newer, or OpenBao.`,
    { store: client.store },
  );
}

function partsOf(
  client: VaultClient,
  parameters: ProviderParameters,
): { from: TransitKey; ciphertext: string } {
  if (parameters.kind !== 'vault-transit')
    throw new HoldfastError('VAULT_PROVIDER_OTHER', 'This vault is not opened by Transit.');
  const { mount, key: name, ciphertext } = parameters;
  // They become parts of an address, and a changed vault file must not lead elsewhere.
  if (!isStorePath(mount) || !isStorePath(name) || !isTransitCiphertext(ciphertext))
    throw wrapRefused(client.store, 'the vault file does not have it in Vault’s form');
  return { from: { mount, name }, ciphertext };
}

function exported(material: KeyObject): Buffer {
  return material.export();
}
