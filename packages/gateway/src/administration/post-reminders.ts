import type { Database } from '@holdfast/database';
import { sql } from 'kysely';
import { httpCheckpointSink, type PostCheckpoint } from '../audit/checkpoint-sink.ts';
import type { ReminderStage } from '../key-dates/key-date.ts';

/** A reminder as it is sent. There is no field for anything secret. */
interface PostedReminder {
  readonly type: 'holdfast.key-reminder';
  /** The same each time it is sent, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly kind: 'exchange-key' | 'virtual-key';
  readonly name: string;
  /** Version of an exchange key, generation of a virtual key. */
  readonly version: number;
  readonly stage: ReminderStage;
  /** ISO 8601. */
  readonly due: string;
  readonly reminded: string;
}

/** So many at once: all of them are sent, or have failed, while the claim lasts. */
const AT_ONCE = 5;

/**
 * Sends what was not sent yet, and is no older than a day, to every address. At least once: after a crash, or where one of
 * several addresses failed, it is sent again.
 *
 * @param post the same way as checkpoints
 * @param taken what single addresses took of reminders that others did not, kept from one call to the next: an address that is
 *   away for a day must not bring the others the same reminder all day
 * @returns hosts that did not take something
 */
export async function postReminders(
  db: Database,
  urls: readonly string[],
  post: PostCheckpoint,
  taken: Set<string> = new Set(),
): Promise<readonly string[]> {
  if (urls.length === 0) return [];
  const sinks = urls.map((url) => ({ url, sink: httpCheckpointSink(url, post, 'application/json') }));
  const failed = new Set<string>();
  for (;;) {
    const { rows } = await sql<ClaimedRow>`
      UPDATE holdfast.key_reminders r SET claimed_until = clock_timestamp() + interval '2 minutes'
      WHERE r.number IN (
        SELECT c.number FROM holdfast.key_reminders c
        WHERE c.posted_at IS NULL AND c.reminded_at > clock_timestamp() - interval '1 day'
          AND (c.claimed_until IS NULL OR c.claimed_until < clock_timestamp()
            OR c.claimed_until > clock_timestamp() + interval '5 minutes')
        ORDER BY c.number LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
      ) RETURNING r.number, r.kind, r.name, r.version, r.stage, r.due_at, r.reminded_at`.execute(db.kysely);
    if (rows.length === 0) return [...failed];
    for (const row of rows.toSorted((a, b) => Number(a.number) - Number(b.number))) {
      const body = JSON.stringify(postedReminder(row));
      const mark = (url: string) => `${row.number} ${url}`;
      const missing = sinks.filter(({ url }) => !taken.has(mark(url)));
      const results = await Promise.allSettled(missing.map(({ sink }) => sink.write(body)));
      const lost = missing.filter((_, at) => results[at].status === 'rejected').map(({ sink }) => sink.name);
      missing.forEach(({ url }, at) => {
        if (results[at].status === 'fulfilled') taken.add(mark(url));
      });
      for (const name of lost) failed.add(name);
      if (lost.length > 0) continue;
      for (const { url } of sinks) taken.delete(mark(url));
      await db.kysely
        .updateTable('key_reminders')
        .set({ posted_at: sql`clock_timestamp()` as never })
        .where('number', '=', row.number)
        .execute();
    }
    // The rest waits for the claims to end: an address that takes nothing is not asked over and over.
    if (failed.size > 0) return [...failed];
  }
}

interface ClaimedRow {
  readonly number: string;
  readonly kind: 'exchange-key' | 'virtual-key';
  readonly name: string;
  readonly version: number;
  readonly stage: ReminderStage;
  readonly due_at: Date;
  readonly reminded_at: Date;
}

function postedReminder(row: ClaimedRow): PostedReminder {
  const { number, kind, name, version, stage, due_at, reminded_at } = row;
  return {
    type: 'holdfast.key-reminder',
    id: number,
    kind,
    name,
    version,
    stage,
    due: due_at.toISOString(),
    reminded: reminded_at.toISOString(),
  };
}
