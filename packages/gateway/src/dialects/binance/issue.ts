import { Buffer } from 'node:buffer';
import type { IssuedKey, KeyAlgorithm } from '../../dialect/dialect.ts';
import { issueKeyPair } from '../../dialect/key-pair.ts';
import { randomLetters } from '../../dialect/random-text.ts';

/**
 * A key id of 64 letters and digits, and a secret of as many or a private key, as Binance's are.
 *
 * @throws Error for an algorithm that Binance doesn't have
 */
export function issueBinance(algorithm: KeyAlgorithm): IssuedKey {
  const apiKey = randomLetters(64).toString('latin1');
  if (algorithm === 'es256') throw new Error('Binance has no ES256 keys');
  if (algorithm !== 'hmac') return { apiKey, algorithm, ...issueKeyPair(algorithm), passphrase: null };
  const secret = randomLetters(64);
  return { apiKey, algorithm, secret, verifier: Buffer.from(secret), passphrase: null };
}
