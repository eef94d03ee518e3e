/**
 * Positions to keep of a long series so that its drawing looks the same: the first and last finite value and, of
 * each of `buckets` equal stretches, the smallest and the largest. At most 2 × buckets + 2, ascending. Values that
 * are not finite are left out, except one between two stretches of finite ones, so that a gap stays a gap.
 *
 * @example
 * extremePositions([5, 1, 9, 4], 1); // [0, 1, 2, 3]
 */
export function extremePositions(values: ArrayLike<number>, buckets: number): number[] {
  const length = values.length;
  if (length <= buckets * 2 + 2) return Array.from({ length }, (_, i) => i);
  const kept = new Set<number>();
  let first = -1;
  let last = -1;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * length) / buckets);
    const to = Math.floor(((bucket + 1) * length) / buckets);
    let low = -1;
    let high = -1;
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(values[i])) continue;
      if (first < 0) first = i;
      last = i;
      if (low < 0 || values[i] < values[low]) low = i;
      if (high < 0 || values[i] > values[high]) high = i;
    }
    if (low >= 0) {
      kept.add(low);
      kept.add(high);
    } else if (first >= 0) {
      kept.add(from);
    }
  }
  if (first >= 0) {
    kept.add(first);
    kept.add(last);
  }
  return [...kept].filter((i) => i <= last).sort((a, b) => a - b);
}

/**
 * At most `count` positions spread evenly over a series, the first and the last among them.
 *
 * @example
 * evenPositions(5, 3); // [0, 2, 4]
 */
export function evenPositions(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)));
}
