import type { ExchangeId } from '../dialect/dialect.ts';

/** A symbol taken apart into what is traded and what it is paid with. */
export interface SymbolParts {
  readonly base: string;
  readonly quote: string;
}

/** Kraken's older names of what everybody else calls otherwise. */
const KRAKEN_NAMES: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };

/**
 * Takes an exchange's symbol apart by the quote currencies that are known; null when it ends with none of them.
 *
 * @example
 * splitSymbol('binance', 'BTCUSDT', ['USD', 'USDT']); // { base: 'BTC', quote: 'USDT' }
 * splitSymbol('kraken', 'XXBTZUSD', ['USD']); // { base: 'BTC', quote: 'USD' }
 */
export function splitSymbol(
  exchange: ExchangeId,
  symbol: string,
  quotes: readonly string[],
): SymbolParts | null {
  if (exchange === 'okx' || exchange === 'coinbase') {
    const [base, quote, ...more] = symbol.split('-');
    return more.length === 0 && base !== '' && quotes.includes(quote) ? { base, quote } : null;
  }
  const quote = [...quotes].sort((a, b) => b.length - a.length).find((one) => symbol.endsWith(one));
  if (quote === undefined) return null;
  let base = symbol.slice(0, -quote.length);
  if (exchange === 'kraken') base = krakenBase(base);
  return base === '' ? null : { base, quote };
}

/** The symbol of the same market on another exchange. */
export function joinSymbol(exchange: ExchangeId, { base, quote }: SymbolParts): string {
  if (exchange === 'okx' || exchange === 'coinbase') return `${base}-${quote}`;
  if (exchange !== 'kraken') return `${base}${quote}`;
  const own = Object.entries(KRAKEN_NAMES).find(([, common]) => common === base)?.[0];
  return `${own ?? base}${quote}`;
}

/** `XXBTZ` of XXBTZUSD, `XBT/` of XBT/USD and `XBT` of XBTUSD are all BTC. */
function krakenBase(text: string): string {
  const bare = text.replace(/\/$/, '').replace(/^X(.{3})Z$/, '$1');
  return KRAKEN_NAMES[bare] ?? bare;
}
