import { HoldfastError } from '@holdfast/errors';
import type { Dialect, KeyAlgorithm } from '../dialect/dialect.ts';
import { signingKey } from '../keys/open-keys.ts';

/**
 * The bytes that sign, and how, from a secret as the exchange hands it out.
 *
 * @throws HoldfastError KEY_SECRET_INVALID
 */
export function decodeSecret(dialect: Dialect, text: Buffer): { algorithm: KeyAlgorithm; bytes: Buffer } {
  const bytes = dialect.decodeSecret === undefined ? Buffer.from(text) : dialect.decodeSecret(text);
  const algorithm = bytes === null ? null : algorithmOf(bytes);
  if (bytes === null || bytes.length === 0 || algorithm === null || !dialect.algorithms.includes(algorithm)) {
    throw new HoldfastError(
      'KEY_SECRET_INVALID',
      `That is no secret of ${dialect.exchange}. Paste it as the exchange shows it.`,
      {
        exchange: dialect.exchange,
      },
    );
  }
  return { algorithm, bytes };
}

const PEM = Buffer.from('-----BEGIN ', 'latin1');

function algorithmOf(bytes: Buffer): KeyAlgorithm | null {
  if (!bytes.subarray(0, PEM.length).equals(PEM)) return 'hmac';
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = signingKey('rsa')(bytes);
    if (asymmetricKeyType === 'ec') return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'es256' : null;
    return asymmetricKeyType === 'rsa' || asymmetricKeyType === 'ed25519' ? asymmetricKeyType : null;
  } catch {
    return null;
  }
}
