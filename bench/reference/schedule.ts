import type { Schedule } from '@holdfast/engine';

/** Whether a calendar day (epoch day) is one of the schedule's. */
function isScheduledDay(schedule: Schedule, day: number): boolean {
  const date = new Date(day * 86_400_000);
  switch (schedule) {
    case 'none':
      return false;
    case 'daily':
      return true;
    case 'weekly':
      return date.getUTCDay() === 1;
    case 'monthly':
      return date.getUTCDate() === 1;
    case 'quarterly':
      return date.getUTCDate() === 1 && date.getUTCMonth() % 3 === 0;
  }
}

/** Whether a panel date carries out a scheduled day: its own, or one that the panel lacks since the date before. */
export function isScheduled(schedule: Schedule, dateBefore: number, date: number): boolean {
  for (let day = dateBefore + 1; day <= date; day++) if (isScheduledDay(schedule, day)) return true;
  return false;
}

/** Whether one of `from`, or a missing one moved here, falls on a panel date. */
export function isFromDate(from: readonly number[], dateBefore: number, date: number): boolean {
  return from.some((day) => dateBefore < day && day <= date);
}
