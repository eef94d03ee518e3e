import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';

type Bytes = AsyncIterable<Uint8Array>;

/** Zstandard (RFC 8878): rows are text in which every byte of an entry takes two, so it more than halves them. */
export function compress(source: Bytes): Bytes {
  return through(source, createZstdCompress());
}

/** What {@link compress} took. Fails with what the source fails with. */
export function decompress(source: Bytes): Bytes {
  return through(source, createZstdDecompress());
}

function through(source: Bytes, transform: ReturnType<typeof createZstdCompress>): Bytes {
  // Whoever reads the transform is told of every error, and ends the source by ending early.
  pipeline(Readable.from(source, { objectMode: false, highWaterMark: 1 << 20 }), transform).catch(
    () => undefined,
  );
  return transform;
}
