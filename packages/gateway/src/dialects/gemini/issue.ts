import { Buffer } from 'node:buffer';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { randomLetters } from '../../dialect/random-text.ts';

/** A key id `account-…` and a secret of 28 letters and digits, as Gemini's keys of one account are. */
export function issueGemini(): IssuedKey {
  const secret = randomLetters(28);
  return {
    apiKey: `account-${randomLetters(20).toString('latin1')}`,
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: null,
  };
}
