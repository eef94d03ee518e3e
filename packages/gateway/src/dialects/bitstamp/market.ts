import { multiply } from '@holdfast/decimal';
import { amountOf, asObject, bookTickerIn, type MarketData } from '../../dialect/market-data.ts';
import { concatenatedSymbols } from '../../dialect/symbol-format.ts';

const HOST = 'www.bitstamp.net';
const target = (symbol: string) => `/api/v2/ticker/${encodeURIComponent(symbol)}/`;

/** @see https://www.bitstamp.net/api/#tag/Tickers/operation/GetMarketTicker */
export const bitstampMarket: MarketData = {
  symbols: concatenatedSymbols({ lowerCase: true }),
  book: { host: HOST, target, read: (body) => bookTickerIn(body, 'bid', 'ask') },
  volume: {
    host: HOST,
    target,
    // Base units of 24 hours, and their volume-weighted price.
    read(body) {
      const [volume, price] = ['volume', 'vwap'].map((name) => amountOf(asObject(body)?.get(name)));
      return volume === null || price === null ? null : multiply(volume, price);
    },
  },
  secondVenue: 'kraken',
  timeAddress: `https://${HOST}/api/v2/ticker/btcusd/`,
};
