import { HoldfastError } from '@holdfast/errors';
import type { AuditStore } from './audit-store.ts';
import { decodeBase64 } from './base64.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { HASH_BYTES, leafHash } from './merkle.ts';
import { inclusionRanges, RangeHasher, verifyInclusion } from './merkle-proof.ts';
import type { NoteVerifier } from './signed-note.ts';

const FORMAT = 'c2sp.org/tlog-proof@v1';
/** More than the longest entry, the proof of the largest tree and a checkpoint with many signatures. */
const MOST_BYTES = 1 << 20;
const MOST_HASHES = 64;

/** An entry that was proven to be in the log. */
export interface ProvenEntry {
  readonly index: number;
  readonly bytes: Buffer;
  readonly checkpoint: Checkpoint;
}

/**
 * The proof that an entry is in the log, for somebody who gets only that entry: its bytes, its place, the hashes
 * beside its way up to the root, and a checkpoint with that root. It reads all leaf hashes up to the checkpoint.
 * Source: https://c2sp.org/tlog-proof
 *
 * @param checkpoint one of this log, of more than `index` entries
 * @throws HoldfastError AUDIT_PROOF_INVALID when the entry is not covered by the checkpoint, or the database doesn't
 *   hold what the checkpoint was signed over
 * @example
 * await proveEntry(store, 17, openCheckpoint(note, verifier)); // 'c2sp.org/tlog-proof@v1\nextra …\nindex 17\n…'
 */
export async function proveEntry(store: AuditStore, index: number, checkpoint: Checkpoint): Promise<string> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= checkpoint.size) {
    return invalid(`The entry ${index} is not among the ${checkpoint.size} entries of the checkpoint.`);
  }
  let bytes: Buffer | null = null;
  for await (const entry of store.entries(index, index + 1)) bytes = entry.bytes;
  const hasher = new RangeHasher(inclusionRanges(index, checkpoint.size));
  let count = 0;
  for await (const leaf of store.leaves(0, checkpoint.size)) {
    hasher.add(leaf);
    count++;
  }
  if (bytes === null || count !== checkpoint.size) return invalid('Entries of the log are missing.');
  const hashes = hasher.hashes();
  if (!verifyInclusion(leafHash(bytes), index, checkpoint.size, hashes, checkpoint.root)) {
    return invalid(
      'The database does not hold what the checkpoint was signed over. Export and verify the log.',
    );
  }
  const lines = [
    FORMAT,
    `extra ${bytes.toString('base64')}`,
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint.note}`;
}

/**
 * Reads a proof and gives the entry, if it is in the log that the verifier knows.
 *
 * @throws HoldfastError AUDIT_PROOF_INVALID when it isn't a proof or doesn't prove it
 * @throws HoldfastError AUDIT_NOTE_INVALID, AUDIT_SIGNATURE_INVALID when its checkpoint is not this log's
 * @example
 * const { index, bytes } = verifyProof(text, parseVerifierKey(key));
 */
export function verifyProof(text: string, verifier: NoteVerifier): ProvenEntry {
  const gap = text.indexOf('\n\n');
  if (text.length > MOST_BYTES || gap === -1) return invalid('This is no proof of an audit entry.');
  const [format, extra, place, ...path] = text.slice(0, gap).split('\n');
  const bytes = field(extra, 'extra ');
  const encoded = bytes === null ? null : decodeBase64(bytes);
  const index = field(place, 'index ');
  if (format !== FORMAT || encoded === null || index === null || !/^(?:0|[1-9][0-9]{0,15})$/.test(index)) {
    return invalid('This is no proof of an audit entry: a line at its beginning is missing or broken.');
  }
  const hashes = path.map((line) => decodeBase64(line));
  if (hashes.length > MOST_HASHES || hashes.some((hash) => hash === null || hash.length !== HASH_BYTES)) {
    return invalid('A hash in the proof is broken.');
  }
  const checkpoint = openCheckpoint(text.slice(gap + 2), verifier);
  const { size, root } = checkpoint;
  if (!verifyInclusion(leafHash(encoded), Number(index), size, hashes as Buffer[], root)) {
    return invalid(`The entry is not the one with the index ${index} in the log: the proof fails.`);
  }
  return { index: Number(index), bytes: encoded, checkpoint };
}

function field(line: string | undefined, name: string): string | null {
  return line?.startsWith(name) ? line.slice(name.length) : null;
}

function invalid(message: string): never {
  throw new HoldfastError('AUDIT_PROOF_INVALID', message);
}
