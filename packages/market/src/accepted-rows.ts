import { compareAssetIds } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import type { ValueRole } from './source/columns.ts';
import type { RawRows } from './source/raw-rows.ts';
import { RejectionList, type RowCounts } from './source/rejections.ts';

/**
 * Accepted rows, sorted by asset (UTF-8 bytes) and date: those of asset `a` stand at `offsets[a]` to
 * `offsets[a + 1]`. Every asset has at least one. Values are > 0, or NaN for missing; `close` is never missing.
 */
export interface AcceptedRows {
  readonly assets: readonly string[];
  readonly offsets: Uint32Array;
  /** Epoch days, strictly ascending within an asset. */
  readonly day: Int32Array;
  /** The columns that were imported; `close` first. */
  readonly roles: readonly ValueRole[];
  /** One array a role, in the order of `roles`. */
  readonly values: readonly Float64Array[];
}

/** Values of a role, or undefined when it was not imported. */
export function valuesOf(rows: AcceptedRows, role: ValueRole): Float64Array | undefined {
  return rows.values[rows.roles.indexOf(role)];
}

/** Every date with a row, ascending epoch days. */
export function datesOf(rows: AcceptedRows): Int32Array {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of rows.day) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (first > last) return new Int32Array(0);
  const seen = new Uint8Array(last - first + 1);
  for (const day of rows.day) seen[day - first] = 1;
  const dates: number[] = [];
  for (let i = 0; i < seen.length; i++) if (seen[i] === 1) dates.push(first + i);
  return Int32Array.from(dates);
}

/**
 * Sorts rows and settles which stand: rows of an asset and date that are identical in every imported column count
 * once, rows that differ are all rejected. Rows turned away before (unparsable, no price) take no part in that.
 *
 * @throws HoldfastError IMPORT_NO_ROWS when none stands
 * @example
 * const { accepted, counts } = settleRows(rawRows, 'prices.csv');
 */
export function settleRows(raw: RawRows, source: string): { accepted: AcceptedRows; counts: RowCounts } {
  const { order, starts, sortedIds } = sortRows(raw);
  const keep = new Uint32Array(raw.count);
  const conflicts: number[] = [];
  const offsets: number[] = [0];
  const assets: string[] = [];
  let kept = 0;
  let identical = 0;
  for (let rank = 0; rank < sortedIds.length; rank++) {
    const before = kept;
    let from = starts[rank];
    while (from < starts[rank + 1]) {
      const first = order[from];
      let to = from + 1;
      let same = true;
      while (to < starts[rank + 1] && raw.day[order[to]] === raw.day[first]) {
        if (!sameValues(raw, first, order[to])) same = false;
        to++;
      }
      if (same) {
        keep[kept++] = first;
        identical += to - from - 1;
      } else {
        for (let i = from; i < to; i++) conflicts.push(raw.line[order[i]]);
      }
      from = to;
    }
    if (kept > before) {
      assets.push(sortedIds[rank]);
      offsets.push(kept);
    }
  }
  const conflicting = new RejectionList();
  for (const line of conflicts.sort((a, b) => a - b)) {
    conflicting.add(line, 'another row of this asset and date says something else');
  }
  const counts: RowCounts = {
    read: raw.rowsRead,
    accepted: kept,
    identical,
    unparsable: raw.unparsable.result,
    price: raw.price.result,
    conflicting: conflicting.result,
  };
  if (kept === 0) throw noRows(source, counts);
  const pick = <A extends Int32Array | Float64Array>(values: A, out: A): A => {
    for (let i = 0; i < kept; i++) out[i] = values[keep[i]];
    return out;
  };
  const accepted: AcceptedRows = {
    assets,
    offsets: Uint32Array.from(offsets),
    day: pick(raw.day, new Int32Array(kept)),
    roles: raw.roles,
    values: raw.values.map((values) => pick(values, new Float64Array(kept))),
  };
  return { accepted, counts };
}

/** Row numbers by asset and then by day; rows of `sortedIds[r]` stand at `starts[r]` to `starts[r + 1]`. */
function sortRows(raw: RawRows): { order: Uint32Array; starts: Uint32Array; sortedIds: string[] } {
  const byId = Array.from(raw.ids, (_, number) => number).sort((a, b) =>
    compareAssetIds(raw.ids[a], raw.ids[b]),
  );
  const sortedIds: string[] = [];
  const rank = new Uint32Array(raw.ids.length);
  for (const number of byId) {
    // Differently written keys can decode to the same id; they are one asset.
    if (sortedIds.at(-1) !== raw.ids[number]) sortedIds.push(raw.ids[number]);
    rank[number] = sortedIds.length - 1;
  }
  const starts = new Uint32Array(sortedIds.length + 1);
  for (let i = 0; i < raw.count; i++) starts[rank[raw.asset[i]] + 1]++;
  for (let r = 0; r < sortedIds.length; r++) starts[r + 1] += starts[r];
  const order = new Uint32Array(raw.count);
  const next = starts.slice();
  for (let i = 0; i < raw.count; i++) order[next[rank[raw.asset[i]]]++] = i;
  for (let r = 0; r < sortedIds.length; r++) {
    const bucket = order.subarray(starts[r], starts[r + 1]);
    if (!isAscending(bucket, raw.day)) bucket.sort((a, b) => raw.day[a] - raw.day[b] || a - b);
  }
  return { order, starts, sortedIds };
}

function isAscending(bucket: Uint32Array, day: Int32Array): boolean {
  for (let i = 1; i < bucket.length; i++) if (day[bucket[i]] < day[bucket[i - 1]]) return false;
  return true;
}

function sameValues(raw: RawRows, a: number, b: number): boolean {
  return raw.values.every((values) => Object.is(values[a], values[b]));
}

function noRows(source: string, counts: RowCounts): HoldfastError {
  const examples = [...counts.unparsable.first, ...counts.price.first, ...counts.conflicting.first]
    .sort((a, b) => a.line - b.line)
    .slice(0, 3)
    .map(({ line, why }) => `line ${line}: ${why}`);
  const detail =
    examples.length > 0 ? ` The first: ${examples.join('; ')}.` : ' It has a header and nothing else.';
  return new HoldfastError(
    'IMPORT_NO_ROWS',
    `None of the ${counts.read} rows of ${source} could be accepted, so there is nothing to import.${detail}`,
    {
      source,
      read: counts.read,
      unparsable: counts.unparsable.rows,
      price: counts.price.rows,
      conflicting: counts.conflicting.rows,
    },
  );
}
