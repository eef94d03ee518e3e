/** When something is due of a key. Times in milliseconds since 1970, by the database's clock. */
export interface KeyDates {
  readonly kind: 'exchange-key' | 'virtual-key';
  readonly name: string;
  readonly exchange: string;
  /** The version that signs, or the newest generation. */
  readonly version: number;
  /** When that was added or issued. */
  readonly since: number;
  /** When it is to be renewed; null: on no schedule. */
  readonly rotateAt: number | null;
  /** When it ends by itself; null: never. */
  readonly expiresAt: number | null;
  /** Before this its secret is not destroyed; null: it is not marked to be deleted. */
  readonly deleteAt: number | null;
}

/** What people are reminded of, once for each key and date. */
export type ReminderStage = 'rotation-soon' | 'rotation-overdue' | 'expires-soon' | 'expired';

/** A date of a key that is near or past. */
export interface DueDate {
  readonly key: KeyDates;
  readonly stage: ReminderStage;
  readonly dueAt: number;
}

const DAY_MS = 86_400_000;
const RECENT_MS = 30 * DAY_MS;

/**
 * How long before its end something is about to end: a fifth of the whole span, and no more than was set. A key that lives
 * for a week would otherwise be about to end for all of it.
 *
 * @param span milliseconds
 * @param mostDays `keys.remind_days`
 */
export function leadMs(span: number, mostDays: number): number {
  return Math.max(0, Math.min(mostDays * DAY_MS, Math.floor(span / 5)));
}

/**
 * Which dates of keys are near or past.
 *
 * @param now milliseconds since 1970
 * @param mostDays `keys.remind_days`
 * @example
 * dueDates(keys, Date.now(), 14).map(({ key, stage }) => `${key.name}: ${stage}`);
 */
export function dueDates(keys: readonly KeyDates[], now: number, mostDays: number): DueDate[] {
  return keys.flatMap((key) => {
    // What is about to be deleted is neither renewed nor missed.
    if (key.deleteAt !== null) return [];
    return [
      ...due(key, key.rotateAt, now, mostDays, 'rotation-soon', 'rotation-overdue'),
      ...due(key, key.expiresAt, now, mostDays, 'expires-soon', 'expired'),
    ];
  });
}

function due(
  key: KeyDates,
  dueAt: number | null,
  now: number,
  mostDays: number,
  soon: ReminderStage,
  past: ReminderStage,
): DueDate[] {
  if (dueAt === null) return [];
  if (now >= dueAt) {
    // What ended long ago, and nobody missed, is no news.
    const old = past === 'expired' && now - dueAt > RECENT_MS;
    return old ? [] : [{ key, stage: past, dueAt }];
  }
  return dueAt - now <= leadMs(dueAt - key.since, mostDays) ? [{ key, stage: soon, dueAt }] : [];
}
