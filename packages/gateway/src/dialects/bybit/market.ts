import { amountOf, asObject, bookTickerIn, type MarketData, onlyItem } from '../../dialect/market-data.ts';
import { concatenatedSymbols } from '../../dialect/symbol-format.ts';
import type { JsonValue } from '../../http/strict-json.ts';

const HOST = 'api.bybit.com';
const target = (symbol: string) => `/v5/market/tickers?category=spot&symbol=${encodeURIComponent(symbol)}`;
const tickerIn = (body: JsonValue) => onlyItem(asObject(asObject(body)?.get('result'))?.get('list'));

/** @see https://bybit-exchange.github.io/docs/v5/market/tickers */
export const bybitMarket: MarketData = {
  symbols: concatenatedSymbols(),
  book: { host: HOST, target, read: (body) => bookTickerIn(tickerIn(body), 'bid1Price', 'ask1Price') },
  volume: { host: HOST, target, read: (body) => amountOf(asObject(tickerIn(body))?.get('turnover24h')) },
  secondVenue: 'binance',
  timeAddress: `https://${HOST}/v5/market/time`,
};
