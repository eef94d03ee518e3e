import { randomBytes } from 'node:crypto';
import { decodeBase64, encodeBase64 } from '../../dialect/base64.ts';
import type { IssuedKey } from '../../dialect/dialect.ts';

/** A key id of 56 and a secret of 88 characters of base64, as Kraken's are. */
export function issueKraken(): IssuedKey {
  const verifier = randomBytes(64);
  return {
    apiKey: randomBytes(42).toString('base64'),
    algorithm: 'hmac',
    secret: encodeBase64(verifier),
    verifier,
    passphrase: null,
  };
}

/** The bytes of a secret as Kraken hands it out; null when it isn't base64 of at least 32 bytes. */
export function decodeKrakenSecret(text: Buffer): Buffer | null {
  const bytes = decodeBase64(text);
  if (bytes !== null && bytes.length < 32) {
    bytes.fill(0);
    return null;
  }
  return bytes;
}
