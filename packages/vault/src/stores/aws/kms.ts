import { decodeBase64, encodeBase64 } from '../base64.ts';
import { bytesIn, forgetJson, textIn, writeSecretJson } from '../secret-json.ts';
import { notUnderstood, wrapRefused } from '../store-errors.ts';
import { type AwsClient, AwsRefusal } from './aws-client.ts';

/** The name under which a wrapped key's KEK id is in KMS's encryption context, and in CloudTrail. */
export const CONTEXT_NAME = 'holdfast-kek';

/** A key as KMS wrapped it. */
export interface KmsWrapped {
  /** ARN of the key that did. */
  readonly keyArn: string;
  /** Base64. */
  readonly ciphertext: string;
}

/**
 * Lets KMS encrypt 32 bytes, bound to the KEK's id by the encryption context.
 *
 * @param key id, ARN or alias
 * @param material zeroed
 * @throws HoldfastError KEY_STORE_…
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
 */
export async function kmsEncrypt(
  client: AwsClient,
  key: string,
  kekId: string,
  material: Buffer,
): Promise<KmsWrapped> {
  try {
    const answer = await client.call('kms', 'TrentService.Encrypt', () => {
      const plaintext = encodeBase64(material);
      const body = withContext(
        { KeyId: key, Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
        kekId,
      );
      plaintext.fill(0);
      return body;
    });
    const keyArn = textIn(answer.get('KeyId')) ?? '';
    const ciphertext = textIn(answer.get('CiphertextBlob')) ?? '';
    if (!isKeyArn(keyArn) || !isCiphertext(ciphertext))
      throw notUnderstood(client.url('kms').origin, 'gives no wrapped key');
    return { keyArn, ciphertext };
  } finally {
    material.fill(0);
  }
}

/**
 * What KMS wrapped. The key is named, so that no other key of the account can have wrapped it.
 *
 * @returns the bytes, which the caller zeroes
 * @throws HoldfastError KEK_WRAP_REFUSED, KEY_STORE_…
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 */
export async function kmsDecrypt(
  client: AwsClient,
  { keyArn, ciphertext }: KmsWrapped,
  kekId: string,
): Promise<Buffer> {
  const store = client.url('kms').origin;
  try {
    const answer = await client.call('kms', 'TrentService.Decrypt', () =>
      withContext(
        { KeyId: keyArn, CiphertextBlob: ciphertext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
        kekId,
      ),
    );
    try {
      const text = bytesIn(answer.get('Plaintext'));
      const plaintext = text === null ? null : decodeBase64(text);
      if (textIn(answer.get('KeyId')) === keyArn && plaintext !== null) return plaintext;
      plaintext?.fill(0);
      throw notUnderstood(store, 'answers for another key, or gives none');
    } finally {
      forgetJson(answer);
    }
  } catch (error) {
    if (!(error instanceof AwsRefusal)) throw error;
    if (error.exception === 'InvalidCiphertextException')
      throw wrapRefused(store, 'it was changed, or belongs to another vault');
    if (error.exception === 'IncorrectKeyException') throw wrapRefused(store, 'another key wrapped it');
    throw error;
  }
}

export function isKeyArn(text: string): boolean {
  return text.length <= 2048 && /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(text);
}

export function isCiphertext(text: string): boolean {
  return text.length > 0 && text.length <= 8192 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

/** The context is an object in the object, so it is put in front. */
function withContext(members: Readonly<Record<string, string | Buffer>>, kekId: string): Buffer {
  const rest = writeSecretJson(members);
  const front = Buffer.from(
    `{"EncryptionContext":{${JSON.stringify(CONTEXT_NAME)}:${JSON.stringify(kekId)}},`,
  );
  const whole = Buffer.alloc(front.length + rest.length - 1);
  front.copy(whole);
  rest.copy(whole, front.length, 1);
  rest.fill(0);
  return whole;
}
