import type { Panel } from '../panel.ts';
import type { LevelRun } from './level-run.ts';
import type { DateRange } from './range.ts';

/**
 * An asset as a benchmark: base value × Pₜ / P of the first date, gaps keep the last price, no cost. Null when the
 * asset has no price on or before the first date.
 */
export function assetBenchmark(
  panel: Panel,
  asset: number,
  { first, last }: DateRange,
  baseValue: number,
): Float64Array | null {
  const from = asset * panel.dayCount;
  let start = first;
  while (start >= 0 && !(panel.close[from + start] > 0)) start--;
  if (start < 0) return null;
  return rebased(panel.close.subarray(from, from + last + 1), start, first, baseValue);
}

/** Another index as a benchmark: its own run's level, used like a price. Null when it starts later. */
export function indexBenchmark(
  { range, result }: LevelRun,
  { first, last }: DateRange,
  baseValue: number,
): Float64Array | null {
  if (range.first > first) return null;
  const levels = new Float64Array(last + 1).fill(Number.NaN);
  levels.set(result.levels.subarray(0, Math.min(result.levels.length, last + 1 - range.first)), range.first);
  let start = first;
  while (!(levels[start] > 0) && start > range.first) start--;
  return rebased(levels, start, first, baseValue);
}

function rebased(prices: Float64Array, start: number, first: number, baseValue: number): Float64Array {
  const out = new Float64Array(prices.length - first);
  const scale = baseValue / prices[start];
  let price = prices[start];
  for (let t = first; t < prices.length; t++) {
    if (prices[t] > 0) price = prices[t];
    out[t - first] = price * scale;
  }
  return out;
}
