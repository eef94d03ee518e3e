import { amountOf, asObject, bookTickerIn, type MarketData } from '../../dialect/market-data.ts';
import { concatenatedSymbols } from '../../dialect/symbol-format.ts';
import { SPOT_HOST } from './hosts.ts';

const of = (symbol: string) => `symbol=${encodeURIComponent(symbol)}`;

/** @see https://www.mexc.com/api-docs/spot-v3/market-data-endpoints */
export const mexcMarket: MarketData = {
  symbols: concatenatedSymbols(),
  book: {
    host: SPOT_HOST,
    target: (symbol) => `/api/v3/ticker/bookTicker?${of(symbol)}`,
    read: (body) => bookTickerIn(body, 'bidPrice', 'askPrice'),
  },
  volume: {
    host: SPOT_HOST,
    target: (symbol) => `/api/v3/ticker/24hr?${of(symbol)}`,
    read: (body) => amountOf(asObject(body)?.get('quoteVolume')),
  },
  secondVenue: 'binance',
  timeAddress: `https://${SPOT_HOST}/api/v3/time`,
};
