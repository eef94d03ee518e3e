import { formatDate, type IndexDefinition, parseDate } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';

/** Positions of the first and the last date of a run. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** How many dates the rules need before the first one: `lag` + the longest window. */
export function historyNeeded({ select, weight, universe, lag }: IndexDefinition): number {
  const selectWindow = weight.scheme === 'custom' ? 0 : (select.window ?? 0);
  const medianWindow = universe.min_median_volume.usd > 0 ? universe.min_median_volume.window : 0;
  return lag + Math.max(selectWindow, weight.window ?? 0, medianWindow);
}

/**
 * The dates of a run.
 *
 * @param possible position of the first possible date
 * @throws HoldfastError HISTORY_TOO_SHORT, BASE_DATE_TOO_EARLY, BASE_DATE_AFTER_END
 */
export function spanOf(definition: IndexDefinition, dates: readonly number[], possible: number): Span {
  const { base, end } = definition;
  const endDay = end === null ? dates[dates.length - 1] : parseDate(end);
  const last = dates.findLastIndex((day) => day <= endDay);
  if (possible >= dates.length) {
    throw new HoldfastError(
      'HISTORY_TOO_SHORT',
      `${dates.length} dates are too few; ${possible + 1} are needed.`,
    );
  }
  const baseDay = base.date === null ? dates[possible] : parseDate(base.date);
  const first = dates.findIndex((day) => day >= baseDay);
  if (first !== -1 && first < possible) {
    throw new HoldfastError(
      'BASE_DATE_TOO_EARLY',
      `base.date ${base.date} is before the first possible date ${formatDate(dates[possible])}.`,
    );
  }
  if (first === -1 || first > last) {
    throw new HoldfastError('BASE_DATE_AFTER_END', `${formatDate(baseDay)} is after the last date.`);
  }
  return { first, last };
}
