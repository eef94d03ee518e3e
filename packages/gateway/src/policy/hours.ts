import type { HourWindow } from './policy.ts';

/** Minutes after midnight, UTC, of a moment in milliseconds since 1970. */
export function minuteOfDay(time: number): number {
  return Math.floor((((time % 86_400_000) + 86_400_000) % 86_400_000) / 60_000);
}

/**
 * Whether a moment lies in one of the windows. UTC has no summer time, so each window has the same length every day.
 *
 * @example
 * isInHours([{ from: 1320, to: 360 }], Date.UTC(2026, 0, 1, 3)); // true: 22:00-06:00 goes over midnight
 */
export function isInHours(windows: readonly HourWindow[], time: number): boolean {
  const minute = minuteOfDay(time);
  return windows.some(({ from, to }) =>
    from < to ? minute >= from && minute < to : minute >= from || minute < to,
  );
}
