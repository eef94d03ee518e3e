import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IssuedKey } from '../../dialect/dialect.ts';

const HEX = Buffer.from('0123456789abcdef', 'latin1');
const HYPHEN = 0x2d;
/** Digits before each hyphen, and behind the last: HTX's keys and secrets look like e2a1b3c4-99a0b1c2-84d5e6f7-7a8b9. */
const GROUPS = [8, 8, 8, 5];

/** A key id and a secret of 29 hexadecimal digits, as HTX's are. */
export function issueHtx(): IssuedKey {
  const secret = groupedHex();
  return {
    apiKey: groupedHex().toString('latin1'),
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: null,
  };
}

/** In bytes, so that a secret made of them never is a string. */
function groupedHex(): Buffer {
  const random = randomBytes(GROUPS.reduce((sum, digits) => sum + digits, 0));
  const text = Buffer.alloc(random.length + GROUPS.length - 1, HYPHEN);
  let from = 0;
  let to = 0;
  for (const digits of GROUPS) {
    for (let i = 0; i < digits; i++) text[to++] = HEX[random[from++] & 15];
    to++;
  }
  random.fill(0);
  return text;
}
