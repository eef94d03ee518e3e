import type { Frontier } from './merkle.ts';

/** An entry that was committed but has no place in the tree yet. */
export interface UnsequencedEntry {
  /** The store's own key of it. */
  readonly key: string;
  readonly bytes: Buffer;
}

/** An entry in its place; `leaf` is the hash that was stored when the place was given. */
export interface SequencedEntry {
  readonly index: number;
  readonly leaf: Buffer;
  readonly bytes: Buffer;
}

/** A checkpoint as it was signed, with the state of the tree it was made of, if that is kept. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
  readonly frontier: Frontier | null;
}

/**
 * Where the audit log lives. Nothing in it is trusted: what comes back is checked against signed checkpoints. Rows
 * are only ever added.
 */
export interface AuditStore {
  /** How many entries have a place in the tree. */
  size(): Promise<number>;
  /** Up to `limit` committed entries without a place, oldest first. */
  unsequenced(limit: number): Promise<readonly UnsequencedEntry[]>;
  /**
   * Gives entries the places `first`, `first + 1`, …, all or none.
   *
   * @throws HoldfastError AUDIT_SEQUENCE_CONFLICT when `first` is not the size: there is another sequencer
   */
  appendLeaves(
    first: number,
    leaves: readonly { readonly key: string; readonly leaf: Buffer }[],
  ): Promise<void>;
  /** Leaf hashes from place `begin` up to, without, `end`. */
  leaves(begin: number, end: number): AsyncIterable<Buffer>;
  /** Entries from place `begin` up to, without, `end`. */
  entries(begin: number, end: number): AsyncIterable<SequencedEntry>;
  /** Keeps a checkpoint durably. */
  addCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
  /** The newest checkpoint with at most so many entries. */
  checkpointUpTo(size: number): Promise<StoredCheckpoint | null>;
  /** Checkpoints with more than so many entries, smallest first. */
  checkpointsAfter(size: number): AsyncIterable<StoredCheckpoint>;
}
