import { databaseTime } from '@holdfast/database';
import { isHoldfastError } from '@holdfast/errors';
import { type DueDate, dueDates, keySettings, type ReminderStage, readKeyDates } from '@holdfast/gateway';
import type { LoadedConfig } from '../gateway/config-file.ts';
import { openDatabase } from '../gateway/open-database.ts';
import { counted } from '../output/format.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

const TOLD: Readonly<Record<ReminderStage, string>> = {
  'rotation-soon': 'is to be renewed by',
  'rotation-overdue': 'was to be renewed by',
  'expires-soon': 'ends on',
  expired: 'ended on',
};

/** Keys that are to be renewed, end, or are to be deleted. */
export async function checkKeys(loaded: LoadedConfig): Promise<Finding[]> {
  try {
    const settings = keySettings(loaded.config);
    const database = await openDatabase(loaded);
    try {
      const { operator } = database;
      const keys = await readKeyDates(operator.kysely, settings);
      const due = dueDates(keys, (await databaseTime(operator)).getTime(), settings.remindDays);
      return [
        ...(due.length === 0
          ? [
              ok(
                'keys',
                keys.length === 0 ? 'there are none' : `${counted(keys.length, 'key')}, none of them due`,
              ),
            ]
          : due.map(dueFinding)),
        ...keys.flatMap(({ name, deleteAt }) =>
          deleteAt === null
            ? []
            : [
                warning(
                  `exchange key ${name}`,
                  `is to be deleted after ${new Date(deleteAt).toISOString()}`,
                  `Nothing is signed with it. "holdfast key undelete ${name}" brings it back.`,
                ),
              ],
        ),
      ];
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return [failed('keys', error.code, error.message)];
  }
}

function dueFinding({ key: { kind, name }, stage, dueAt }: DueDate): Finding {
  const exchangeKey = kind === 'exchange-key';
  const end = stage === 'expires-soon' || stage === 'expired' ? ' --expires 90d' : '';
  return warning(
    `${exchangeKey ? 'exchange' : 'virtual'} key ${name}`,
    `${TOLD[stage]} ${new Date(dueAt).toISOString().slice(0, 10)}`,
    `Renew it with "holdfast ${exchangeKey ? 'key' : 'vkey'} rotate ${name}${end}".`,
  );
}
