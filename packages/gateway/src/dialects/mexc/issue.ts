import { Buffer } from 'node:buffer';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { randomLetters } from '../../dialect/random-text.ts';

/** A key id of 18 characters that begin with `mx0`, and a secret of 32, as MEXC's are. */
export function issueMexc(): IssuedKey {
  const secret = randomLetters(32);
  return {
    apiKey: `mx0${randomLetters(15).toString('latin1')}`,
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: null,
  };
}
