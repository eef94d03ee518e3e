import { decodeBase64 } from './base64.ts';
import { MOST_RECORD_BYTES } from './record.ts';

/** The first line of an export. */
export const EXPORT_FORMAT = 'holdfast-audit-export v1';

/** No line of an export is longer: the most bytes of an entry in base64, and room for what stands before them. */
export const MOST_LINE_BYTES = Math.ceil(MOST_RECORD_BYTES / 3) * 4 + 256;

const PRINTABLE = /^[ -~]+$/;
const LEAF_LENGTH = 44;

/** An entry's line, taken apart but not judged. */
export interface EntryLine {
  /** As it is written. */
  readonly index: string;
  /** Base64 of the leaf hash, as it is written. */
  readonly leaf: string;
  readonly bytes: Buffer;
}

/**
 * The line of an entry: `entry INDEX LEAF BYTES` when all its bytes are printable ASCII, as they are for every entry
 * that the gateway writes, and `entry64 INDEX LEAF BASE64` for anything else that is found in a database.
 *
 * @param leaf the leaf hash in base64
 */
export function formatEntryLine(index: number, leaf: string, bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return PRINTABLE.test(text)
    ? `entry ${index} ${leaf} ${text}\n`
    : `entry64 ${index} ${leaf} ${bytes.toString('base64')}\n`;
}

/** Reads what `formatEntryLine` writes (without the newline); null for anything else. */
export function parseEntryLine(line: string): EntryLine | null {
  const plain = line.startsWith('entry ');
  if (!plain && !line.startsWith('entry64 ')) return null;
  const start = plain ? 6 : 8;
  const space = line.indexOf(' ', start);
  const content = space + 1 + LEAF_LENGTH + 1;
  if (space === -1 || line[content - 1] !== ' ') return null;
  const text = line.slice(content);
  const bytes = plain ? plainBytes(text) : encodedBytes(text);
  if (bytes === null) return null;
  return { index: line.slice(start, space), leaf: line.slice(space + 1, content - 1), bytes };
}

function plainBytes(text: string): Buffer | null {
  return PRINTABLE.test(text) ? Buffer.from(text, 'latin1') : null;
}

function encodedBytes(text: string): Buffer | null {
  const bytes = decodeBase64(text);
  return bytes === null || PRINTABLE.test(bytes.toString('latin1')) ? null : bytes;
}
