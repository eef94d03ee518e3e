/**
 * Hosts of the REST API, the regional ones included.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/guide, "REST API Base Endpoint"
 */
export const bybitHosts = [
  'api.bybit.com',
  'api.bytick.com',
  'api.bybit.nl',
  'api.bybit-tr.com',
  'api.bybit.kz',
  'api.bybitgeorgia.ge',
  'api.bybit.ae',
  'api.bybit.eu',
  'api.bybit.id',
];
