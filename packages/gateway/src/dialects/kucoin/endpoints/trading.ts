import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOST } from '../hosts.ts';
import { page } from './page.ts';

const hosts = [SPOT_HOST];
const ORDERS = 'rest/spot-trading/orders/';
const OLD = 'abandoned-endpoints/spot-trading/orders/';

/**
 * Parameters of a spot order that are understood, and judged. Left out on purpose: `clientTimestamp` and
 * `allowMaxTimeWindow`, which must agree with the header that the gateway writes anew, and all that borrows.
 */
export const ORDER_PARAMETERS = [
  'clientOid',
  'side',
  'symbol',
  'type',
  'remark',
  'stp',
  'price',
  'size',
  'funds',
  'timeInForce',
  'cancelAfter',
  'postOnly',
  'hidden',
  'iceberg',
  'visibleSize',
  'tags',
  'tradeType',
] as const;

const BATCH = ['symbol', 'orderList', ...ORDER_PARAMETERS];
const STOP_PARAMETERS = [...ORDER_PARAMETERS, 'stop', 'stopPrice'];
const OCO_PARAMETERS = [
  'clientOid',
  'side',
  'symbol',
  'remark',
  'price',
  'size',
  'stopPrice',
  'limitPrice',
  'tradeType',
];

/** Orders of spot in both generations, stop orders and pairs of orders. */
export const tradingEndpoints: readonly Endpoint[] = [
  trade('POST', 'v1/hf/orders', `${ORDERS}add-order`, ORDER_PARAMETERS),
  trade('POST', 'v1/hf/orders/sync', `${ORDERS}add-order-sync`, ORDER_PARAMETERS),
  trade('POST', 'v1/hf/orders/test', `${ORDERS}add-order-test`, ORDER_PARAMETERS),
  trade('POST', 'v1/hf/orders/multi', `${ORDERS}batch-add-orders`, BATCH),
  trade('POST', 'v1/hf/orders/multi/sync', `${ORDERS}batch-add-orders-sync`, BATCH),
  trade('POST', 'v1/hf/orders/alter', `${ORDERS}modify-order`, [
    'symbol',
    'orderId',
    'clientOid',
    'newSize',
    'newPrice',
  ]),
  trade('POST', 'v1/hf/orders/dead-cancel-all', `${ORDERS}set-dcp`, ['timeout', 'symbols']),
  trade('DELETE', 'v1/hf/orders/{orderId}', `${ORDERS}cancel-order-by-orderld`, ['symbol']),
  trade('DELETE', 'v1/hf/orders/sync/{orderId}', `${ORDERS}cancel-order-by-orderld-sync`, ['symbol']),
  trade('DELETE', 'v1/hf/orders/client-order/{clientOid}', `${ORDERS}cancel-order-by-clientoid`, ['symbol']),
  trade('DELETE', 'v1/hf/orders/sync/client-order/{clientOid}', `${ORDERS}cancel-order-by-clientoid-sync`, [
    'symbol',
  ]),
  trade('DELETE', 'v1/hf/orders/cancel/{orderId}', `${ORDERS}cancel-partial-order`, ['symbol', 'cancelSize']),
  trade('DELETE', 'v1/hf/orders', `${ORDERS}cancel-all-orders-by-symbol`, ['symbol']),
  trade('DELETE', 'v1/hf/orders/cancelAll', `${ORDERS}cancel-all-orders`, []),
  trade('POST', 'v1/orders', `${OLD}add-order-old`, ORDER_PARAMETERS),
  trade('POST', 'v1/orders/test', `${OLD}add-order-test-old`, ORDER_PARAMETERS),
  trade('POST', 'v1/orders/multi', `${OLD}batch-add-orders-old`, BATCH),
  trade('DELETE', 'v1/orders/{orderId}', `${OLD}cancel-order-by-orderld-old`, []),
  trade('DELETE', 'v1/order/client-order/{clientOid}', `${OLD}cancel-order-by-clientoid-old`, []),
  trade('DELETE', 'v1/orders', `${OLD}batch-cancel-order-old`, ['symbol', 'tradeType']),
  trade('POST', 'v1/stop-order', `${ORDERS}add-stop-order`, STOP_PARAMETERS),
  trade('DELETE', 'v1/stop-order/{orderId}', `${ORDERS}cancel-stop-order-by-orderld`, []),
  trade('DELETE', 'v1/stop-order/cancelOrderByClientOid', `${ORDERS}cancel-stop-order-by-clientoid`, [
    'symbol',
    'clientOid',
  ]),
  trade('DELETE', 'v1/stop-order/cancel', `${ORDERS}batch-cancel-stop-orders`, [
    'symbol',
    'tradeType',
    'orderIds',
  ]),
  trade('POST', 'v3/oco/order', `${ORDERS}add-oco-order`, OCO_PARAMETERS),
  trade('DELETE', 'v3/oco/order/{orderId}', `${ORDERS}cancel-oco-order-by-orderld`, []),
  trade('DELETE', 'v3/oco/client-order/{clientOid}', `${ORDERS}cancel-oco-order-by-clientoid`, []),
  trade('DELETE', 'v3/oco/orders', `${ORDERS}batch-cancel-oco-orders`, ['orderIds', 'symbol']),
  ...endpointGroup(
    { hosts, class: 'read', docs: page(`${ORDERS}get-open-orders`) },
    '/api/',
    `GET v1/hf/orders/{orderId} v1/hf/orders/client-order/{clientOid} v1/hf/orders/active/symbols v1/hf/orders/active
     GET v1/hf/orders/active/page v1/hf/orders/done v1/hf/orders/dead-cancel-all/query v1/hf/fills`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', docs: page(`${OLD}get-orders-list-old`) },
    '/api/v1/',
    `GET orders orders/{orderId} order/client-order/{clientOid} limit/orders fills limit/fills`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', docs: page(`${ORDERS}get-stop-orders-list`) },
    '/api/',
    `GET v1/stop-order v1/stop-order/{orderId} v1/stop-order/queryOrderByClientOid v3/oco/orders v3/oco/order/{orderId}
     GET v3/oco/client-order/{clientOid} v3/oco/order/details/{orderId}`,
  ),
];

function trade(
  method: 'POST' | 'DELETE',
  path: string,
  docs: string,
  parameters: readonly string[],
): Endpoint {
  return { method, path: `/api/${path}`, hosts, class: 'trade', parameters, docs: page(docs) };
}
