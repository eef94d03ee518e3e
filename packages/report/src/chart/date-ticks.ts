/** A mark on the axis of dates. */
export interface DateTick {
  /** Epoch day. */
  readonly day: number;
  readonly label: string;
  /** Left out where the page is narrow. */
  readonly minor: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MAX_TICKS = 9;
const MAX_NARROW = 5;

/**
 * Round dates from `first` to `last` (epoch days): days, months or years, at most nine, about half of them minor.
 * The first mark of a year carries it.
 */
export function dateTicks(first: number, last: number): DateTick[] {
  const days = last - first;
  if (days < 45)
    return label(everyDays(first, last, Math.max(1, Math.ceil(days / (MAX_TICKS - 1)))), dayLabel);
  for (const months of [1, 2, 3, 6]) {
    const marks = everyMonths(first, last, months);
    if (marks.length <= MAX_TICKS) return label(marks, monthLabel);
  }
  for (const years of [1, 2, 5, 10, 20, 50]) {
    const marks = everyMonths(first, last, years * 12);
    if (marks.length <= MAX_TICKS) return label(marks, (day) => String(yearOf(day)));
  }
  return label([first, last], (day) => String(yearOf(day)));
}

const DAY_MS = 86_400_000;

function everyDays(first: number, last: number, step: number): number[] {
  const out: number[] = [];
  for (let day = first; day <= last; day += step) out.push(day);
  return out;
}

function everyMonths(first: number, last: number, step: number): number[] {
  const out: number[] = [];
  const start = new Date(first * DAY_MS);
  let month = start.getUTCFullYear() * 12 + start.getUTCMonth();
  month = Math.ceil(month / step) * step;
  for (; ; month += step) {
    const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS;
    if (day > last) return out;
    if (day >= first) out.push(day);
  }
}

/** Texts for marks; `newYear` tells the first mark of a year, among all marks or among those a phone keeps. */
function label(days: readonly number[], text: (day: number, newYear: boolean) => string): DateTick[] {
  const every = Math.ceil(days.length / MAX_NARROW);
  const differs = (day: number, before: number | undefined): boolean =>
    before === undefined || yearOf(before) < yearOf(day);
  return days.map((day, i) => {
    const minor = i % every !== 0;
    const newYear = differs(day, days[i - 1]) || (!minor && differs(day, days[i - every]));
    return { day, label: text(day, newYear), minor };
  });
}

function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

function dayLabel(day: number): string {
  const date = new Date(day * DAY_MS);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

function monthLabel(day: number, newYear: boolean): string {
  const month = MONTHS[new Date(day * DAY_MS).getUTCMonth()];
  return newYear ? `${month} ${yearOf(day)}` : month;
}
