import { amountOf, asObject, bookTickerIn, type MarketData, onlyItem } from '../../dialect/market-data.ts';
import { delimitedSymbols } from '../../dialect/symbol-format.ts';

const HOST = 'api.gateio.ws';
const target = (symbol: string) => `/api/v4/spot/tickers?currency_pair=${encodeURIComponent(symbol)}`;

/** @see https://www.gate.com/docs/developers/apiv4/en/#get-currency-pair-ticker-information */
export const gateMarket: MarketData = {
  symbols: delimitedSymbols('_'),
  book: { host: HOST, target, read: (body) => bookTickerIn(onlyItem(body), 'highest_bid', 'lowest_ask') },
  volume: { host: HOST, target, read: (body) => amountOf(asObject(onlyItem(body))?.get('quote_volume')) },
  secondVenue: 'binance',
  timeAddress: `https://${HOST}/api/v4/spot/time`,
};
