import { Buffer } from 'node:buffer';
import type { IssuedKey, KeyAlgorithm } from '../../dialect/dialect.ts';
import { issueKeyPair } from '../../dialect/key-pair.ts';
import { randomLetters } from '../../dialect/random-text.ts';

/**
 * A key id of 18 letters and digits, and a secret of 36 or an RSA private key, as Bybit's are.
 *
 * @throws Error for an algorithm that Bybit doesn't have
 */
export function issueBybit(algorithm: KeyAlgorithm): IssuedKey {
  const apiKey = randomLetters(18).toString('latin1');
  if (algorithm === 'rsa') return { apiKey, algorithm, ...issueKeyPair('rsa'), passphrase: null };
  if (algorithm !== 'hmac') throw new Error(`Bybit has no ${algorithm} keys`);
  const secret = randomLetters(36);
  return { apiKey, algorithm, secret, verifier: Buffer.from(secret), passphrase: null };
}
