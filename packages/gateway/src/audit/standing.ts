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
 *
 * All but the first two start frozen until an operator accepts the rollback.
 */
export type Standing = 'first' | 'extends' | 'behind' | 'forked' | 'unproven';

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
 * Reads the tree back from the database and compares it with the checkpoints kept outside.
 *
 * The leaves are read from the newest stored checkpoint that is at least `recheck` leaves older than the newest kept
 * one; its tree state is believed because its root is signed. With `recheck` infinite, all leaves are read.
 *
 * @param kept oldest first, as they were written
 * @param recheck leaves that are hashed again, at least
 * @example
 * const { standing } = await compareWithKept({ store, verifier, kept: file.kept, recheck: 1_000_000 });
 */
export async function compareWithKept({
  store,
  verifier,
  kept,
  recheck,
}: {
  readonly store: AuditStore;
  readonly verifier: NoteVerifier;
  readonly kept: readonly Checkpoint[];
  readonly recheck: number;
}): Promise<Comparison> {
  const size = await store.size();
  const newest = kept.at(-1) ?? null;
  const comparable = kept.findLast((checkpoint) => checkpoint.size <= size) ?? null;
  const { tree, sound } = await resume(store, verifier, Math.max(0, (comparable?.size ?? size) - recheck));

  let matches = sound;
  const hold = (expected: { readonly size: number; readonly root: Buffer }): void => {
    if (expected.size === tree.size && !tree.root().equals(expected.root)) matches = false;
  };
  const stored = store.checkpointsAfter(tree.size)[Symbol.asyncIterator]();
  let signedSize = tree.size;
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
  for await (const leaf of store.leaves(tree.size, size)) {
    tree.append(leaf);
    await check();
  }
  // A checkpoint of more than there is, one that the log didn't sign, or leaves that are missing.
  if (next !== null || tree.size !== size) matches = false;
  await stored.return?.();

  return { standing: judge(), tree, kept: newest, signedSize };

  function judge(): Standing {
    if (!matches) return 'forked';
    if (newest === null) return size === 0 ? 'first' : 'unproven';
    return newest.size > size ? 'behind' : 'extends';
  }
}

/** The tree at a stored checkpoint of at most `limit` leaves, or an empty one; unsound when the checkpoint lies. */
async function resume(
  store: AuditStore,
  verifier: NoteVerifier,
  limit: number,
): Promise<{ tree: MerkleTree; sound: boolean }> {
  const stored = limit > 0 ? await store.checkpointUpTo(limit) : null;
  if (stored === null || stored.frontier === null) return { tree: new MerkleTree(), sound: true };
  try {
    const { size, root } = openCheckpoint(stored.note, verifier);
    const tree = MerkleTree.from(stored.frontier);
    if (tree.size === size && stored.size === size && tree.root().equals(root)) return { tree, sound: true };
  } catch {
    // Whatever is wrong with it, it is not what the log wrote.
  }
  return { tree: new MerkleTree(), sound: false };
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
