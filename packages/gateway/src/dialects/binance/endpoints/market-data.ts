import type { Endpoint } from '../../../dialect/dialect.ts';
import { MARKET_DATA_HOST, SPOT_HOSTS } from '../hosts.ts';

const DOCS = 'https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints';
const GENERAL = 'https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints';
/** Served on the market-data host too (faqs/market_data_only.md). */
const BOTH = [...SPOT_HOSTS, MARKET_DATA_HOST];
const CANDLES = ['symbol', 'interval', 'startTime', 'endTime', 'timeZone', 'limit'];
const TICKER = ['symbol', 'symbols', 'type', 'symbolStatus'];

/** Public market data of the spot API. */
export const marketDataEndpoints: readonly Endpoint[] = [
  publicEndpoint('ping', 1, [], BOTH, GENERAL),
  publicEndpoint('time', 1, [], BOTH, GENERAL),
  publicEndpoint(
    'exchangeInfo',
    20,
    ['symbol', 'symbols', 'permissions', 'showPermissionSets', 'symbolStatus'],
    BOTH,
    GENERAL,
  ),
  publicEndpoint('executionRules', 40, ['symbol', 'symbols', 'symbolStatus'], SPOT_HOSTS, GENERAL),
  publicEndpoint('depth', 250, ['symbol', 'limit', 'symbolStatus'], BOTH),
  publicEndpoint('trades', 25, ['symbol', 'limit'], BOTH),
  publicEndpoint('historicalTrades', 25, ['symbol', 'limit', 'fromId'], SPOT_HOSTS),
  publicEndpoint('historicalBlockTrades', 25, ['symbol', 'fromId', 'limit'], SPOT_HOSTS),
  publicEndpoint('aggTrades', 4, ['symbol', 'fromId', 'startTime', 'endTime', 'limit'], BOTH),
  publicEndpoint('klines', 2, CANDLES, BOTH),
  publicEndpoint('uiKlines', 2, CANDLES, BOTH),
  publicEndpoint('avgPrice', 2, ['symbol'], BOTH),
  publicEndpoint('ticker', 200, [...TICKER, 'windowSize'], BOTH),
  publicEndpoint('ticker/24hr', 80, TICKER, BOTH),
  publicEndpoint('ticker/tradingDay', 200, [...TICKER, 'timeZone'], SPOT_HOSTS),
  publicEndpoint('ticker/price', 4, TICKER, BOTH),
  publicEndpoint('ticker/bookTicker', 4, TICKER, BOTH),
  publicEndpoint('referencePrice', 2, ['symbol'], SPOT_HOSTS),
  publicEndpoint('referencePrice/calculation', 2, ['symbol', 'symbolStatus'], SPOT_HOSTS),
];

/** Weights that depend on the parameters are entered at their highest. */
function publicEndpoint(
  path: string,
  weight: number,
  parameters: readonly string[],
  hosts: readonly string[],
  docs = DOCS,
): Endpoint {
  return { method: 'GET', path: `/api/v3/${path}`, hosts, class: 'public', parameters, weight, docs };
}
