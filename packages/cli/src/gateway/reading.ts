import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';

/** What commands that only read take. */
export interface ReadingOptions {
  readonly config?: string;
  readonly json?: true;
}

/** Reads the database, as the operator's role: nothing is opened, and nothing vouches for what it says. */
export async function reading<T>(
  options: ReadingOptions,
  terminal: Terminal,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(await loadConfig(options.config, terminal));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** So many of the newest entries of the audit log are looked through for a key's last use. */
export const LOOKED_THROUGH = 100_000;

/** When one of these virtual keys was last used, by its number; null: in none of the newest entries of the audit log. */
export async function lastUsed(
  { operator }: OpenDatabase,
  virtualKeys: readonly number[],
): Promise<string | null> {
  const { rows } = await operator.pool.query<{ recorded_at: Date }>(
    `SELECT recorded_at FROM holdfast.audit_entries
     WHERE id > (SELECT coalesce(max(id), 0) FROM holdfast.audit_entries) - $2
       AND kind = 'request' AND accepted AND virtual_key = ANY ($1)
     ORDER BY id DESC LIMIT 1`,
    [[...virtualKeys], LOOKED_THROUGH],
  );
  return rows[0]?.recorded_at.toISOString() ?? null;
}
