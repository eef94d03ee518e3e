import { createSecretKey, randomBytes } from 'node:crypto';
import { askProbe } from '../dialect/ask-probe.ts';
import type { Dialect, KeyPermissions, RealKey } from '../dialect/dialect.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import { signingKey } from '../keys/open-keys.ts';
import { type UpstreamClient, UpstreamFailure } from '../upstream/upstream-client.ts';
import { decodeSecret } from './decode-secret.ts';

/** An exchange said nothing. */
export const UNKNOWN_PERMISSIONS: KeyPermissions = {
  read: null,
  trade: null,
  withdraw: null,
  ipRestricted: null,
};

/** An exchange key as a person gives it. The buffers stay the caller's. */
export interface GivenKey {
  readonly apiKey: Buffer;
  readonly secret: Buffer;
  readonly passphrase: Buffer | null;
}

/**
 * Asks the exchange what a given key may do; see `askWithKey`.
 *
 * @param now milliseconds since 1970
 * @throws HoldfastError KEY_SECRET_INVALID
 */
export async function askPermissions(
  dialect: Dialect,
  given: GivenKey,
  upstream: UpstreamClient,
  now: number,
): Promise<KeyPermissions> {
  const { algorithm, bytes } = decodeSecret(dialect, given.secret);
  try {
    const key: RealKey = {
      keyId: given.apiKey.toString('utf8'),
      algorithm,
      key: signingKey(algorithm)(bytes),
      passphrase: given.passphrase === null ? null : createSecretKey(given.passphrase),
    };
    return await askWithKey(dialect, key, upstream, { now, nonce: BigInt(now) });
  } finally {
    bytes.fill(0);
  }
}

/**
 * Asks the exchange what a key may do. What can't be asked, or answers something else, is unknown: then the key is only
 * taken when that risk is accepted.
 *
 * @param stamp the time, in milliseconds since 1970, and a nonce greater than the key's last
 */
export async function askWithKey(
  dialect: Dialect,
  key: RealKey,
  upstream: UpstreamClient,
  stamp: { readonly now: number; readonly nonce: bigint },
): Promise<KeyPermissions> {
  try {
    return await askProbe(dialect.permissions, key.keyId, async (request) => {
      const outbound = dialect.sign(request, key, { ...stamp, random: randomBytes(16).toString('hex') });
      const answer = await upstream.send(outbound, () => undefined);
      return { status: answer.status, body: parseStrictJson(answer.body) };
    });
  } catch (error) {
    if (error instanceof UpstreamFailure || (error instanceof Error && error.name === 'HoldfastError'))
      return UNKNOWN_PERMISSIONS;
    throw error;
  }
}
