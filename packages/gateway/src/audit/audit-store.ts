import type { Checkpoint } from './checkpoint.ts';

/** A place in the tree that was given to an entry. */
export interface PlacedLeaf {
  readonly index: number;
  /** The leaf hash of the entry. */
  readonly leaf: Buffer;
}

/** An entry in its place, with the leaf hash as it is stored. */
export interface SequencedEntry extends PlacedLeaf {
  readonly bytes: Buffer;
}

/** A checkpoint as it was kept; whether the log signed it is not known yet. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/**
 * Where the audit log lives. Nothing in it is trusted: what comes back is checked against signed checkpoints. Rows
 * are only ever added.
 */
export interface AuditStore {
  /** How many entries have a place in the tree. */
  size(): Promise<number>;
  /**
   * Gives the next places to up to `limit` committed entries, oldest first and without gaps. Nothing when there are
   * none, or when another sequencer is doing so at this moment.
   */
  appendLeaves(limit: number): Promise<readonly PlacedLeaf[]>;
  /** Leaf hashes from place `begin` up to, without, `end`; it ends at the first one that is missing. */
  leaves(begin: number, end: number): AsyncIterable<Buffer>;
  /** Entries from place `begin` up to, without, `end`; missing ones are left out. */
  entries(begin: number, end: number): AsyncIterable<SequencedEntry>;
  /** Keeps a checkpoint durably; one that is there already is left as it is. */
  addCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** Different checkpoints with more than so many entries, smallest first. */
  checkpointsAfter(size: number): AsyncIterable<StoredCheckpoint>;
}
