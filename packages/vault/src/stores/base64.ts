const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1');
const PAD = 0x3d;

const VALUES = new Int8Array(256).fill(-1);
for (const [value, code] of ALPHABET.entries()) VALUES[code] = value;

/**
 * Base64 (RFC 4648 section 4) from bytes to bytes. Buffer's own goes by a string, which nobody can zero.
 *
 * @example
 * encodeBase64(Buffer.from('key')).toString(); // 'a2V5'
 */
export function encodeBase64(bytes: Uint8Array): Buffer {
  const text = Buffer.alloc(Math.ceil(bytes.length / 3) * 4, PAD);
  let at = 0;
  for (let from = 0; from < bytes.length; from += 3) {
    const left = bytes.length - from;
    const three = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    text[at++] = ALPHABET[three >> 18]!;
    text[at++] = ALPHABET[(three >> 12) & 63]!;
    if (left > 1) text[at] = ALPHABET[(three >> 6) & 63]!;
    at++;
    if (left > 2) text[at] = ALPHABET[three & 63]!;
    at++;
  }
  return text;
}

/** The bytes of base64 in its one spelling: padded, without line ends, unused bits zero. Null for any other text. */
export function decodeBase64(text: Uint8Array): Buffer | null {
  if (text.length % 4 !== 0) return null;
  const pads = text.at(-1) !== PAD ? 0 : text.at(-2) !== PAD ? 1 : 2;
  const digits = text.length - pads;
  const bytes = Buffer.alloc((text.length / 4) * 3 - pads);
  let gathered = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < digits; i++) {
    const value = VALUES[text[i]!]!;
    if (value < 0) {
      bytes.fill(0);
      return null;
    }
    gathered = ((gathered << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (gathered >> bits) & 0xff;
    }
  }
  if ((gathered & ((1 << bits) - 1)) === 0) return bytes;
  bytes.fill(0);
  return null;
}
