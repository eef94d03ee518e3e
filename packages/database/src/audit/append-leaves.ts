import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';

/** An entry's place in the Merkle tree. */
export interface Leaf {
  readonly index: bigint;
  /** The audit entry's number. */
  readonly entry: bigint;
  /** SHA-256 of a zero byte and the entry's canonical bytes (RFC 6962, section 2.1). */
  readonly hash: Buffer;
}

/**
 * Gives the next places in the Merkle tree to entries that have none, one replica at a time.
 *
 * Entries get their numbers before they are committed, so that a smaller number may appear after a greater one. An entry
 * is placed only when every transaction that could still add one before it has ended: its transaction number is below
 * that of the oldest transaction still running. So places are given in an order that is never revised, without gaps.
 *
 * @param most Most entries to place at once.
 * @returns The new leaves, by index; `[]` when there are none or another replica is at it.
 * @example
 * for (const { index, hash } of await appendLeaves(db, 1000)) tree.append(index, hash);
 */
export async function appendLeaves(db: Database, most = 1000): Promise<Leaf[]> {
  const { rows } = await db.pool
    .query<{ leaf_index: string; entry: string; leaf_hash: Buffer }>(
      'SELECT * FROM holdfast.append_leaves($1)',
      [most],
    )
    .catch(failed);
  return rows.map((row) => ({
    index: BigInt(row.leaf_index),
    entry: BigInt(row.entry),
    hash: row.leaf_hash,
  }));
}
