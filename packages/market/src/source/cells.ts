const DAY_MS = 86_400_000;
/** 1970-01-01. */
const FIRST_DAY = 0;
/** 2100-12-31. */
const LAST_DAY = 47_846;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_A_NUMBER = /^nan$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)? ?(Z|UTC|[+-]\d\d:?\d\d)?)?$/;
const EPOCH_SECONDS = /^\d{10}$/;
const EPOCH_MILLISECONDS = /^\d{13}$/;

/**
 * The number in a cell: NaN when it is empty or says NaN, ±Infinity when it says so or overflows, undefined when it
 * is no number. Strict, since a lenient reader turns `1,000` or `0x10` into a wrong price: only decimal digits with
 * an optional sign, point and exponent.
 *
 * @example
 * parseNumberCell('1e5'); // 100000
 * parseNumberCell('1,000'); // undefined
 */
export function parseNumberCell(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  if (text === '' || NOT_A_NUMBER.test(text)) return Number.NaN;
  if (INFINITE.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return undefined;
}

/**
 * The UTC date in a cell, as days since 1970-01-01: from `YYYY-MM-DD`, an ISO 8601 timestamp (without an offset it
 * is UTC), or an epoch time of ten digits (seconds) or thirteen (milliseconds). Undefined when the cell holds
 * anything else, or a date outside 1970 to 2100.
 *
 * @example
 * parseDateCell('2021-01-01T23:30:00-01:00'); // 18629, 2021-01-02 in UTC
 */
export function parseDateCell(text: string): number | undefined {
  const match = TIMESTAMP.exec(text);
  if (match) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', zone = 'Z'] = match;
    const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
    const back = new Date(midnight);
    if (back.getUTCMonth() + 1 !== Number(month) || back.getUTCDate() !== Number(day)) return undefined;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
    const minutes = Number(hour) * 60 + Number(minute) - offsetMinutes(zone);
    return dayInRange(Math.floor((midnight + minutes * 60_000) / DAY_MS));
  }
  if (EPOCH_SECONDS.test(text)) return dayInRange(Math.floor(Number(text) / 86_400));
  if (EPOCH_MILLISECONDS.test(text)) return dayInRange(Math.floor(Number(text) / DAY_MS));
  return undefined;
}

/** The day when it lies in 1970 to 2100, which no market history leaves; otherwise undefined. */
export function dayInRange(day: number): number | undefined {
  return day >= FIRST_DAY && day <= LAST_DAY ? day : undefined;
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}
