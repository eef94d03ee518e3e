import { type ArchiveHead, type ArchivePart, FRAME, MOST_FRAME_BYTES } from './archive.ts';

/** A part with its bytes. */
export interface PartToWrite {
  readonly part: ArchivePart;
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * Writes an archive as it is asked for; see archive.ts.
 *
 * @example
 * for await (const piece of writeArchive(head, parts)) await file.write(piece);
 */
export async function* writeArchive(
  head: ArchiveHead,
  parts: AsyncIterable<PartToWrite>,
): AsyncGenerator<Buffer, void, undefined> {
  yield json(FRAME.head, head);
  for await (const { part, bytes } of parts) {
    yield json('file' in part ? FRAME.file : FRAME.table, 'file' in part ? part.file : part.table);
    let length = 0;
    for await (const piece of bytes) {
      length += piece.length;
      for (let at = 0; at < piece.length; at += MOST_FRAME_BYTES) {
        yield frame(FRAME.data, piece.subarray(at, at + MOST_FRAME_BYTES));
      }
    }
    yield json(FRAME.partEnd, { bytes: length });
  }
  yield frame(FRAME.end, Buffer.alloc(0));
}

function json(kind: number, value: unknown): Buffer {
  return frame(kind, Buffer.from(JSON.stringify(value), 'utf8'));
}

function frame(kind: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(5 + payload.length);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt32BE(payload.length, 1);
  bytes.set(payload, 5);
  return bytes;
}
