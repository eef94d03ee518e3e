import { multiply } from '@holdfast/decimal';
import { amountOf, asObject, bookTickerIn, type MarketData, onlyItem } from '../../dialect/market-data.ts';
import { delimitedSymbols } from '../../dialect/symbol-format.ts';
import type { JsonValue } from '../../http/strict-json.ts';

const HOST = 'api.crypto.com';
const target = (symbol: string) =>
  `/exchange/v1/public/get-tickers?instrument_name=${encodeURIComponent(symbol)}`;
const tickerIn = (body: JsonValue) =>
  asObject(onlyItem(asObject(asObject(body)?.get('result'))?.get('data')));

/** @see https://exchange-developer.crypto.com/exchange/v1/docs/api/rest/public-get-tickers */
export const cryptocomMarket: MarketData = {
  symbols: delimitedSymbols('_'),
  book: { host: HOST, target, read: (body) => bookTickerIn(tickerIn(body), 'b', 'k') },
  volume: {
    host: HOST,
    target,
    // Base units times the day's lowest price: the exchange's own sum is in dollars, whatever the quote currency is.
    read(body) {
      const ticker = tickerIn(body);
      const [volume, lowest] = [amountOf(ticker?.get('v')), amountOf(ticker?.get('l'))];
      return volume === null || lowest === null ? null : multiply(volume, lowest);
    },
  },
  secondVenue: 'kraken',
  timeAddress: `https://${HOST}${target('BTC_USD')}`,
};
