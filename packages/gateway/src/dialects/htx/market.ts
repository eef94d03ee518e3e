import { amountOf, asObject, bookTicker, itemAt, type MarketData } from '../../dialect/market-data.ts';
import { concatenatedSymbols } from '../../dialect/symbol-format.ts';
import type { JsonValue } from '../../http/strict-json.ts';

const HOST = 'api.huobi.pro';
const target = (symbol: string) => `/market/detail/merged?symbol=${encodeURIComponent(symbol)}`;
const tickIn = (body: JsonValue) => asObject(asObject(body)?.get('tick'));

/** @see https://www.htx.com/en-us/opend/newApiPages/ "Get Latest Aggregated Ticker" */
export const htxMarket: MarketData = {
  symbols: concatenatedSymbols({ lowerCase: true }),
  book: {
    host: HOST,
    target,
    read(body) {
      const tick = tickIn(body);
      return bookTicker(itemAt(tick?.get('bid'), 0), itemAt(tick?.get('ask'), 0));
    },
  },
  // `vol` is in quote units, `amount` in base units.
  volume: { host: HOST, target, read: (body) => amountOf(tickIn(body)?.get('vol')) },
  secondVenue: 'binance',
  timeAddress: `https://${HOST}/v1/common/timestamp`,
};
