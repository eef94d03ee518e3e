import { createHash } from 'node:crypto';
import type { AuditStore } from './audit-store.ts';
import { EXPORT_FORMAT, formatEntryLine } from './export-lines.ts';
import { formatVerifierKey, type NoteVerifier } from './signed-note.ts';

const CHUNK_CHARACTERS = 1 << 16;

/**
 * The whole log as one file that needs nothing but the log's public key to be verified; the format is in
 * docs/audit.md. It is written as it is read, in constant memory. Nothing is judged or repaired: what the database
 * holds is what the verifier must see.
 *
 * @example
 * await pipeline(exportLog(store, verifier), createWriteStream('audit.export'));
 */
export async function* exportLog(store: AuditStore, verifier: NoteVerifier): AsyncGenerator<string> {
  const size = await store.size();
  const hash = createHash('sha256');
  let chunk = `${EXPORT_FORMAT}\norigin ${verifier.name}\nkey ${formatVerifierKey(verifier)}\n`;
  let entries = 0;
  const checkpoints = store.checkpointsAfter(0)[Symbol.asyncIterator]();
  let checkpoint = await checkpoints.next();
  const writeCheckpoints = async (upTo: number): Promise<void> => {
    while (!checkpoint.done && checkpoint.value.size <= upTo) {
      chunk += `checkpoint ${Buffer.from(checkpoint.value.note).toString('base64')}\n`;
      checkpoint = await checkpoints.next();
    }
  };
  for await (const { index, leaf, bytes } of store.entries(0, size)) {
    await writeCheckpoints(index);
    chunk += formatEntryLine(index, leaf.toString('base64'), bytes);
    entries++;
    if (chunk.length > CHUNK_CHARACTERS) {
      hash.update(chunk);
      yield chunk;
      chunk = '';
    }
  }
  await writeCheckpoints(size);
  // A checkpoint of more entries than there are now is evidence. One that was made meanwhile is left out.
  if (!checkpoint.done && checkpoint.value.size > (await store.size())) {
    await writeCheckpoints(Number.POSITIVE_INFINITY);
  }
  await checkpoints.return?.();
  hash.update(chunk);
  yield `${chunk}end ${entries} ${hash.digest('base64')}\n`;
}
