import { amountOf, asObject, bookTickerIn, type MarketData, onlyItem } from '../../dialect/market-data.ts';
import { delimitedSymbols } from '../../dialect/symbol-format.ts';
import type { JsonValue } from '../../http/strict-json.ts';

const HOST = 'www.okx.com';
const target = (symbol: string) => `/api/v5/market/ticker?instId=${encodeURIComponent(symbol)}`;
const tickerIn = (body: JsonValue) => onlyItem(asObject(body)?.get('data'));

/** @see https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-ticker */
export const okxMarket: MarketData = {
  symbols: delimitedSymbols('-'),
  book: { host: HOST, target, read: (body) => bookTickerIn(tickerIn(body), 'bidPx', 'askPx') },
  volume: { host: HOST, target, read: (body) => amountOf(asObject(tickerIn(body))?.get('volCcy24h')) },
  secondVenue: 'binance',
  timeAddress: `https://${HOST}/api/v5/public/time`,
};
