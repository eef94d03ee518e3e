import type { Database } from '@holdfast/database';

/** When a virtual key's generation was last used. Milliseconds since 1970. */
export interface Use {
  readonly usedAt: number;
  /** Null: no order was placed, changed or cancelled. */
  readonly tradedAt: number | null;
}

/**
 * How a request of class `trade` is marked in the bytes of its entry. No text of a client can hold it: texts in entries
 * have no quotation marks.
 */
const TRADE_MARK = Buffer.from('"class":"trade"');

/** Clocks of several gateways, and of a server whose clock was set, differ: entries this much older are looked at too. */
const SLACK_MS = 3_600_000;

/**
 * When each generation of a virtual key was last allowed something, by its number, as the audit log since a time tells.
 *
 * @param since milliseconds since 1970
 */
export async function useSince(pool: Database['pool'], since: number): Promise<ReadonlyMap<number, Use>> {
  const from = await firstEntry(pool, since - SLACK_MS);
  if (from === null) return new Map();
  // Key by key from the newest entry back, by the index: what other keys did is not read.
  const newest = `SELECT e.recorded_at FROM holdfast.audit_entries e
    WHERE e.virtual_key = k.number AND e.id >= $1 AND e.kind = 'request' AND e.accepted AND e.recorded_at >= $2`;
  const { rows } = await pool.query<{ virtual_key: number; used: Date; traded: Date | null }>(
    `SELECT k.number AS virtual_key, u.recorded_at AS used, t.recorded_at AS traded
     FROM holdfast.virtual_keys k
     CROSS JOIN LATERAL (${newest} ORDER BY e.id DESC LIMIT 1) u
     LEFT JOIN LATERAL (${newest} AND position($3::bytea IN e.canonical) > 0 ORDER BY e.id DESC LIMIT 1) t ON true`,
    [from.toString(), new Date(since), TRADE_MARK],
  );
  return new Map(
    rows.map(({ virtual_key, used, traded }) => [
      virtual_key,
      { usedAt: used.getTime(), tradedAt: traded?.getTime() ?? null },
    ]),
  );
}

/**
 * The first entry that is not older than a time; null: there is none. Times aren't indexed, but numbers are, and both rise
 * together: bisection reads some 60 entries of a log of any length.
 */
async function firstEntry(pool: Database['pool'], time: number): Promise<bigint | null> {
  const { rows } = await pool.query<{ first: string | null; last: string | null }>(
    'SELECT min(id) AS first, max(id) AS last FROM holdfast.audit_entries',
  );
  const [{ first, last }] = rows;
  if (first === null || last === null) return null;
  let [low, high] = [BigInt(first), BigInt(last) + 1n];
  while (low < high) {
    const middle = (low + high) / 2n;
    const { rows: found } = await pool.query<{ recorded_at: Date }>(
      'SELECT recorded_at FROM holdfast.audit_entries WHERE id >= $1 ORDER BY id LIMIT 1',
      [middle.toString()],
    );
    const at = found.at(0)?.recorded_at.getTime();
    if (at === undefined || at >= time) high = middle;
    else low = middle + 1n;
  }
  return low;
}
