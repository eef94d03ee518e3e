import { amountOf, asObject, bookTickerIn, type MarketData } from '../../dialect/market-data.ts';
import { concatenatedSymbols } from '../../dialect/symbol-format.ts';

const HOST = 'api.binance.com';

/** @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints */
export const binanceMarket: MarketData = {
  symbols: concatenatedSymbols(),
  book: {
    host: HOST,
    target: (symbol) => `/api/v3/ticker/bookTicker?symbol=${encodeURIComponent(symbol)}`,
    read: (body) => bookTickerIn(body, 'bidPrice', 'askPrice'),
  },
  volume: {
    host: HOST,
    target: (symbol) => `/api/v3/ticker/24hr?symbol=${encodeURIComponent(symbol)}&type=MINI`,
    read: (body) => amountOf(asObject(body)?.get('quoteVolume')),
  },
  secondVenue: 'okx',
  timeAddress: `https://${HOST}/api/v3/time`,
};
