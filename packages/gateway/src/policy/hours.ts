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

const MINUTES = 1440;

/** For each minute of a day, whether it lies in one of the windows; null stands for the whole day. */
export function minutesOf(windows: readonly HourWindow[] | null): boolean[] {
  return Array.from(
    { length: MINUTES },
    (_, minute) => windows === null || isInHours(windows, minute * 60_000),
  );
}

/**
 * The windows that hold these minutes and no others, from the first on; null when they are the whole day. One that goes over
 * midnight stays one.
 *
 * @example
 * windowsOf(minutesOf([{ from: 1320, to: 360 }])); // [{ from: 1320, to: 360 }]
 */
export function windowsOf(minutes: readonly boolean[]): HourWindow[] | null {
  if (!minutes.includes(false)) return null;
  const windows: HourWindow[] = [];
  for (let from = 0; from < MINUTES; from++) {
    if (!minutes[from] || minutes[(from + MINUTES - 1) % MINUTES]) continue;
    let to = from;
    while (minutes[to % MINUTES]) to++;
    windows.push({ from, to: to > MINUTES ? to - MINUTES : to });
  }
  return windows;
}
