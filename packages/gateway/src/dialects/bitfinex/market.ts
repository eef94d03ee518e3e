import { type Decimal, multiply, parseDecimal } from '@holdfast/decimal';
import { itemAt, type MarketData } from '../../dialect/market-data.ts';
import type { SymbolFormat } from '../../dialect/symbol-format.ts';
import { JsonNumber, type JsonValue } from '../../http/strict-json.ts';
import { PUBLIC_HOST } from './hosts.ts';
import { OWN_NAMES } from './names.ts';

const common = (name: string) => (Object.hasOwn(OWN_NAMES, name) ? OWN_NAMES[name] : name);
const own = (name: string) => Object.keys(OWN_NAMES).find((one) => OWN_NAMES[one] === name) ?? name;

/** `tBTCUSD` when both names have three characters, else `tDOGE:USD`. */
const symbols: SymbolFormat = {
  split(symbol, quotes) {
    const match = /^t(?:([A-Z0-9]{3})([A-Z0-9]{3})|([A-Z0-9]{2,12}):([A-Z0-9]{2,12}))$/.exec(symbol);
    if (match === null || symbol.includes('F0')) return null;
    const parts = { base: common(match[1] ?? match[3]), quote: common(match[2] ?? match[4]) };
    return quotes.includes(parts.quote) ? parts : null;
  },
  join({ base, quote }) {
    const names = [own(base), own(quote)];
    return `t${names.join(names.every(({ length }) => length === 3) ? '' : ':')}`;
  },
};

const target = (symbol: string) => `/v2/ticker/${encodeURIComponent(symbol).replaceAll('%3A', ':')}`;

/**
 * The ticker is a row: bid, its size, ask, its size, change, change in parts of one, last price, volume in base units, high, low.
 *
 * @see https://docs.bitfinex.com/reference/rest-public-ticker
 */
export const bitfinexMarket: MarketData = {
  symbols,
  book: {
    host: PUBLIC_HOST,
    target,
    read(body) {
      const [bid, ask] = [priceAt(body, 0), priceAt(body, 2)];
      return bid === null || ask === null ? null : { bid, ask };
    },
  },
  volume: {
    host: PUBLIC_HOST,
    target,
    read(body) {
      const [last, volume] = [priceAt(body, 6), priceAt(body, 7)];
      return last === null || volume === null ? null : multiply(last, volume);
    },
  },
  secondVenue: 'kraken',
  timeAddress: `https://${PUBLIC_HOST}/v2/platform/status`,
};

function priceAt(body: JsonValue, index: number): Decimal | null {
  const value = itemAt(body, index);
  return value instanceof JsonNumber ? exactly(value.source) : null;
}

/** A number as it was written; small ones have an exponent (`1.2e-7`). */
function exactly(source: string): Decimal | null {
  const match = /^([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,2}))?$/.exec(source);
  if (match === null) return null;
  const [, whole, fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, 1 - point))}${whole}${fraction}`.padEnd(Math.max(1, point), '0');
  const at = Math.max(1, point);
  return parseDecimal(
    at >= digits.length ? digits.slice(0, at) : `${digits.slice(0, at)}.${digits.slice(at)}`,
  );
}
