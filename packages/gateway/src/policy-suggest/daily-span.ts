import { minutesOf, windowsOf } from '../policy/hours.ts';
import type { HourWindow } from '../policy/policy.ts';

/** At least this many days of use, and this long without use in each of them, make a habit. */
export const FEWEST_DAYS = 14;
export const SHORTEST_REST_HOURS = 6;

const HOUR = 60;
const DAY = 24 * HOUR;
/** More windows than this a policy can't have. */
const MOST_WINDOWS = 24;

/** The span of the day that all use was in, from the first to the last minute, both of them used. */
export interface DailySpan {
  readonly first: number;
  readonly last: number;
  /** The same in whole hours with room on both sides. */
  readonly window: HourWindow;
}

/**
 * The one span of the day outside which nothing was ever used, or null: too few days, or no rest of some hours. It is the
 * complement of the longest rest, with the begun hours and half an hour on both sides at least.
 *
 * @param used for each minute of the day in UTC, whether a request came in it on any day
 * @param days on how many days a request came
 */
export function dailySpan(used: readonly boolean[], days: number): DailySpan | null {
  if (days < FEWEST_DAYS) return null;
  const minutes = used.flatMap((was, minute) => (was ? [minute] : []));
  let rest = { length: -1, last: 0, first: 0 };
  for (const [i, last] of minutes.entries()) {
    const first = minutes[(i + 1) % minutes.length];
    const length = (first - last - 1 + DAY) % DAY;
    if (length > rest.length) rest = { length, last, first };
  }
  if (rest.length < SHORTEST_REST_HOURS * HOUR) return null;
  const { first, last } = rest;
  const from = Math.floor((first - HOUR / 2) / HOUR) * HOUR;
  const to = Math.ceil((last + 1 + HOUR / 2) / HOUR) * HOUR;
  const length = to - from + (to > from ? 0 : DAY);
  if (length > DAY - SHORTEST_REST_HOURS * HOUR) return null;
  const end = to % DAY;
  return { first, last, window: { from: (from + DAY) % DAY, to: end === 0 ? DAY : end } };
}

/** What lies in a window and in what is allowed now; null: it can't be written as a policy, or is any time. */
export function hoursInside(
  window: HourWindow,
  now: readonly HourWindow[] | null,
): readonly HourWindow[] | null {
  const span = minutesOf([window]);
  const both = windowsOf(minutesOf(now).map((allowed, minute) => allowed && span[minute]));
  return both === null || both.length === 0 || both.length > MOST_WINDOWS ? null : both;
}
