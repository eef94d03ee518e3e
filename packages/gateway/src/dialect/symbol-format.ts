/** A symbol taken apart into what is traded and what it is paid with, in names that exchanges share. */
interface SymbolParts {
  readonly base: string;
  readonly quote: string;
}

/** How an exchange writes the name of a spot market. */
export interface SymbolFormat {
  /** Null for what is no spot symbol, or has none of the quote currencies, which are given in common names. */
  split(symbol: string, quotes: readonly string[]): SymbolParts | null;
  /** The symbol of a market; `split` makes the same parts of it again. */
  join(parts: SymbolParts): string;
}

/** Names of currencies that an exchange has for itself, with those that everybody else has: `{ XBT: 'BTC' }`. */
export type OwnNames = Readonly<Record<string, string>>;

/** What differs between exchanges that write base and quote in a row. */
interface FormatOptions {
  readonly ownNames?: OwnNames;
  /** Symbols are written in lower case. */
  readonly lowerCase?: true;
}

/**
 * Symbols with a delimiter between base and quote, and nothing else: `BTC-USDT`.
 *
 * @example
 * delimitedSymbols('-').split('BTC-USDT', ['USDT']); // { base: 'BTC', quote: 'USDT' }
 */
export function delimitedSymbols(
  delimiter: string,
  { ownNames = {}, lowerCase }: FormatOptions = {},
): SymbolFormat {
  return {
    split(symbol, quotes) {
      const [base, quote, ...more] = fromCase(symbol, lowerCase).split(delimiter);
      const parts = { base: common(base, ownNames), quote: common(quote ?? '', ownNames) };
      return more.length === 0 && base !== '' && quotes.includes(parts.quote) ? parts : null;
    },
    join: ({ base, quote }) => toCase(`${own(base, ownNames)}${delimiter}${own(quote, ownNames)}`, lowerCase),
  };
}

/**
 * Symbols without any delimiter: `BTCUSDT`. The longest quote currency that the symbol ends with counts.
 *
 * @example
 * concatenatedSymbols().split('BTCFDUSD', ['USD', 'FDUSD']); // { base: 'BTC', quote: 'FDUSD' }
 */
export function concatenatedSymbols({ ownNames = {}, lowerCase }: FormatOptions = {}): SymbolFormat {
  return {
    split(symbol, quotes) {
      const text = fromCase(symbol, lowerCase);
      const quote = [...quotes]
        .sort((a, b) => own(b, ownNames).length - own(a, ownNames).length)
        .find((one) => text.endsWith(own(one, ownNames)));
      if (quote === undefined) return null;
      const base = common(text.slice(0, -own(quote, ownNames).length), ownNames);
      return base === '' ? null : { base, quote };
    },
    join: ({ base, quote }) => toCase(`${own(base, ownNames)}${own(quote, ownNames)}`, lowerCase),
  };
}

/** Where symbols are in lower case, those in upper case name no market. */
function fromCase(symbol: string, lowerCase: true | undefined): string {
  if (lowerCase === undefined) return symbol;
  return symbol === symbol.toLowerCase() ? symbol.toUpperCase() : '';
}

function toCase(symbol: string, lowerCase: true | undefined): string {
  return lowerCase === undefined ? symbol : symbol.toLowerCase();
}

function common(name: string, ownNames: OwnNames): string {
  return Object.hasOwn(ownNames, name) ? ownNames[name] : name;
}

function own(name: string, ownNames: OwnNames): string {
  return Object.keys(ownNames).find((one) => ownNames[one] === name) ?? name;
}
