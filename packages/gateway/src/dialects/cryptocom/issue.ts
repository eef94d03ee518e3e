import { Buffer } from 'node:buffer';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { randomLetters } from '../../dialect/random-text.ts';

/** A key id of 22 letters and digits, as the exchange's are, and a secret of 32. */
export function issueCryptocom(): IssuedKey {
  const secret = randomLetters(32);
  return {
    apiKey: randomLetters(22).toString('latin1'),
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: null,
  };
}
