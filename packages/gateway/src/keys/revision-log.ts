import type { Database, Tables } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Kysely } from 'kysely';
import { leafHash } from '../audit/merkle.ts';
import { parseRecord } from '../audit/record.ts';
import { type KnownRevisions, versionName } from './key-ring.ts';

/** Entry numbers are given before they are committed; entries this far behind the newest are looked at again. */
const OVERLAP = 10_000n;

/** An operator's row, as the audit log knows it. */
export interface KnownOperator {
  readonly revision: bigint;
  readonly state: 'active' | 'removed';
}

/**
 * The newest revision of each virtual key, exchange key and operator that the audit log tells. A row of the database that
 * says otherwise was put back or made behind the gateway's back.
 */
export class RevisionLog {
  readonly #db: Database;
  readonly #virtualKeys = new Map<string, bigint>();
  readonly #exchangeKeys = new Map<string, bigint>();
  readonly #operators = new Map<string, KnownOperator>();
  #newest = 0n;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Every operator that there ever was, as of the last `read`. */
  get operators(): ReadonlyMap<string, KnownOperator> {
    return this.#operators;
  }

  /**
   * Reads what was added since the last call.
   *
   * @param from a transaction, so that rows are read as of the same moment
   * @throws HoldfastError AUDIT_ENTRY_INVALID, DATABASE_UNAVAILABLE
   */
  async read(from: Kysely<Tables> = this.#db.kysely): Promise<KnownRevisions> {
    const after = this.#newest > OVERLAP ? this.#newest - OVERLAP : 0n;
    const rows = await from
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
        raise(this.#virtualKeys, content.virtualKey, content.revision);
      }
      if (content.kind === 'exchange-key') {
        raise(this.#exchangeKeys, versionName(content.key, content.version), content.revision);
      }
      // What an earlier version wrote of a new exchange key.
      if (content.kind === 'administration' && content.action === 'key.add' && content.subject !== null) {
        raise(this.#exchangeKeys, versionName(content.subject, 1), 1);
      }
      if (content.kind === 'operator') {
        const revision = BigInt(content.revision);
        if (revision > (this.#operators.get(content.name)?.revision ?? 0n))
          this.#operators.set(content.name, { revision, state: content.state });
      }
      if (BigInt(id) > this.#newest) this.#newest = BigInt(id);
    }
    return { virtualKeys: this.#virtualKeys, exchangeKeys: this.#exchangeKeys };
  }
}

function raise(revisions: Map<string, bigint>, of: string, revision: number): void {
  if (BigInt(revision) > (revisions.get(of) ?? 0n)) revisions.set(of, BigInt(revision));
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
