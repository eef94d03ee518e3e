import { amountOf, asObject, bookTickerIn, type MarketData, onlyItem } from '../../dialect/market-data.ts';
import { concatenatedSymbols } from '../../dialect/symbol-format.ts';
import type { JsonValue } from '../../http/strict-json.ts';
import { HOST } from './hosts.ts';

const target = (symbol: string) => `/api/v2/spot/market/tickers?symbol=${encodeURIComponent(symbol)}`;
const tickerIn = (body: JsonValue) => onlyItem(asObject(body)?.get('data'));

/** @see https://www.bitget.com/api-doc/spot/market/Get-Tickers */
export const bitgetMarket: MarketData = {
  symbols: concatenatedSymbols(),
  book: { host: HOST, target, read: (body) => bookTickerIn(tickerIn(body), 'bidPr', 'askPr') },
  volume: { host: HOST, target, read: (body) => amountOf(asObject(tickerIn(body))?.get('quoteVolume')) },
  secondVenue: 'binance',
  timeAddress: `https://${HOST}/api/v2/public/time`,
};
