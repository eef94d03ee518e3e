import { Buffer } from 'node:buffer';

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1');
const PAD = 0x3d;
const VALUE = new Int8Array(256).fill(-1);
ALPHABET.forEach((code, value) => {
  VALUE[code] = value;
});

/**
 * Base64 (RFC 4648 section 4) from bytes to bytes: `Buffer.toString('base64')` would leave a secret behind in a string
 * that can't be zeroed.
 */
export function encodeBase64(bytes: Uint8Array): Buffer {
  const text = Buffer.alloc(Math.ceil(bytes.length / 3) * 4, PAD);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const left = bytes.length - from;
    const group = (bytes[from] << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    text[to] = ALPHABET[group >> 18];
    text[to + 1] = ALPHABET[(group >> 12) & 63];
    if (left > 1) text[to + 2] = ALPHABET[(group >> 6) & 63];
    if (left > 2) text[to + 3] = ALPHABET[group & 63];
  }
  return text;
}

/** The bytes of a base64 text in its one canonical form; null for anything else (wrong length, letters, padding bits). */
export function decodeBase64(text: Uint8Array): Buffer | null {
  if (text.length === 0 || text.length % 4 !== 0) return null;
  const pads = text.at(-1) !== PAD ? 0 : text.at(-2) !== PAD ? 1 : 2;
  const bytes = Buffer.alloc((text.length / 4) * 3 - pads);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length - pads; i++) {
    const value = VALUE[text[i]];
    if (value < 0) {
      bytes.fill(0);
      return null;
    }
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  if ((bits & ((1 << held) - 1)) !== 0) {
    bytes.fill(0);
    return null;
  }
  return bytes;
}
