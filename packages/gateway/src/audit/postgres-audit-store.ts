import type { Database } from '@holdfast/database';
import { appendLeaves } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { AuditStore, PlacedLeaf, SequencedEntry, StoredCheckpoint } from './audit-store.ts';
import type { Checkpoint } from './checkpoint.ts';

/** Rows a query, so that none of them runs long. */
const LEAVES_PAGE = 20_000;
const ENTRIES_PAGE = 2_000;
const CHECKPOINTS_PAGE = 1_000;

/**
 * The audit log in PostgreSQL. Reading and verifying it needs no more than the server's role; giving places and
 * keeping checkpoints needs the gateway's or the operator's.
 *
 * @example
 * const log = await AuditLog.open({ store: new PostgresAuditStore(db, 'gateway-1'), signer, sinks, kept });
 */
export class PostgresAuditStore implements AuditStore {
  readonly #db: Database;
  readonly #replica: string;

  /** @param replica the name of this gateway, for the checkpoints it keeps */
  constructor(db: Database, replica: string) {
    this.#db = db;
    this.#replica = replica;
  }

  async size(): Promise<number> {
    const rows = await this.#query<{ size: string }>(
      'SELECT coalesce(max(leaf_index) + 1, 0)::text AS size FROM holdfast.audit_leaves',
    );
    return safe(rows[0].size);
  }

  async appendLeaves(limit: number): Promise<PlacedLeaf[]> {
    const placed = await appendLeaves(this.#db, limit);
    return placed.map(({ index, hash }) => ({ index: safe(index), leaf: hash }));
  }

  async *leaves(begin: number, end: number): AsyncGenerator<Buffer> {
    for (let next = begin; next < end; ) {
      const rows = await this.#query<{ leaf_index: string; leaf_hash: Buffer }>(
        `SELECT l.leaf_index, e.leaf_hash FROM holdfast.audit_leaves l JOIN holdfast.audit_entries e ON e.id = l.entry
         WHERE l.leaf_index >= $1 AND l.leaf_index < $2 ORDER BY l.leaf_index LIMIT ${LEAVES_PAGE}`,
        [next, end],
      );
      if (rows.length === 0) return;
      for (const { leaf_index, leaf_hash } of rows) {
        if (safe(leaf_index) !== next) return;
        yield leaf_hash;
        next++;
      }
    }
  }

  async *entries(begin: number, end: number): AsyncGenerator<SequencedEntry> {
    for (let next = begin; next < end; ) {
      const rows = await this.#query<{ leaf_index: string; leaf_hash: Buffer; canonical: Buffer }>(
        `SELECT l.leaf_index, e.leaf_hash, e.canonical
         FROM holdfast.audit_leaves l JOIN holdfast.audit_entries e ON e.id = l.entry
         WHERE l.leaf_index >= $1 AND l.leaf_index < $2 ORDER BY l.leaf_index LIMIT ${ENTRIES_PAGE}`,
        [next, end],
      );
      if (rows.length === 0) return;
      for (const { leaf_index, leaf_hash, canonical } of rows) {
        const index = safe(leaf_index);
        yield { index, leaf: leaf_hash, bytes: canonical };
        next = index + 1;
      }
    }
  }

  async addCheckpoint({ size, root, note }: Checkpoint): Promise<void> {
    await this.#query(
      `INSERT INTO holdfast.audit_checkpoints (tree_size, root_hash, note, replica) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [size, root, Buffer.from(note), this.#replica],
    );
  }

  async *checkpointsAfter(size: number): AsyncGenerator<StoredCheckpoint> {
    for (let after = size; ; ) {
      const rows = await this.#query<{ tree_size: string; note: Buffer }>(
        `SELECT DISTINCT tree_size, note FROM holdfast.audit_checkpoints
         WHERE tree_size > $1 ORDER BY tree_size, note LIMIT ${CHECKPOINTS_PAGE}`,
        [after],
      );
      for (const { tree_size, note } of rows) {
        after = safe(tree_size);
        yield { size: after, note: note.toString() };
      }
      if (rows.length < CHECKPOINTS_PAGE) return;
    }
  }

  async #query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await this.#db.pool.query<Row>(text, [...values])).rows;
    } catch (error) {
      // PostgreSQL's own text stays out: its details quote rows.
      const sqlstate =
        error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
      throw new HoldfastError(
        'DATABASE_UNAVAILABLE',
        'The audit log in the database can’t be read or written just now. See that the database runs, and that the role may use it.',
        { sqlstate },
      );
    }
  }
}

/** Places are counted in numbers; 2^53 entries are more than there will be. */
function safe(index: bigint | string): number {
  const value = Number(index);
  if (!Number.isSafeInteger(value)) {
    throw new HoldfastError('AUDIT_LOG_DAMAGED', 'A place in the audit log is no place.', {
      index: String(index),
    });
  }
  return value;
}
