/** Returns of the calendar months of one year. */
export interface YearOfReturns {
  readonly year: number;
  /** Twelve entries, January first; null where the index has no day. */
  readonly months: readonly (number | null)[];
  /** Return over all its months. */
  readonly total: number;
}

/**
 * Monthly returns by year. A month's return runs from the last level before it (from `baseValue` in the first
 * month, so that the first purchase's cost is in it) to its last level; first and last month may be partial.
 *
 * @param dates epoch days, ascending
 */
export function monthlyReturns(
  dates: ArrayLike<number>,
  levels: ArrayLike<number>,
  baseValue: number,
): YearOfReturns[] {
  const years: { year: number; months: (number | null)[]; total: number }[] = [];
  let before = baseValue;
  let growth = 1;
  for (let t = 0; t < dates.length; t++) {
    const { year, month } = calendar(dates[t]);
    const next = t + 1 < dates.length ? calendar(dates[t + 1]) : null;
    if (next && next.year === year && next.month === month) continue;
    let row = years.at(-1);
    if (row?.year !== year) {
      row = { year, months: new Array<number | null>(12).fill(null), total: 0 };
      years.push(row);
      growth = 1;
    }
    const factor = levels[t] / before;
    growth *= factor;
    row.months[month] = factor - 1;
    row.total = growth - 1;
    before = levels[t];
  }
  return years;
}

function calendar(day: number): { year: number; month: number } {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() };
}
