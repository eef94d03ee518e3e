import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { leafHash } from '../audit/merkle.ts';
import { parseRecord } from '../audit/record.ts';
import type { KnownRevisions } from './key-ring.ts';

/** Entry numbers are given before they are committed; entries this far behind the newest are looked at again. */
const OVERLAP = 10_000n;

/** An operator's row, as the audit log knows it. */
export interface KnownOperator {
  readonly revision: bigint;
  readonly state: 'active' | 'removed';
}

/**
 * The newest revision of each virtual key and operator that the audit log tells. A row of the database that says otherwise was put
 * back or made behind the gateway's back.
 */
export class RevisionLog {
  readonly #db: Database;
  readonly #revisions = new Map<string, bigint>();
  readonly #operators = new Map<string, KnownOperator>();
  #newest = 0n;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Every operator that there ever was, as of the last `read`. */
  get operators(): ReadonlyMap<string, KnownOperator> {
    return this.#operators;
  }

  /** Reads what was added since the last call. @throws HoldfastError AUDIT_ENTRY_INVALID, DATABASE_UNAVAILABLE */
  async read(): Promise<KnownRevisions> {
    const after = this.#newest > OVERLAP ? this.#newest - OVERLAP : 0n;
    const rows = await this.#db.kysely
      .selectFrom('audit_entries')
      .select(['id', 'canonical', 'leaf_hash'])
      .where('kind', '=', 'administration')
      .where('id', '>', after.toString())
      .orderBy('id')
      .execute();
    for (const { id, canonical, leaf_hash } of rows) {
      // The tree and its checkpoints vouch for the hash; the text must be what was hashed.
      if (!leafHash(canonical).equals(leaf_hash)) throw changed(id);
      const { content } = parseRecord(canonical);
      if (content.kind === 'virtual-key') {
        const known = this.#revisions.get(content.virtualKey) ?? 0n;
        const revision = BigInt(content.revision);
        if (revision > known) this.#revisions.set(content.virtualKey, revision);
      }
      if (content.kind === 'operator') {
        const revision = BigInt(content.revision);
        if (revision > (this.#operators.get(content.name)?.revision ?? 0n))
          this.#operators.set(content.name, { revision, state: content.state });
      }
      if (BigInt(id) > this.#newest) this.#newest = BigInt(id);
    }
    return this.#revisions;
  }
}

function changed(id: string): HoldfastError {
  return new HoldfastError(
    'AUDIT_ENTRY_INVALID',
    `The audit entry ${id} is not what it was when it was written: the database was changed.`,
    {
      entry: id,
    },
  );
}
