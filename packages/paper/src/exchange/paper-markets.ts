import type { Moment } from '../market/price-path.ts';
import type { PaperSymbol } from '../market/symbol.ts';

/** A market as it is at a moment. */
export interface Listing {
  /** With the rules of that moment. */
  readonly symbol: PaperSymbol;
  /** Nobody will trade it again. */
  readonly delisted: boolean;
}

/** The markets of a paper exchange, by time. */
export interface PaperMarkets {
  /** Every market that there ever is, with its first rules. */
  readonly symbols: ReadonlyMap<string, PaperSymbol>;
  /** Null while a symbol has no price. */
  moment(symbol: string, time: number): Moment | null;
  /** Null when a symbol is not known at a time. Left out: rules never change, and nothing is delisted. */
  listing?(symbol: string, time: number): Listing | null;
}

/** A market as it is at a moment; null when it is not known. */
export function listingOf(markets: PaperMarkets, name: string, time: number): Listing | null {
  if (markets.listing !== undefined) return markets.listing(name, time);
  const symbol = markets.symbols.get(name);
  return symbol === undefined ? null : { symbol, delisted: false };
}

const MINUTE_MS = 60_000;

/**
 * The mean price of the last minutes, a sample a minute; the price itself for 0. Null while there is no price.
 *
 * @param minutes simulated
 */
export function averagePrice(
  markets: PaperMarkets,
  name: string,
  time: number,
  minutes: number,
): number | null {
  const now = markets.moment(name, time);
  if (now === null) return null;
  let sum = now.mid;
  let count = 1;
  for (let back = 1; back <= minutes; back++) {
    const then = markets.moment(name, time - back * MINUTE_MS);
    if (then === null) continue;
    sum += then.mid;
    count++;
  }
  return sum / count;
}
