import type { Endpoint } from '../../../dialect/dialect.ts';
import { SPOT_HOST } from '../hosts.ts';

const DOCS = 'https://www.mexc.com/api-docs/spot-v3/spot-account-trade';

/** Parameters of one order, in a request of its own and in each entry of a batch. */
export const ORDER_PARAMETERS = [
  'symbol',
  'side',
  'type',
  'quantity',
  'quoteOrderQty',
  'price',
  'newClientOrderId',
  'stpMode',
] as const;

/** What places and cancels spot orders. MEXC has no amendments, and places no stop orders by its API. */
export const tradingEndpoints: readonly Endpoint[] = [
  trade('POST', 'order', ORDER_PARAMETERS),
  trade('POST', 'order/test', ORDER_PARAMETERS),
  trade('POST', 'batchOrders', ['batchOrders']),
  trade('DELETE', 'order', ['symbol', 'orderId', 'origClientOrderId', 'newClientOrderId']),
  trade('DELETE', 'openOrders', ['symbol']),
  trade('DELETE', 'order/all', []),
];

function trade(method: Endpoint['method'], path: string, parameters: readonly string[]): Endpoint {
  return {
    method,
    path: `/api/v3/${path}`,
    hosts: [SPOT_HOST],
    class: 'trade',
    parameters: [...parameters, 'recvWindow'],
    docs: DOCS,
  };
}
