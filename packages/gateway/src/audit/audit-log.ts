import { HoldfastError } from '@holdfast/errors';
import type { AuditStore } from './audit-store.ts';
import { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { CheckpointSink } from './checkpoint-sink.ts';
import type { MerkleTree } from './merkle.ts';
import { type NoteSigner, noteVerifier } from './signed-note.ts';
import { type Comparison, compareWithKept, type Standing } from './standing.ts';

const BATCH = 1000;

/** What the log is made of. */
export interface AuditLogOptions {
  readonly store: AuditStore;
  /** The log's name, which is also its origin, and its private key. */
  readonly signer: NoteSigner;
  /** Where checkpoints go besides the store. */
  readonly sinks: readonly CheckpointSink[];
  /** Checkpoints kept outside the store, oldest first. */
  readonly kept: readonly Checkpoint[];
  /** Whether the store comes from a backup and nobody has accepted that yet; false when left out. */
  readonly restored?: boolean;
}

/** A checkpoint that was due, and which sinks didn't take it. */
export interface CheckpointReport {
  readonly checkpoint: Checkpoint;
  readonly failures: readonly { readonly sink: string; readonly error: unknown }[];
}

/**
 * Gives committed entries their places in the Merkle tree and signs checkpoints. The store lets one do so at a time;
 * several replicas may each have a log, and follow what the others did.
 *
 * @example
 * const log = await AuditLog.open({ store, signer, sinks: [file], kept: file.kept });
 * if (log.frozen) …; // ask an operator, then log.acceptRollback()
 * await log.sequence();
 * await log.checkpoint();
 */
export class AuditLog {
  readonly standing: Standing;
  /** The newest checkpoint kept outside the store when the log was opened. */
  readonly kept: Checkpoint | null;
  readonly #options: AuditLogOptions;
  readonly #tree: MerkleTree;
  readonly #undelivered = new Map<CheckpointSink, string>();
  #signedSize: number;
  #newest: Checkpoint | null = null;
  #accepted = false;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(options: AuditLogOptions, comparison: Comparison) {
    this.#options = options;
    this.#tree = comparison.tree;
    this.#signedSize = comparison.signedSize;
    const sound = comparison.standing === 'first' || comparison.standing === 'extends';
    this.standing = sound && options.restored === true ? 'restored' : comparison.standing;
    this.kept = comparison.kept;
  }

  /** Reads the tree back and compares it with the checkpoints kept outside; see `compareWithKept`. */
  static async open(options: AuditLogOptions): Promise<AuditLog> {
    const comparison = await compareWithKept({
      store: options.store,
      verifier: noteVerifier(options.signer.name, options.signer.key),
      kept: options.kept,
    });
    return new AuditLog(options, comparison);
  }

  /** Whether an operator has to accept the database before anything is signed or traded. */
  get frozen(): boolean {
    return !this.#accepted && this.standing !== 'first' && this.standing !== 'extends';
  }

  /** Entries that have a place. */
  get size(): number {
    return this.#tree.size;
  }

  /** The root over them. */
  get root(): Buffer {
    return this.#tree.root();
  }

  /**
   * Goes on with a database that doesn't extend the kept checkpoint. The caller writes the `rollback-accepted` entry;
   * the next checkpoint is then the newest one kept.
   */
  acceptRollback(): void {
    this.#accepted = true;
  }

  /**
   * Gives every committed entry its place; by how much the tree grew.
   *
   * @throws HoldfastError AUDIT_SEQUENCE_CONFLICT when the store does not continue the tree: open the log again
   */
  sequence(): Promise<number> {
    return this.#alone(() => this.#sequence());
  }

  /**
   * Gives entries their places, and signs and spreads a checkpoint if there are new ones. Sinks that failed before get
   * the newest checkpoint again. Null when nothing was due. A failing sink stops neither the log nor the other sinks.
   *
   * @throws HoldfastError AUDIT_FROZEN while the database isn't accepted: a log never signs two histories
   */
  checkpoint(): Promise<CheckpointReport | null> {
    return this.#alone(async () => {
      if (this.frozen) {
        throw new HoldfastError(
          'AUDIT_FROZEN',
          'The database does not continue the audit log that was signed last, so nothing new is signed. Bring back the newest database, or accept the rollback.',
          { standing: this.standing, keptSize: this.kept?.size ?? null, size: this.size },
        );
      }
      await this.#sequence();
      const due = this.#tree.size > this.#signedSize;
      if (due) await this.#sign();
      const checkpoint = this.#newest;
      if (checkpoint === null || (!due && this.#undelivered.size === 0)) return null;
      return { checkpoint, failures: await this.#deliver() };
    });
  }

  async #sequence(): Promise<number> {
    const { store } = this.#options;
    const before = this.#tree.size;
    for (;;) {
      const leaves = await store.appendLeaves(BATCH);
      if (leaves.length === 0) break;
      await this.#catchUp(leaves[0].index);
      for (const { index, leaf } of leaves) {
        if (index !== this.#tree.size) conflict(index, this.#tree.size);
        this.#tree.append(leaf);
      }
    }
    await this.#catchUp(await store.size());
    return this.#tree.size - before;
  }

  /** Appends what others gave places to. */
  async #catchUp(size: number): Promise<void> {
    for await (const leaf of this.#options.store.leaves(this.#tree.size, size)) this.#tree.append(leaf);
    if (this.#tree.size !== size) conflict(size, this.#tree.size);
  }

  /** The store has it before anybody else does, so that what was given away is never missing there. */
  async #sign(): Promise<void> {
    const { store, signer, sinks } = this.#options;
    const note = signCheckpoint({ size: this.#tree.size, root: this.#tree.root() }, signer);
    const checkpoint = openCheckpoint(note, noteVerifier(signer.name, signer.key));
    await store.addCheckpoint(checkpoint);
    this.#signedSize = checkpoint.size;
    this.#newest = checkpoint;
    for (const sink of sinks) this.#undelivered.set(sink, note);
  }

  async #deliver(): Promise<CheckpointReport['failures']> {
    const results = await Promise.all(
      [...this.#undelivered].map(async ([sink, note]) => {
        try {
          await sink.write(note);
          this.#undelivered.delete(sink);
          return null;
        } catch (error) {
          return { sink: sink.name, error };
        }
      }),
    );
    return results.filter((failure) => failure !== null);
  }

  /** One after the other: two at once would give the same place twice. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function conflict(index: number, size: number): never {
  throw new HoldfastError(
    'AUDIT_SEQUENCE_CONFLICT',
    'Places in the audit log are not given one after the other: the database was changed or set back while it was in use.',
    { index, size },
  );
}
