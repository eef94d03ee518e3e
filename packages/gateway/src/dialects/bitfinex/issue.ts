import { Buffer } from 'node:buffer';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { randomLetters } from '../../dialect/random-text.ts';

/** A key id and a secret of 43 letters and digits each, as Bitfinex's are. */
export function issueBitfinex(): IssuedKey {
  const secret = randomLetters(43);
  return {
    apiKey: randomLetters(43).toString('latin1'),
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: null,
  };
}
