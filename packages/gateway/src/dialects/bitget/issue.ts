import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { issuePassphrase } from '../../dialect/passphrase.ts';

const HEX = Buffer.from('0123456789abcdef', 'latin1');

/** A key id like `bg_` and 32 hexadecimal digits, a secret of 64, and a passphrase, as Bitget's are. */
export function issueBitget(): IssuedKey {
  const bytes = randomBytes(32);
  const secret = Buffer.alloc(64);
  bytes.forEach((byte, i) => {
    secret[2 * i] = HEX[byte >> 4];
    secret[2 * i + 1] = HEX[byte & 15];
  });
  bytes.fill(0);
  return {
    apiKey: `bg_${randomBytes(16).toString('hex')}`,
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: issuePassphrase(),
  };
}
