import type { DumpedTable, DumpHead } from '@holdfast/database';

/*
 * What is encrypted in a backup: frames of one byte kind, 4 bytes length (big-endian) and so many bytes. First the head;
 * then the parts, each a beginning (`file` or `table`), its data in pieces, and an end with its number of bytes; then one
 * end of everything, so that an archive that lacks its last parts is not taken for whole.
 */

/** The kinds of frames. */
export const FRAME = { head: 1, file: 2, table: 3, data: 4, partEnd: 5, end: 6 } as const;

/** More is refused when reading; data is cut into pieces of at most this. */
export const MOST_FRAME_BYTES = 1 << 20;

/** The form of the archive that this program writes and reads. */
export const ARCHIVE_FORMAT = 1;

/** The files of a data home that belong to a backup, besides the database. */
export const ARCHIVED_FILES = ['vault/vault.json', 'gateway.yaml', 'audit/checkpoints'] as const;

export type ArchivedFile = (typeof ARCHIVED_FILES)[number];

/** What an archive says of itself before anything else. */
export interface ArchiveHead {
  readonly format: typeof ARCHIVE_FORMAT;
  /** Of the program that made it. */
  readonly program: string;
  readonly database: DumpHead;
}

/** A part of an archive: a file, or the rows of a table. */
export type ArchivePart = { readonly file: ArchivedFile } | { readonly table: DumpedTable };
