import { multiply } from '@holdfast/decimal';
import { amountOf, asObject, bookTickerIn, type MarketData } from '../../dialect/market-data.ts';
import { delimitedSymbols } from '../../dialect/symbol-format.ts';
import type { JsonValue } from '../../http/strict-json.ts';

const HOST = 'www.deribit.com';
const target = (symbol: string) => `/api/v2/public/ticker?instrument_name=${encodeURIComponent(symbol)}`;
const tickerIn = (body: JsonValue) => asObject(asObject(body)?.get('result'));

/** @see https://docs.deribit.com/api-reference/market-data/public-ticker */
export const deribitMarket: MarketData = {
  symbols: delimitedSymbols('_'),
  book: {
    host: HOST,
    target,
    read: (body) => bookTickerIn(tickerIn(body), 'best_bid_price', 'best_ask_price'),
  },
  volume: {
    host: HOST,
    target,
    // Base units times the day's lowest price: the exchange's own sum is in dollars, whatever the quote currency is.
    read(body) {
      const stats = asObject(tickerIn(body)?.get('stats'));
      const [volume, lowest] = [amountOf(stats?.get('volume')), amountOf(stats?.get('low'))];
      return volume === null || lowest === null ? null : multiply(volume, lowest);
    },
  },
  secondVenue: 'binance',
  timeAddress: `https://${HOST}/api/v2/public/get_time`,
};
