import type { Schedule } from '../definition/schema.ts';

/**
 * The number of the schedule's period that a day (epoch day) lies in; a new period begins on each of its dates.
 * `weekly` periods begin on Mondays, `monthly` on the 1st, `quarterly` on the 1st of January, April, July, October.
 */
export function periodOf(schedule: Schedule, day: number): number {
  switch (schedule) {
    case 'none':
      return 0;
    case 'daily':
      return day;
    case 'weekly':
      // 1970-01-01 was a Thursday, so day 4 is a Monday.
      return Math.floor((day + 3) / 7);
    case 'monthly':
      return monthOf(day);
    case 'quarterly':
      return Math.floor(monthOf(day) / 3);
  }
}

/**
 * Marks the dates on which a schedule falls: a date of the panel is one when a new period began since the panel
 * date before it, so a scheduled date missing from the panel moves to the next date in it.
 *
 * @param dates epoch days, ascending
 * @returns 1 for scheduled dates, one entry a date; the first entry is 1 only if a period begins on that very date
 */
export function scheduledDates(schedule: Schedule, dates: Int32Array): Uint8Array {
  let ofDates = cache.get(dates);
  if (ofDates === undefined) {
    ofDates = new Map();
    cache.set(dates, ofDates);
  }
  let out = ofDates.get(schedule);
  if (out === undefined) {
    out = markPeriods(schedule, dates);
    ofDates.set(schedule, out);
  }
  return out;
}

const cache = new WeakMap<Int32Array, Map<Schedule, Uint8Array>>();

function markPeriods(schedule: Schedule, dates: Int32Array): Uint8Array {
  const out = new Uint8Array(dates.length);
  let before = periodOf(schedule, dates[0] - 1);
  for (let t = 0; t < dates.length; t++) {
    const period = periodOf(schedule, dates[t]);
    if (period !== before) out[t] = 1;
    before = period;
  }
  return out;
}

/** Months since January 1970. */
function monthOf(day: number): number {
  const date = new Date(day * 86_400_000);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}
