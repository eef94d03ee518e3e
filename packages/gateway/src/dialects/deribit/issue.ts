import { Buffer } from 'node:buffer';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { randomLetters } from '../../dialect/random-text.ts';

/** A key id of 8 letters and digits and a secret of 43, as the exchange's are. */
export function issueDeribit(): IssuedKey {
  const secret = randomLetters(43);
  return {
    apiKey: randomLetters(8).toString('latin1'),
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: null,
  };
}
