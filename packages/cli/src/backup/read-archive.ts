import { HoldfastError } from '@holdfast/errors';
import { ByteReader, type ByteSource, damagedBackup } from '@holdfast/vault';
import {
  ARCHIVE_FORMAT,
  ARCHIVED_FILES,
  type ArchivedFile,
  type ArchiveHead,
  type ArchivePart,
  FRAME,
  MOST_FRAME_BYTES,
} from './archive.ts';

/** An archive whose head was read. */
export interface OpenArchive {
  readonly head: ArchiveHead;
  /** Its parts in order; all bytes of one have to be taken before the next. Only its end proves that nothing is missing. */
  parts(): AsyncGenerator<ReadPart, void, undefined>;
}

/** A part and its bytes, which can be read once. */
interface ReadPart {
  readonly part: ArchivePart;
  readonly bytes: AsyncIterable<Buffer>;
}

interface Frame {
  readonly kind: number;
  readonly payload: Buffer;
}

/**
 * Reads the head of an archive, and then its parts to the very end.
 *
 * @throws HoldfastError BACKUP_DAMAGED, here or by `parts`, for whatever `writeArchive` does not write, BACKUP_NEWER for
 *   another form, and what the source throws
 */
export async function openArchive(source: ByteSource): Promise<OpenArchive> {
  const reader = new ByteReader(source);
  try {
    const head = headOf(await nextFrame(reader));
    return { head, parts: () => partsOf(reader, head) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function* partsOf(reader: ByteReader, head: ArchiveHead): AsyncGenerator<ReadPart, void, undefined> {
  try {
    const tables = new Set(head.database.tables.map(({ name }) => name));
    const files = new Set<string>(ARCHIVED_FILES);
    for (;;) {
      const frame = await nextFrame(reader);
      if (frame.kind === FRAME.end) break;
      const part = partOf(frame, head);
      // Each at most once.
      if (!('file' in part ? files.delete(part.file) : tables.delete(part.table.name))) throw damagedBackup();
      yield { part, bytes: dataOf(reader) };
    }
    if (tables.size > 0 || files.has('vault/vault.json') || !(await reader.atEnd())) throw damagedBackup();
  } finally {
    await reader.close();
  }
}

async function* dataOf(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  let length = 0;
  for (;;) {
    const { kind, payload } = await nextFrame(reader);
    if (kind === FRAME.partEnd) {
      if (recordOf(payload).bytes !== length) throw damagedBackup();
      return;
    }
    if (kind !== FRAME.data) throw damagedBackup();
    length += payload.length;
    yield payload;
  }
}

async function nextFrame(reader: ByteReader): Promise<Frame> {
  const head = await reader.read(5);
  if (head.length < 5) throw damagedBackup();
  const length = head.readUInt32BE(1);
  if (length > MOST_FRAME_BYTES) throw damagedBackup();
  const payload = await reader.read(length);
  if (payload.length < length) throw damagedBackup();
  return { kind: head[0], payload };
}

/** The encryption proves who wrote it, so what remains to tell is another version. */
function headOf({ kind, payload }: Frame): ArchiveHead {
  if (kind !== FRAME.head) throw damagedBackup();
  const head = recordOf(payload) as unknown as ArchiveHead;
  if (head.format !== ARCHIVE_FORMAT) {
    throw new HoldfastError(
      'BACKUP_NEWER',
      `The backup has the form ${String(head.format)}, and this program knows ${ARCHIVE_FORMAT}. Use the newer program.`,
      { program: String(head.program) },
    );
  }
  return head;
}

function partOf({ kind, payload }: Frame, head: ArchiveHead): ArchivePart {
  if (kind === FRAME.file) {
    const file = parse(payload);
    if (ARCHIVED_FILES.includes(file as ArchivedFile)) return { file: file as ArchivedFile };
  }
  if (kind === FRAME.table) {
    const { name } = recordOf(payload);
    const table = head.database.tables.find((one) => one.name === name);
    if (table !== undefined) return { table };
  }
  throw damagedBackup();
}

function recordOf(payload: Buffer): Record<string, unknown> {
  const value = parse(payload);
  if (typeof value !== 'object' || value === null) throw damagedBackup();
  return value as Record<string, unknown>;
}

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    // Not the parser's words: they quote what it read.
    throw damagedBackup();
  }
}
