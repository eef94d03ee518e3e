import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { HoldfastError } from '@holdfast/errors';

const CHUNK_BYTES = 1 << 20;

/** Known beginnings of files (magic numbers), to answer by content and not by the name's ending. */
const MAGIC: readonly { readonly bytes: readonly number[]; readonly kind: string }[] = [
  { bytes: [0x1f, 0x8b], kind: 'gzip' },
  { bytes: [0x50, 0x41, 0x52, 0x31], kind: 'parquet' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], kind: 'a ZIP archive' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], kind: 'Zstandard' },
  { bytes: [0x42, 0x5a, 0x68], kind: 'bzip2' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], kind: 'xz' },
];

/** A source file before it is read. */
export interface SourceFile {
  readonly path: string;
  /** Name without folders. */
  readonly name: string;
  readonly bytes: number;
  readonly kind: 'csv' | 'gzip' | 'parquet';
}

/**
 * Looks at a source file: that it is there, is a file, is not empty, and what it is.
 *
 * @throws HoldfastError SOURCE_NOT_FOUND, SOURCE_UNREADABLE
 */
export async function openSource(path: string): Promise<SourceFile> {
  const name = basename(path);
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw unreadable(path, 'it is a folder; name a file');
    if (!info.isFile()) throw unreadable(path, 'it is not a regular file; save its content to a file first');
    if (info.size === 0) throw unreadable(path, 'the file is empty');
    const head = await readHead(path);
    const kind = MAGIC.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte))?.kind ?? 'csv';
    if (kind !== 'csv' && kind !== 'gzip' && kind !== 'parquet') {
      throw unreadable(path, `it is packed with ${kind}; unpack it, or pack it with gzip`);
    }
    return { path, name, bytes: info.size, kind };
  } catch (cause) {
    throw asSourceError(path, cause);
  }
}

/**
 * Reads a source from start to end and gives its SHA-256 (of the bytes on disk). `onText` gets the unpacked
 * content as latin1, one character a byte; it is left out when only the hash is wanted.
 *
 * @throws HoldfastError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, and what `onText` throws
 */
export async function readSource(
  source: SourceFile,
  onText: ((text: string) => void) | undefined,
  onBytes: (done: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  const file = createReadStream(source.path, { highWaterMark: CHUNK_BYTES });
  const tapped = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      hash.update(chunk);
      done += chunk.length;
      onBytes(done);
      yield chunk;
    }
  };
  const consume = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) onText?.(chunk.toString('latin1'));
  };
  try {
    if (source.kind === 'gzip' && onText !== undefined) {
      await pipeline(Readable.from(tapped()), createGunzip({ chunkSize: CHUNK_BYTES }), consume);
    } else {
      await consume(tapped());
    }
    return hash.digest('hex');
  } catch (cause) {
    throw asSourceError(source.path, cause);
  } finally {
    file.destroy();
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const head = new Uint8Array(8);
    await handle.read(head, 0, head.length, 0);
    return head;
  } finally {
    await handle.close();
  }
}

export function unreadable(path: string, why: string, cause?: unknown): HoldfastError {
  return new HoldfastError(
    'SOURCE_UNREADABLE',
    `${path} can't be read: ${why}.`,
    { path, why },
    cause === undefined ? {} : { cause },
  );
}

function asSourceError(path: string, cause: unknown): unknown {
  if (cause instanceof HoldfastError || !(cause instanceof Error)) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new HoldfastError('SOURCE_NOT_FOUND', `There is no file ${path}.`, { path }, { cause });
  }
  if (code === 'EACCES' || code === 'EPERM') return unreadable(path, 'permission denied', cause);
  if (code === 'Z_BUF_ERROR') return unreadable(path, 'the gzip data is cut off; download it again', cause);
  if (code.startsWith('Z_')) return unreadable(path, `the gzip data is damaged (${cause.message})`, cause);
  if (code !== '') return unreadable(path, cause.message, cause);
  return cause;
}
