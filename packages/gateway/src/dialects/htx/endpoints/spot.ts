import type { Endpoint } from '../../../dialect/dialect.ts';
import { group, trade } from './group.ts';

/** Parameters of an order that are understood, and judged. */
const ORDER_PARAMETERS = [
  'account-id',
  'symbol',
  'type',
  'amount',
  'price',
  'source',
  'client-order-id',
  'self-match-prevent',
  'stop-price',
  'operator',
] as const;

/** Of an order that waits for a price, which HTX calls a conditional order. */
const ALGO_PARAMETERS = [
  'accountId',
  'symbol',
  'orderPrice',
  'orderSide',
  'orderSize',
  'orderValue',
  'timeInForce',
  'orderType',
  'clientOrderId',
  'stopPrice',
  'trailingRate',
] as const;

/** Spot: what is public, what is read, and what trades. */
export const spotEndpoints: readonly Endpoint[] = [
  ...group(
    'public',
    'spot',
    `
    GET v2/market-status v1/common/symbols v1/common/currencys v1/common/timestamp v1/common/exchange
    GET v1/settings/common/chains v1/settings/common/currencys v1/settings/common/symbols
    GET v1/settings/common/market-symbols v1/settings/currencys v2/settings/common/currencies
    GET v2/settings/common/symbols v2/reference/currencies market/history/candles market/history/kline
    GET market/detail/merged market/tickers market/detail market/depth market/trade market/history/trade
    GET market/etp v2/etp/reference v2/etp/rebalance
  `,
  ),
  ...group(
    'read',
    'spot',
    `
    GET v1/order/openOrders v1/order/orders v1/order/orders/{order_id} v1/order/orders/getClientOrder
    GET v1/order/orders/{order_id}/matchresult v1/order/orders/{order_id}/matchresults v1/order/history
    GET v1/order/matchresults v2/reference/transact-fee-rate v1/fee/fee-rate/get v2/algo-orders/opening
    GET v2/algo-orders/history v2/algo-orders/specific
  `,
  ),
  trade('v1/order/orders/place', ORDER_PARAMETERS),
  trade('v1/order/batch-orders', ORDER_PARAMETERS),
  trade('v1/order/orders/{order_id}/submitcancel', ['symbol']),
  trade('v1/order/orders/submitCancelClientOrder', ['client-order-id']),
  trade('v1/order/orders/batchcancel', ['order-ids', 'client-order-ids']),
  trade('v1/order/orders/batchCancelOpenOrders', ['account-id', 'symbol', 'types', 'side', 'size']),
  trade('v2/algo-orders', ALGO_PARAMETERS),
  trade('v2/algo-orders/cancellation', ['clientOrderIds']),
  trade('v2/algo-orders/cancel-all-after', ['timeout']),
  // Borrows, or pays back.
  ...group('trade', 'margin', 'POST v1/order/auto/place'),
  // An order in two steps: what the second would place isn't in its request.
  ...group('trade', 'other', 'POST v1/order/orders v1/order/orders/{order_id}/place'),
];
