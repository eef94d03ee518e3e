import { HoldfastError } from '@holdfast/errors';
import { formatDate, parseDate } from '../date.ts';
import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import type { Notes } from './notes.ts';

/** First and last date of a backtest, as positions in the panel. */
export interface DateRange {
  readonly first: number;
  readonly last: number;
}

/** How many dates the rules need before the first decision: the lag and the longest window. */
export function historyNeeded({ select, weight, universe, lag }: IndexDefinition): number {
  const { usd, window } = universe.min_median_volume;
  return (
    lag +
    Math.max(weight.scheme === 'custom' ? 0 : (select.window ?? 0), weight.window ?? 0, usd > 0 ? window : 0)
  );
}

/**
 * The dates a definition runs over.
 *
 * @param firstPossible position of the first date at which the rules have all the history they need
 * @throws HoldfastError HISTORY_TOO_SHORT, BASE_DATE_TOO_EARLY, BASE_DATE_AFTER_END
 */
export function dateRange(
  panel: Panel,
  definition: IndexDefinition,
  firstPossible: number,
  notes: Notes,
): DateRange {
  const { id, base, end } = definition;
  const last = end === null ? panel.dayCount - 1 : panel.firstDateAtOrAfter(parseDate(end) + 1) - 1;
  if (firstPossible >= panel.dayCount) {
    throw new HoldfastError(
      'HISTORY_TOO_SHORT',
      `${id} needs ${firstPossible} dates before its first one, and the snapshot has ${panel.dayCount} in all. Use shorter windows or a longer snapshot.`,
      { definition: id, needed: firstPossible, dates: panel.dayCount },
    );
  }
  let first = firstPossible;
  if (base.date !== null) {
    const day = parseDate(base.date);
    first = panel.firstDateAtOrAfter(day);
    if (first < firstPossible) {
      const possible = formatDate(panel.dates[firstPossible]);
      throw new HoldfastError(
        'BASE_DATE_TOO_EARLY',
        `${id}: base.date ${base.date} is before ${possible}, the first date with the history that the rules need. Write ${possible} or later, or leave it out.`,
        { definition: id, base: base.date, firstPossible: possible },
      );
    }
    if (first < panel.dayCount && panel.dates[first] !== day) {
      notes.add(
        'base-date-moved',
        panel.dates[first],
        null,
        `The snapshot has no rows on ${base.date}; the index starts on ${formatDate(panel.dates[first])}.`,
      );
    }
  }
  if (first > last) {
    const lastDay = last >= 0 ? formatDate(panel.dates[last]) : null;
    throw new HoldfastError(
      'BASE_DATE_AFTER_END',
      `${id} would start on ${first < panel.dayCount ? formatDate(panel.dates[first]) : base.date} but ends on ${lastDay ?? end}. Choose an earlier base date or a later end.`,
      { definition: id, base: base.date, end: end ?? lastDay },
    );
  }
  return { first, last };
}
