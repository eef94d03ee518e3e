import type { Panel } from '@holdfast/engine';
import type { PaperMarkets } from '../exchange/paper-markets.ts';
import { DAY_MS, type DayData, type Moment, PricePath, WALK_DAYS } from './price-path.ts';
import { type MarketRules, type PaperSymbol, USDT_MARKETS } from './symbol.ts';

/** What people call an asset, by the snapshot's id. */
export type Tickers = ReadonlyMap<string, { readonly symbol: string }>;

/** The markets of a snapshot: each asset that has a ticker, against one quote currency. */
export interface SnapshotMarkets extends PaperMarkets {
  /** Simulated milliseconds since 1970 of the first and the last close. */
  readonly start: number;
  readonly end: number;
  /** The snapshot's asset of a symbol. */
  readonly assetOf: ReadonlyMap<string, string>;
}

/** Prices have eight decimals: below this a single tick is more than a hundredth of the price, and nobody could trade there. */
const LEAST_PRICE = 1e-6;

/**
 * Makes markets of daily history. Where two assets have the same ticker the larger one has it. Filters suit the price at the
 * beginning, or at an asset's first day.
 *
 * A close is the price at the end of its day, and a unit of the quote currency is a dollar. While it is too small for eight
 * decimals, the asset does not trade.
 *
 * @param rules whose markets; Binance's against USDT when left out
 * @param anchor milliseconds since 1970 at which the history is made to end, to go on with simulated prices from there; then there
 *   are the markets that history ends with, and filters suit its last price. Null: history is where it was, and its end is the end
 */
export function marketsOf(
  panel: Panel,
  tickers: Tickers,
  rules: MarketRules = USDT_MARKETS,
  anchor: number | null = null,
): SnapshotMarkets {
  const symbols = new Map<string, PaperSymbol>();
  const paths = new Map<string, PricePath>();
  const assetOf = new Map<string, string>();
  const made = new Set<string>();
  const first = panel.dates[0];
  const last = panel.dates[panel.dates.length - 1];
  const end = anchor ?? (last + 1) * DAY_MS;
  const start = end - (last - first) * DAY_MS;
  for (const asset of largestFirst(panel)) {
    const ticker = tickers.get(panel.assets[asset])?.symbol.toUpperCase() ?? '';
    if (!/^[A-Z0-9]{1,20}$/.test(ticker) || ticker === rules.quote || made.has(ticker)) continue;
    const days: (DayData | null)[] = new Array(last - first + 1).fill(null);
    let price: number | null = null;
    for (const [t, date] of panel.dates.entries()) {
      const close = panel.close[asset * panel.dates.length + t];
      if (!(close >= LEAST_PRICE)) continue;
      price ??= close;
      days[date - first] = { close, volume: panel.volume[asset * panel.dates.length + t] };
    }
    if (anchor !== null) price = days[days.length - 1]?.close ?? null;
    if (price === null) continue;
    const symbol = rules.symbolOf(ticker, price);
    if (symbols.has(symbol.name)) continue;
    made.add(ticker);
    symbols.set(symbol.name, symbol);
    paths.set(symbol.name, new PricePath(days, start, seedOf(ticker), anchor !== null));
    assetOf.set(symbol.name, panel.assets[asset]);
  }
  return {
    symbols,
    assetOf,
    start,
    end: anchor === null ? end : end + WALK_DAYS * DAY_MS,
    moment: (symbol: string, time: number): Moment | null => paths.get(symbol)?.at(time) ?? null,
  };
}

/** Numbers of the assets by their largest market cap. */
function largestFirst(panel: Panel): number[] {
  const days = panel.dates.length;
  const largest = panel.assets.map((_, asset) => {
    let most = 0;
    for (let t = 0; t < days; t++) most = Math.max(most, panel.marketCap[asset * days + t] || 0);
    return most;
  });
  return [...panel.assets.keys()].sort((a, b) => largest[b] - largest[a] || a - b);
}

/** A number that hangs on the ticker alone (FNV-1a). */
function seedOf(ticker: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < ticker.length; i++) hash = Math.imul(hash ^ ticker.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
