import { createSecretKey, type KeyObject } from 'node:crypto';
import { isCredential } from '../secret-file.ts';
import { bytesIn, type SecretObject, textIn } from '../secret-json.ts';
import { badCredentials } from '../store-errors.ts';

/** What signs requests to AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secret: KeyObject;
  /** Goes into a header, so it is a string. */
  readonly sessionToken: string | null;
  /** Milliseconds since 1970; null for those that stay. */
  readonly expiresAt: number | null;
}

/** Where credentials come from. */
export const CREDENTIAL_SOURCES = ['auto', 'environment', 'profile', 'container', 'instance'] as const;
export type CredentialSource = (typeof CREDENTIAL_SOURCES)[number];

/** Makes credentials of bytes, and zeroes them. @throws HoldfastError KEY_STORE_CREDENTIALS */
export function credentialsOf(
  where: string,
  parts: {
    readonly accessKeyId: string;
    readonly secret: Buffer;
    readonly sessionToken: string | null;
    readonly expiresAt: number | null;
  },
): AwsCredentials {
  const { accessKeyId, secret, sessionToken, expiresAt } = parts;
  try {
    if (!/^[A-Za-z0-9]{4,128}$/.test(accessKeyId)) throw badCredentials(`${where} has no access key id`);
    if (!isCredential(secret)) throw badCredentials(`${where} has no secret access key`);
    if (sessionToken !== null && !isCredential(Buffer.from(sessionToken)))
      throw badCredentials(`${where} has a session token that is none`);
    return { accessKeyId, secret: createSecretKey(secret), sessionToken, expiresAt };
  } finally {
    secret.fill(0);
  }
}

/**
 * Credentials as the container and instance endpoints give them: `AccessKeyId`, `SecretAccessKey`, `Token`, `Expiration`.
 *
 * @throws HoldfastError KEY_STORE_CREDENTIALS
 */
export function credentialsIn(where: string, answer: SecretObject): AwsCredentials {
  const expiresAt = Date.parse(textIn(answer.get('Expiration')) ?? '');
  const secret = bytesIn(answer.get('SecretAccessKey'));
  if (secret === null || Number.isNaN(expiresAt)) throw badCredentials(`${where} gave none`);
  return credentialsOf(where, {
    accessKeyId: textIn(answer.get('AccessKeyId')) ?? '',
    secret,
    sessionToken: textIn(answer.get('Token')),
    expiresAt,
  });
}
