/** Hosts of the spot API and of what Binance calls SAPI, all equal (rest-api.md, "General API Information"). */
export const SPOT_HOSTS = [
  'api.binance.com',
  'api-gcp.binance.com',
  'api1.binance.com',
  'api2.binance.com',
  'api3.binance.com',
  'api4.binance.com',
];

/** Serves public market data only. */
export const MARKET_DATA_HOST = 'data-api.binance.vision';

/** Hosts of products that are refused, so that they are refused by name. */
export const OTHER_HOSTS = ['fapi.binance.com', 'dapi.binance.com', 'eapi.binance.com', 'papi.binance.com'];
