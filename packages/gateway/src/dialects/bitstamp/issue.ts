import { Buffer } from 'node:buffer';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { randomLetters } from '../../dialect/random-text.ts';

/** A key id and a secret of 32 letters and digits each, as Bitstamp's are. */
export function issueBitstamp(): IssuedKey {
  const secret = randomLetters(32);
  return {
    apiKey: randomLetters(32).toString('latin1'),
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: null,
  };
}
