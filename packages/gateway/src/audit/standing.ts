import type { AuditStore } from './audit-store.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { MerkleTree } from './merkle.ts';
import type { NoteVerifier } from './signed-note.ts';

/**
 * How the database relates to the newest checkpoint that is kept outside it:
 * - `first`: neither has anything
 * - `extends`: the database holds what the checkpoint covers, unchanged
 * - `behind`: the database is an older state of the same log: restored, or a standby that missed the end
 * - `forked`: the database holds something else than what was signed
 * - `unproven`: the database has entries, but no checkpoint is kept to hold them against
 * - `restored`: it extends the checkpoint, but both come from a backup, and nobody has accepted that yet
 *
 * All but the first two start frozen until an operator accepts the rollback.
 */
export type Standing = 'first' | 'extends' | 'behind' | 'forked' | 'unproven' | 'restored';

/** A database held against what is kept outside it. */
export interface Comparison {
  readonly standing: Standing;
  /** The tree of everything that has a place in the database. */
  readonly tree: MerkleTree;
  /** The newest checkpoint kept outside. */
  readonly kept: Checkpoint | null;
  /** The size of the newest checkpoint in the database, 0 without one. */
  readonly signedSize: number;
}

/**
 * Reads the whole tree back from the database and compares it with the checkpoints kept outside, and with the database's
 * own.
 *
 * @param kept oldest first, as they were written
 * @example
 * const { standing } = await compareWithKept({ store, verifier, kept: file.kept });
 */
export async function compareWithKept({
  store,
  verifier,
  kept,
}: {
  readonly store: AuditStore;
  readonly verifier: NoteVerifier;
  readonly kept: readonly Checkpoint[];
}): Promise<Comparison> {
  const size = await store.size();
  const newest = kept.at(-1) ?? null;
  const comparable = kept.findLast((checkpoint) => checkpoint.size <= size) ?? null;
  const tree = new MerkleTree();

  let matches = true;
  const hold = (expected: { readonly size: number; readonly root: Buffer }): void => {
    if (expected.size === tree.size && !tree.root().equals(expected.root)) matches = false;
  };
  const stored = store.checkpointsAfter(0)[Symbol.asyncIterator]();
  let signedSize = 0;
  let next = await nextStored(stored, verifier);
  const check = async (): Promise<void> => {
    if (comparable !== null) hold(comparable);
    while (next !== null && next !== 'unsigned' && next.size <= tree.size) {
      // One that is smaller than the tree stands out of order, so it can't be right either.
      if (next.size < tree.size) matches = false;
      hold(next);
      signedSize = next.size;
      next = await nextStored(stored, verifier);
    }
  };
  await check();
  for await (const leaf of store.leaves(0, size)) {
    tree.append(leaf);
    await check();
  }
  if (tree.size !== size) matches = false;
  // What is left was made by another replica meanwhile, or is of more entries than there are, or wasn't signed at all.
  if (next === 'unsigned' || (next !== null && next.size > (await store.size()))) matches = false;
  await stored.return?.();

  return { standing: judge(), tree, kept: newest, signedSize };

  function judge(): Standing {
    if (!matches) return 'forked';
    if (newest === null) return size === 0 ? 'first' : 'unproven';
    return newest.size > size ? 'behind' : 'extends';
  }
}

async function nextStored(
  stored: AsyncIterator<{ readonly size: number; readonly note: string }>,
  verifier: NoteVerifier,
): Promise<Checkpoint | 'unsigned' | null> {
  const { done, value } = await stored.next();
  if (done) return null;
  try {
    const checkpoint = openCheckpoint(value.note, verifier);
    return checkpoint.size === value.size ? checkpoint : 'unsigned';
  } catch {
    return 'unsigned';
  }
}
