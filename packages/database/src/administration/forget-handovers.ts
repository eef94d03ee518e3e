import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';

/**
 * Drops credentials of hand-overs that nobody fetched in time.
 *
 * @returns How many were dropped.
 */
export async function forgetHandovers(db: Database): Promise<number> {
  const { rows } = await db.pool
    .query<{ forgotten: number }>('SELECT holdfast.forget_handovers() AS forgotten')
    .catch(failed);
  return rows[0].forgotten;
}
