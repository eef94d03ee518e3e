import { Buffer } from 'node:buffer';
import { randomBytes, randomUUID } from 'node:crypto';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { issuePassphrase } from '../../dialect/passphrase.ts';

const HEX = Buffer.from('0123456789ABCDEF', 'latin1');

/** A key id like a UUID, a secret of 32 hexadecimal digits, and a passphrase, as OKX's are. */
export function issueOkx(): IssuedKey {
  const bytes = randomBytes(16);
  const secret = Buffer.alloc(32);
  bytes.forEach((byte, i) => {
    secret[2 * i] = HEX[byte >> 4];
    secret[2 * i + 1] = HEX[byte & 15];
  });
  bytes.fill(0);
  return {
    apiKey: randomUUID(),
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: issuePassphrase(),
  };
}
