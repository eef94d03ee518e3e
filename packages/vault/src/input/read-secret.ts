import { isUtf8 } from 'node:buffer';
import { HoldfastError } from '@holdfast/errors';
import { MAX_SECRET_BYTES } from '../sealed-secret.ts';

/**
 * Reads standard input to its end into a buffer, without making a string of it. One line end at the end is left out,
 * because `echo` and editors add it. The stream's own pieces are zeroed. The caller zeroes the result.
 *
 * @param input a stream of bytes without an encoding
 * @param maxBytes 64 KiB when left out
 * @throws HoldfastError SECRET_INPUT_INVALID when it is longer, or not UTF-8
 *
 * @example
 * const pem = await readSecretFromStdin(process.stdin);
 */
export async function readSecretFromStdin(
  input: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_SECRET_BYTES,
): Promise<Buffer> {
  // Two bytes more for the line end.
  const bytes = Buffer.alloc(maxBytes + 2);
  try {
    let length = 0;
    for await (const piece of input) {
      if (!(piece instanceof Uint8Array)) throw invalid('it was decoded to text');
      const fits = length + piece.length <= bytes.length;
      if (fits) bytes.set(piece, length);
      piece.fill(0);
      if (!fits) throw invalid(`it is longer than ${maxBytes} bytes`);
      length += piece.length;
    }
    const secret = withoutLineEnd(bytes.subarray(0, length));
    if (secret.length > maxBytes) throw invalid(`it is longer than ${maxBytes} bytes`);
    if (!isUtf8(secret)) throw invalid('it is not UTF-8');
    return copy(secret);
  } finally {
    bytes.fill(0);
  }
}

/**
 * Cuts what was read into lines, for commands that need several secrets (a rekey: the old passphrase, then the new).
 * Zeroes `secret`; the caller zeroes the lines.
 *
 * @throws HoldfastError SECRET_INPUT_INVALID when there are more or fewer lines than `count`
 */
export function splitSecretLines(secret: Buffer, count: number): Buffer[] {
  const lines: Buffer[] = [];
  try {
    for (let from = 0; from <= secret.length; ) {
      const found = secret.indexOf(0x0a, from);
      const to = found === -1 ? secret.length : found;
      lines.push(copy(withoutLineEnd(secret.subarray(from, found === -1 ? to : to + 1))));
      from = to + 1;
    }
    if (lines.length === count) return lines;
    for (const line of lines) line.fill(0);
    throw invalid(`it has ${lines.length} lines instead of ${count}`);
  } finally {
    secret.fill(0);
  }
}

function withoutLineEnd(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}

/** Never from Node's shared pool, where other buffers' owners could see it. */
function copy(bytes: Buffer): Buffer {
  const own = Buffer.alloc(bytes.length);
  own.set(bytes);
  return own;
}

function invalid(why: string): HoldfastError {
  return new HoldfastError('SECRET_INPUT_INVALID', `The secret on standard input can't be used: ${why}.`);
}
