import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { DueDate, ReminderStage } from '../key-dates/key-date.ts';
import { changeAndRecord, type Operation, operatorText } from './change.ts';

/** How each stage is told. */
const TOLD: Readonly<Record<ReminderStage, string>> = {
  'rotation-soon': 'is to be renewed by',
  'rotation-overdue': 'was to be renewed by',
  'expires-soon': 'ends at',
  expired: 'ended at',
};

/**
 * Writes down that people were reminded of a date: once for each key, version, stage and date, whatever number of gateways
 * do so at once.
 *
 * @returns false when that was done before
 */
export async function remind(operation: Operation, due: DueDate): Promise<boolean> {
  const { key, stage, dueAt } = due;
  return changeAndRecord(operation, async (change) => {
    const written = await change
      .insertInto('key_reminders')
      .values({
        kind: key.kind,
        name: key.name,
        version: key.version,
        stage,
        due_at: new Date(dueAt),
        claimed_until: null,
        posted_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('number')
      .executeTakeFirst();
    if (written === undefined) return { result: false, content: [] };
    return {
      result: true,
      content: {
        kind: 'administration',
        operator: operatorText(operation),
        action: `${key.kind === 'exchange-key' ? 'key' : 'vkey'}.${stage}`,
        subject: safeText(key.name, TEXT_LIMITS.id),
        reason: null,
        detail: safeText(
          `${key.kind === 'exchange-key' ? 'version' : 'generation'} ${key.version}, ${new Date(dueAt).toISOString()}`,
          TEXT_LIMITS.reason,
        ),
      },
    };
  });
}

/**
 * A reminder as a line for people.
 *
 * @example
 * reminderText(due); // 'exchange key main, version 2, is to be renewed by 2026-12-01T00:00:00.000Z'
 */
export function reminderText({ key, stage, dueAt }: DueDate): string {
  const what =
    key.kind === 'exchange-key'
      ? `exchange key ${key.name}, version ${key.version},`
      : `virtual key ${key.name}, generation ${key.version},`;
  return `${what} ${TOLD[stage]} ${new Date(dueAt).toISOString()}`;
}
