import { type KeyObject, randomBytes } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { KEY_BYTES, secretKey } from '../kek.ts';
import type { KekProvider, ProviderParameters } from '../kek-provider.ts';
import type { AwsClient } from '../stores/aws/aws-client.ts';
import { isCiphertext, isKeyArn, type KmsWrapped, kmsDecrypt, kmsEncrypt } from '../stores/aws/kms.ts';
import { notUnderstood, wrapRefused } from '../stores/store-errors.ts';

/**
 * The key is 32 bytes of our own random generator, encrypted by AWS KMS with the KEK's id as encryption context; what KMS
 * gave lies in the vault file. Whoever has the file needs the consent of KMS each time, and CloudTrail has each time.
 *
 * @param options.key id, ARN or alias of a symmetric key that wraps a new KEK; an existing one is opened with the key that
 *   the vault file names
 *
 * @example
 * awsKmsProvider({ client: new AwsClient(settings), key: 'alias/holdfast' });
 */
export function awsKmsProvider(options: { readonly client: AwsClient; readonly key: string }): KekProvider {
  const { client, key } = options;
  if (!/^[A-Za-z0-9:/_-]{1,2048}$/.test(key))
    throw new HoldfastError('CONFIG_INVALID', 'vault.kms.key must be the id, ARN or alias of a KMS key.');

  const wrap = async (kekId: string, material: KeyObject): Promise<ProviderParameters> => {
    const wrapped = await kmsEncrypt(client, key, kekId, material.export());
    const kept = await unwrap(client, wrapped, kekId);
    if (!kept.equals(material))
      throw notUnderstood(client.url('kms').origin, 'does not give back what it wrapped');
    return { kind: 'aws-kms', key: wrapped.keyArn, ciphertext: wrapped.ciphertext };
  };
  return {
    kind: 'aws-kms',
    async create(kekId) {
      const material = secretKey(randomBytes(KEY_BYTES));
      return { parameters: await wrap(kekId, material), material };
    },
    async open(parameters, kekId) {
      return unwrap(client, partsOf(client, parameters), kekId);
    },
    // Not by ReEncrypt, which can't say whether the same key comes out.
    async rewrap(parameters, kekId) {
      const material = await unwrap(client, partsOf(client, parameters), kekId);
      return { parameters: await wrap(kekId, material), material };
    },
  };
}

async function unwrap(client: AwsClient, wrapped: KmsWrapped, kekId: string): Promise<KeyObject> {
  const bytes = await kmsDecrypt(client, wrapped, kekId);
  if (bytes.length === KEY_BYTES) return secretKey(bytes);
  bytes.fill(0);
  throw notUnderstood(client.url('kms').origin, 'gives a key of another length');
}

function partsOf(client: AwsClient, parameters: ProviderParameters): KmsWrapped {
  if (parameters.kind !== 'aws-kms')
    throw new HoldfastError('VAULT_PROVIDER_OTHER', 'This vault is not opened by AWS KMS.');
  const { key: keyArn, ciphertext } = parameters;
  if (!isKeyArn(keyArn) || !isCiphertext(ciphertext))
    throw wrapRefused(client.url('kms').origin, 'the vault file does not have it in KMS’s form');
  return { keyArn, ciphertext };
}
