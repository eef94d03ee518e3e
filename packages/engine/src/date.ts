import { HoldfastError } from '@holdfast/errors';

const DAY_MS = 86_400_000;

/**
 * Days since 1970-01-01 (UTC) of an ISO calendar date.
 *
 * @throws HoldfastError DATE_INVALID when the text is not YYYY-MM-DD or not in the calendar
 * @example
 * parseDate('1970-01-02'); // 1
 */
export function parseDate(text: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match) {
    const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS;
    if (formatDate(day) === text) return day;
  }
  throw new HoldfastError('DATE_INVALID', `"${text}" is not a calendar date. Write dates as YYYY-MM-DD.`, {
    value: text,
  });
}

/**
 * ISO calendar date of a number of days since 1970-01-01 (UTC).
 *
 * @example
 * formatDate(1); // '1970-01-02'
 */
export function formatDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
