import { openCheckpoint } from './checkpoint.ts';
import { MOST_LINE_BYTES } from './export-lines.ts';
import { ExportReader } from './export-reader.ts';
import { lineBlocks } from './line-blocks.ts';
import type { NoteVerifier } from './signed-note.ts';
import type { Verification } from './verification.ts';

/**
 * Verifies an export with nothing but the log's public key, in one pass and constant memory: every entry against its
 * leaf hash, all leaf hashes against every signed checkpoint, and the checkpoints kept elsewhere.
 *
 * A changed, removed, inserted or moved entry is a `problem` of the result; see `explainVerification` for what a sound
 * result means and what it can't.
 *
 * @param against checkpoints of this log that were kept outside it
 * @throws HoldfastError AUDIT_NOTE_INVALID, AUDIT_SIGNATURE_INVALID when an outside checkpoint is not this log's
 * @example
 * const verification = await verifyExport(createReadStream('audit.export'), parseVerifierKey(key), { against: [note] });
 * verification.problem; // null
 */
export async function verifyExport(
  stream: AsyncIterable<Uint8Array | string>,
  verifier: NoteVerifier,
  { against = [] }: { readonly against?: readonly (string | Uint8Array)[] } = {},
): Promise<Verification> {
  const reader = new ExportReader(
    verifier,
    against.map((note) => openCheckpoint(note, verifier)),
  );
  for await (const { bytes, last } of lineBlocks(stream, MOST_LINE_BYTES)) {
    if (last) reader.finish(bytes.length);
    else reader.read(bytes);
    if (reader.done) break;
  }
  return reader.result();
}
