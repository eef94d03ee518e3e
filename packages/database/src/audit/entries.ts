import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';

/**
 * Writes an audit entry that decides nothing: an administrative change, or the summary of what failed before
 * authentication. `entry` is one JSON value, UTF-8.
 *
 * @returns The entry's number.
 */
export async function recordEntry(
  db: Database,
  replica: string,
  kind: 'administration' | 'summary',
  entry: Uint8Array,
): Promise<bigint> {
  const { rows } = await db.pool
    .query<{ id: string }>('SELECT holdfast.record_entry($1,$2,$3) AS id', [
      replica,
      kind,
      Buffer.from(entry),
    ])
    .catch(failed);
  return BigInt(rows[0].id);
}
