import { createHash } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { type Policy, type RecordedEvent, readCanonicalPolicy, recordedEvent } from '@holdfast/gateway';
import type { OpenDatabase } from '../gateway/open-database.ts';

/** A virtual key as far as its use is looked for. */
export interface StoredKey {
  /** Of the newest generation that is not revoked, or of the newest. */
  readonly current: Policy;
  /** Of all generations, as clients send them. */
  readonly ids: readonly string[];
  readonly numbers: readonly number[];
}

type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<{ rows: Row[] }>;

/** @throws HoldfastError KEY_UNKNOWN, KEY_ROW_CHANGED */
export async function readStoredPolicy({ operator }: OpenDatabase, name: string): Promise<StoredKey> {
  const rows = await operator.kysely
    .selectFrom('virtual_keys as v')
    .innerJoin('policies as p', 'p.hash', 'v.policy')
    .select(['v.number', 'v.id', 'v.state', 'p.hash', 'p.canonical'])
    .where('v.name', '=', name)
    .orderBy('v.generation')
    .execute();
  const newest = rows.findLast(({ state }) => state !== 'revoked') ?? rows.at(-1);
  if (newest === undefined) {
    throw new HoldfastError('KEY_UNKNOWN', `There is no virtual key named "${name}".`, { key: name });
  }
  if (!createHash('sha256').update(newest.canonical).digest().equals(newest.hash)) {
    throw new HoldfastError('KEY_ROW_CHANGED', `The policy of "${name}" was changed in the database.`, {
      key: name,
    });
  }
  return {
    current: readCanonicalPolicy(newest.canonical),
    ids: rows.map(({ id }) => id),
    numbers: rows.map(({ number }) => number),
  };
}

/** Numbers are given out a little before times are. */
const OUT_OF_ORDER_MS = 3_600_000;

/** A number behind which every entry from a time on stands. Found by halving: times have no index. */
async function lastBefore(query: Query, last: bigint, from: number): Promise<bigint> {
  let [low, high] = [0n, last];
  while (high - low > BigInt(PAGE)) {
    const middle = (low + high) / 2n;
    const { rows } = await query<{ recorded_at: Date }>(
      'SELECT recorded_at FROM holdfast.audit_entries WHERE id > $1 ORDER BY id LIMIT 1',
      [middle.toString()],
    );
    if (rows.length > 0 && rows[0].recorded_at.getTime() < from) low = middle;
    else high = middle;
  }
  return low;
}

/** Entries at once: at most 131,072 bytes each, mostly below one thousand. */
const PAGE = 1000;

/**
 * The accepted requests of virtual keys in the audit log from a time on, and what became of them: as often as it is asked, the
 * same, though the log goes on.
 *
 * @param numbers of the keys' rows
 * @param from milliseconds since 1970
 */
export async function storedUse(
  { operator }: OpenDatabase,
  numbers: readonly number[],
  from: number,
): Promise<() => AsyncGenerator<RecordedEvent>> {
  const query: Query = (text, values) => operator.pool.query(text, values);
  const { rows } = await query<{ last: string }>(
    'SELECT coalesce(max(id), 0)::text AS last FROM holdfast.audit_entries',
  );
  const [{ last }] = rows;
  const before = await lastBefore(query, BigInt(last), from - OUT_OF_ORDER_MS);
  return async function* () {
    let after = before.toString();
    for (;;) {
      const { rows: page } = await query<{ id: string; canonical: Buffer }>(
        `SELECT e.id, e.canonical FROM holdfast.audit_entries e
         WHERE e.id > $1 AND e.id <= $2 AND e.virtual_key = ANY ($3) AND e.recorded_at >= $4
           AND (e.kind = 'outcome' OR e.accepted)
         ORDER BY e.id LIMIT $5`,
        [after, last, [...numbers], new Date(from), PAGE],
      );
      for (const { canonical } of page) {
        const event = recordedEvent(canonical);
        if (event !== null) yield event;
      }
      if (page.length < PAGE) return;
      after = page[page.length - 1].id;
    }
  };
}
