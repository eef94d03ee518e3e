import { formatDate } from '@holdfast/engine';
import { type AcceptedRows, datesOf, valuesOf } from '../accepted-rows.ts';
import type { QualityReport } from './schema.ts';
import { Worst } from './worst.ts';

const STALE_ROWS = 7;
const JUMP_FACTOR = 10;
const SUPPLY_FACTOR = 2;
const LISTED_JUMPS = 200;
/** Share of the dates before which something must have disappeared for history to look complete. */
const EARLY_SHARE = 0.75;

/** Assets, dates, and calendar dates on which nothing has a row. */
export function checkSpan(rows: AcceptedRows): QualityReport['span'] {
  const dates = datesOf(rows);
  const absent: string[] = [];
  let missing = 0;
  for (let t = 1; t < dates.length; t++) {
    for (let day = dates[t - 1] + 1; day < dates[t]; day++) {
      missing++;
      if (absent.length < 20) absent.push(formatDate(day));
    }
  }
  return {
    assets: rows.assets.length,
    dates: dates.length,
    firstDate: formatDate(dates[0]),
    lastDate: formatDate(dates[dates.length - 1]),
    missingDates: { count: missing, first: absent },
  };
}

/** Calendar days without a row inside an asset's life. */
export function checkGaps(rows: AcceptedRows): QualityReport['gaps'] {
  const longest = new Worst<QualityReport['gaps']['longest'][number]>();
  const byAsset: Record<string, number> = Object.create(null);
  let total = 0;
  let assets = 0;
  rows.assets.forEach((asset, a) => {
    let missing = 0;
    for (let i = rows.offsets[a] + 1; i < rows.offsets[a + 1]; i++) {
      const days = rows.day[i] - rows.day[i - 1] - 1;
      if (days === 0) continue;
      missing += days;
      longest.offer(days, () => ({
        asset,
        after: formatDate(rows.day[i - 1]),
        before: formatDate(rows.day[i]),
        missingDays: days,
      }));
    }
    if (missing > 0) {
      byAsset[asset] = missing;
      assets++;
      total += missing;
    }
  });
  return { assets, missingDays: total, longest: longest.list, byAsset: { ...byAsset } };
}

/** Runs of rows whose close does not move. */
export function checkStaleRuns(rows: AcceptedRows): QualityReport['staleRuns'] {
  const longest = new Worst<QualityReport['staleRuns']['longest'][number]>();
  const [close] = rows.values;
  let runs = 0;
  let assets = 0;
  rows.assets.forEach((asset, a) => {
    const runsBefore = runs;
    const end = rows.offsets[a + 1];
    let from = rows.offsets[a];
    for (let i = from + 1; i <= end; i++) {
      if (i < end && close[i] === close[from]) continue;
      const length = i - from;
      if (length >= STALE_ROWS) {
        const first = from;
        runs++;
        longest.offer(length, () => ({
          asset,
          from: formatDate(rows.day[first]),
          to: formatDate(rows.day[i - 1]),
          rows: length,
          close: close[first],
        }));
      }
      from = i;
    }
    if (runs > runsBefore) assets++;
  });
  return { minRows: STALE_ROWS, runs, assets, longest: longest.list };
}

/** Closes that jump from one calendar day to the next. */
export function checkJumps(rows: AcceptedRows): QualityReport['jumps'] {
  const { count, assets, worst } = findJumps(rows, rows.values[0], JUMP_FACTOR, LISTED_JUMPS, true);
  return { factor: JUMP_FACTOR, count, assets, list: worst };
}

/** Market caps that disagree with the price: the supply that they imply jumps. Null without market caps. */
export function checkSupply(rows: AcceptedRows): QualityReport['supply'] {
  const caps = valuesOf(rows, 'marketCap');
  if (caps === undefined) return null;
  const supply = caps.map((cap, i) => cap / rows.values[0][i]);
  const { count, assets, worst } = findJumps(rows, supply, SUPPLY_FACTOR, undefined, false);
  return { factor: SUPPLY_FACTOR, jumps: count, assets, worst };
}

function findJumps(
  rows: AcceptedRows,
  values: Float64Array,
  factor: number,
  listed: number | undefined,
  nextDayOnly: boolean,
): { count: number; assets: number; worst: QualityReport['jumps']['list'] } {
  const worst = new Worst<QualityReport['jumps']['list'][number]>(listed);
  let count = 0;
  let assets = 0;
  rows.assets.forEach((asset, a) => {
    const countBefore = count;
    for (let i = rows.offsets[a] + 1; i < rows.offsets[a + 1]; i++) {
      const ratio = values[i] / values[i - 1];
      if (!(ratio > factor || ratio < 1 / factor)) continue;
      if (nextDayOnly && rows.day[i] !== rows.day[i - 1] + 1) continue;
      count++;
      worst.offer(Math.abs(Math.log(ratio)), () => ({
        asset,
        date: formatDate(rows.day[i]),
        before: values[i - 1],
        after: values[i],
        // Prices at the edge of what a number can hold would give infinity, which JSON lacks.
        factor: Math.min(ratio, Number.MAX_VALUE),
      }));
    }
    if (count > countBefore) assets++;
  });
  return { count, assets, worst: worst.list };
}

/**
 * Whether assets ever disappear. None: dead coins were left out, and every backtest looks better than life was. The
 * same holds when some vanish only in the last quarter of the dates: then the list of assets was made at about that
 * time, and who had died before is missing from it.
 */
export function checkSurvivorship(rows: AcceptedRows): QualityReport['survivorship'] {
  const dates = datesOf(rows);
  const last = dates[dates.length - 1];
  let disappeared = 0;
  let first = Number.POSITIVE_INFINITY;
  rows.assets.forEach((_, a) => {
    const end = rows.day[rows.offsets[a + 1] - 1];
    if (end === last) return;
    disappeared++;
    first = Math.min(first, end);
  });
  const early = first < dates[0] + EARLY_SHARE * (last - dates[0]);
  const verdict = disappeared === 0 ? 'none-disappear' : early ? 'assets-disappear' : 'only-near-the-end';
  return {
    survivorBiased: verdict !== 'assets-disappear',
    verdict,
    disappeared,
    firstDisappearance: disappeared === 0 ? null : formatDate(first),
  };
}
