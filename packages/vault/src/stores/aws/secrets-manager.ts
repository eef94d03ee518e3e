import {
  bytesIn,
  forgetJson,
  objectIn,
  readSecretJson,
  type SecretObject,
  textIn,
  writeSecretJson,
} from '../secret-json.ts';
import { notUnderstood } from '../store-errors.ts';
import type { AwsClient } from './aws-client.ts';

/**
 * The current version of a secret whose value is a JSON object.
 *
 * @param id name or ARN
 * @returns its fields, which the caller forgets, and the version's id
 * @throws HoldfastError KEY_STORE_…
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export async function readManagedSecret(
  client: AwsClient,
  id: string,
): Promise<{ readonly fields: SecretObject; readonly marker: string }> {
  const store = client.url('secretsmanager').origin;
  const answer = await client.call('secretsmanager', 'secretsmanager.GetSecretValue', () =>
    writeSecretJson({ SecretId: id, VersionStage: 'AWSCURRENT' }),
  );
  try {
    const marker = textIn(answer.get('VersionId')) ?? '';
    if (!/^[A-Za-z0-9-]{1,64}$/.test(marker)) throw notUnderstood(store, 'names no version of the secret');
    const text = bytesIn(answer.get('SecretString'));
    const inner = text === null ? null : readSecretJson(text);
    const fields = objectIn(inner?.value);
    if (fields !== null) return { fields, marker };
    forgetJson(inner?.value);
    throw notUnderstood(store, 'holds a secret that is no JSON object of texts');
  } finally {
    forgetJson(answer);
  }
}

/** A secret's name or ARN. */
export function isSecretId(text: string): boolean {
  const name = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
  const arn = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,519}$/;
  return name.test(text) || arn.test(text);
}
