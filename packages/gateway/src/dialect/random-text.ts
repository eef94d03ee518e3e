import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';

const LETTERS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'latin1');
/** The greatest multiple of 62 in a byte: bytes from here on are thrown away, or some letters would come more often. */
const FAIR = 256 - (256 % LETTERS.length);

/** Random letters and digits, as bytes, so that a secret made of them never is a string. */
export function randomLetters(length: number): Buffer {
  const text = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const random = randomBytes(2 * length);
    for (const byte of random) {
      if (byte < FAIR && filled < length) text[filled++] = LETTERS[byte % LETTERS.length];
    }
    random.fill(0);
  }
  return text;
}
