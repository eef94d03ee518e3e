import { multiply } from '@holdfast/decimal';
import { amountOf, asObject, bookTicker, itemAt, type MarketData } from '../../dialect/market-data.ts';
import { concatenatedSymbols, type OwnNames, type SymbolFormat } from '../../dialect/symbol-format.ts';
import type { JsonObject, JsonValue } from '../../http/strict-json.ts';

const HOST = 'api.kraken.com';

/** Kraken's older names of what everybody else calls otherwise. */
const OWN_NAMES: OwnNames = { XBT: 'BTC', XDG: 'DOGE' };
const plain = concatenatedSymbols({ ownNames: OWN_NAMES });

/** `XBTUSD` is also written `XXBTZUSD` and `XBT/USD`. */
const symbols: SymbolFormat = {
  split(symbol, quotes) {
    const parts = plain.split(symbol, quotes);
    if (parts === null) return null;
    const bare = parts.base.replace(/\/$/, '').replace(/^X(.{3})Z$/, '$1');
    const base = Object.hasOwn(OWN_NAMES, bare) ? OWN_NAMES[bare] : bare;
    return base === '' ? null : { ...parts, base };
  },
  join: plain.join,
};

const target = (symbol: string) => `/0/public/Ticker?pair=${encodeURIComponent(symbol)}`;

/** The one market of an answer. */
function tickerIn(body: JsonValue): JsonObject | null {
  const result = asObject(asObject(body)?.get('result'));
  return result?.size === 1 ? asObject([...result.values()][0]) : null;
}

/** @see https://docs.kraken.com/api/docs/rest-api/get-ticker-information */
export const krakenMarket: MarketData = {
  symbols,
  book: {
    host: HOST,
    target,
    read(body) {
      const ticker = tickerIn(body);
      return bookTicker(itemAt(ticker?.get('b'), 0), itemAt(ticker?.get('a'), 0));
    },
  },
  volume: {
    host: HOST,
    target,
    // Base units, and their volume-weighted price; the second of each pair is of 24 hours.
    read(body) {
      const ticker = tickerIn(body);
      const [volume, price] = ['v', 'p'].map((name) => amountOf(itemAt(ticker?.get(name), 1)));
      return volume === null || price === null ? null : multiply(volume, price);
    },
  },
  secondVenue: 'coinbase',
  timeAddress: `https://${HOST}/0/public/Time`,
};
