import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IssuedKey } from '../../dialect/dialect.ts';

const HEX = Buffer.from('0123456789abcdef', 'latin1');

/** A key id of 32 hexadecimal digits and a secret of 64, as Gate's are. */
export function issueGate(): IssuedKey {
  const bytes = randomBytes(32);
  const secret = Buffer.alloc(64);
  bytes.forEach((byte, i) => {
    secret[2 * i] = HEX[byte >> 4];
    secret[2 * i + 1] = HEX[byte & 15];
  });
  bytes.fill(0);
  return {
    apiKey: randomBytes(16).toString('hex'),
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: null,
  };
}
