import { type Database, databaseTime, RESTORED_SETTING } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';

/** What a restored database says of its backup until an operator accepts it. */
export interface Restored {
  /** When the backup was made, ISO 8601. */
  readonly takenAt: string;
  /** When it was restored, ISO 8601. */
  readonly restoredAt: string;
}

/**
 * A restored database has forgotten which requests were made after its backup. Longer than any exchange's window for a
 * signed request, with the most that clocks may differ.
 */
export const RESTORE_HOLD_MS = 300_000;

const restoredSchema = z.object({ takenAt: z.iso.datetime(), restoredAt: z.iso.datetime() });

/**
 * The backup that a database comes from, if nobody has accepted it yet; null otherwise.
 *
 * @throws HoldfastError DATABASE_FAILED when the mark can't be read: it counts as there
 */
export async function findRestored(db: Pick<Database, 'kysely'>): Promise<Restored | null> {
  const row = await db.kysely
    .selectFrom('settings')
    .select('value')
    .where('name', '=', RESTORED_SETTING)
    .executeTakeFirst();
  if (row === undefined || row.value.length === 0) return null;
  try {
    return restoredSchema.parse(JSON.parse(row.value.toString('utf8')));
  } catch {
    throw new HoldfastError(
      'DATABASE_FAILED',
      'The mark that says when this database was restored was changed. Restore the backup once more.',
    );
  }
}

/**
 * Makes sure that nothing that was signed before a restore is still fresh.
 *
 * @throws HoldfastError RESTORE_TOO_RECENT
 */
export async function checkRestoreHold(db: Database, { restoredAt }: Restored): Promise<void> {
  const now = (await databaseTime(db)).getTime();
  const waitMs = Date.parse(restoredAt) + RESTORE_HOLD_MS - now;
  if (waitMs <= 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new HoldfastError(
    'RESTORE_TOO_RECENT',
    `Requests that were made before the restore are forgotten and could be repeated until they are too old. Accept it in ${seconds} seconds.`,
    { seconds },
  );
}

/** Takes the mark away. @param db as the operator's role */
export async function forgetRestored(db: Pick<Database, 'kysely'>): Promise<void> {
  await db.kysely
    .updateTable('settings')
    .set({ value: Buffer.alloc(0) })
    .where('name', '=', RESTORED_SETTING)
    .execute();
}
