import type { Endpoint } from '../../../dialect/dialect.ts';
import { SPOT_HOST } from '../hosts.ts';

const DOCS = 'https://www.mexc.com/api-docs/spot-v3/market-data-endpoints';

/** What everybody may ask of the spot API; weights at their highest. */
export const marketDataEndpoints: readonly Endpoint[] = [
  told('ping'),
  told('time'),
  told('defaultSymbols'),
  told('symbol/offline', 10),
  told('announcements', 8),
  told('exchangeInfo', 25),
  told('depth', 3),
  told('trades', 5),
  told('historicalTrades'),
  told('aggTrades'),
  told('klines'),
  told('avgPrice'),
  told('ticker/24hr', 40),
  told('ticker/price', 10),
  told('ticker/bookTicker', 10),
  told('etf/info'),
];

function told(path: string, weight = 1): Endpoint {
  return { method: 'GET', path: `/api/v3/${path}`, hosts: [SPOT_HOST], class: 'public', weight, docs: DOCS };
}
