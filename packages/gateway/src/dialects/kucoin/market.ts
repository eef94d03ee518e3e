import { amountOf, asObject, bookTickerIn, type MarketData } from '../../dialect/market-data.ts';
import { delimitedSymbols } from '../../dialect/symbol-format.ts';
import type { JsonValue } from '../../http/strict-json.ts';
import { SPOT_HOST } from './hosts.ts';

const dataIn = (body: JsonValue) => asObject(body)?.get('data');

/**
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/market-data/get-ticker
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/market-data/get-24hr-stats
 */
export const kucoinMarket: MarketData = {
  symbols: delimitedSymbols('-'),
  book: {
    host: SPOT_HOST,
    target: (symbol) => `/api/v1/market/orderbook/level1?symbol=${encodeURIComponent(symbol)}`,
    read: (body) => bookTickerIn(dataIn(body), 'bestBid', 'bestAsk'),
  },
  volume: {
    host: SPOT_HOST,
    target: (symbol) => `/api/v1/market/stats?symbol=${encodeURIComponent(symbol)}`,
    read: (body) => amountOf(asObject(dataIn(body))?.get('volValue')),
  },
  secondVenue: 'binance',
  timeAddress: `https://${SPOT_HOST}/api/v1/timestamp`,
};
