import {
  type Backtest,
  type DefinitionLibrary,
  type Panel,
  type Rebalance,
  runBacktest,
} from '@holdfast/engine';

/** Prices of one asset: one entry a date, NaN where it has none. */
interface PriceSeries {
  readonly dates: Int32Array;
  readonly prices: Float64Array;
}

/**
 * Share of the index's value in one asset at the end of a day: what the last rebalance bought, at that day's price.
 * Without a price that day the last one counts; a delisted asset is cash.
 *
 * @param rebalance the last one on or before the day
 * @param day epoch day
 */
export function heldWeight(
  panel: Panel,
  library: DefinitionLibrary,
  { definition, dates, levels }: Backtest,
  rebalance: Rebalance,
  asset: string,
  day: number,
): number {
  const target = rebalance.targets[asset] ?? 0;
  if (target === 0) return 0;
  const series = pricesOf(panel, library, definition.members !== null, asset);
  const bought = lastPrice(series, rebalance.date);
  const now = lastPrice(series, day);
  if (bought === null || now === null) return 0;
  if (day - now.day >= definition.stale_after) return 0;
  const level = levels[dates.findLastIndex((date) => date <= day)];
  return (target * rebalance.valueAfter * (now.price / bought.price)) / level;
}

/** A member of a portfolio of indices is priced by its own level. */
function pricesOf(
  panel: Panel,
  library: DefinitionLibrary,
  isPortfolio: boolean,
  asset: string,
): PriceSeries {
  const member = isPortfolio ? library.get(asset) : undefined;
  if (member !== undefined) {
    const { dates, levels } = runBacktest(panel, { ...member, benchmarks: [] }, { library });
    return { dates, prices: levels };
  }
  const at = panel.indexOf(asset)!;
  return { dates: panel.dates, prices: panel.close.subarray(at * panel.dayCount, (at + 1) * panel.dayCount) };
}

function lastPrice({ dates, prices }: PriceSeries, day: number): { price: number; day: number } | null {
  for (let t = dates.findLastIndex((date) => date <= day); t >= 0; t--) {
    if (prices[t] > 0) return { price: prices[t], day: dates[t] };
  }
  return null;
}
