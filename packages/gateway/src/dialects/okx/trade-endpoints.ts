import type { Endpoint } from '../../dialect/dialect.ts';
import { group, trade } from './group.ts';

/** Parameters of an order that are understood, and judged. */
const ORDER_PARAMETERS = [
  'instId',
  'tdMode',
  'ccy',
  'clOrdId',
  'tag',
  'side',
  'posSide',
  'ordType',
  'sz',
  'px',
  'reduceOnly',
  'tgtCcy',
  'banAmend',
  'pxAmendType',
  'tradeQuoteCcy',
  'stpMode',
] as const;

/** Parameters of an algo order: a trigger, a stop or target, both, or a trailing stop. */
const ALGO_PARAMETERS = [
  'instId',
  'tdMode',
  'ccy',
  'clOrdId',
  'algoClOrdId',
  'tag',
  'side',
  'posSide',
  'ordType',
  'sz',
  'reduceOnly',
  'tgtCcy',
  'tradeQuoteCcy',
  'tpTriggerPx',
  'tpTriggerPxType',
  'tpOrdPx',
  'tpOrdKind',
  'slTriggerPx',
  'slTriggerPxType',
  'slOrdPx',
  'triggerPx',
  'triggerPxType',
  'orderPx',
  'callbackRatio',
  'callbackSpread',
  'activePx',
] as const;

const AMEND_PARAMETERS = [
  'instId',
  'ordId',
  'clOrdId',
  'reqId',
  'cxlOnFail',
  'newSz',
  'newPx',
  'pxAmendType',
] as const;

const CANCEL_PARAMETERS = ['instId', 'ordId', 'clOrdId'] as const;
const ALGO_CANCEL_PARAMETERS = ['instId', 'algoId', 'algoClOrdId'] as const;

/** Orders, and what is read about them. */
export const tradeEndpoints: readonly Endpoint[] = [
  trade('order', 'order-book-trading-trade-post-place-order', ORDER_PARAMETERS),
  trade('batch-orders', 'order-book-trading-trade-post-place-multiple-orders', ORDER_PARAMETERS),
  trade('cancel-order', 'order-book-trading-trade-post-cancel-order', CANCEL_PARAMETERS),
  trade('cancel-batch-orders', 'order-book-trading-trade-post-cancel-multiple-orders', CANCEL_PARAMETERS),
  trade('amend-order', 'order-book-trading-trade-post-amend-order', AMEND_PARAMETERS),
  trade('amend-batch-orders', 'order-book-trading-trade-post-amend-multiple-orders', AMEND_PARAMETERS),
  trade('cancel-all-after', 'order-book-trading-trade-post-cancel-all-after', ['timeOut', 'tag']),
  trade('order-algo', 'order-book-trading-algo-trading-post-place-algo-order', ALGO_PARAMETERS),
  trade('cancel-algos', 'order-book-trading-algo-trading-post-cancel-algo-order', ALGO_CANCEL_PARAMETERS),
  trade(
    'cancel-advance-algos',
    'order-book-trading-algo-trading-post-cancel-advance-algo-order',
    ALGO_CANCEL_PARAMETERS,
  ),
  // An algo order's size may be in either currency, which an amendment doesn't say: cancel it and place another.
  ...group(
    'POST',
    'admin',
    'spot',
    'order-book-trading-algo-trading-post-amend-algo-order',
    'trade/amend-algos',
  ),
  // Option market makers' orders only.
  ...group(
    'POST',
    'trade',
    'derivative',
    'order-book-trading-trade-post-mass-cancel-order',
    'trade/mass-cancel',
  ),
  ...group(
    'POST',
    'trade',
    'derivative',
    'order-book-trading-trade-post-close-positions',
    'trade/close-position',
  ),
  ...group('POST', 'read', 'margin', 'order-book-trading-trade-post-order-precheck', 'trade/order-precheck'),
  ...group(
    'GET',
    'read',
    'spot',
    'order-book-trading-trade',
    `trade/order trade/orders-pending trade/orders-history trade/orders-history-archive trade/fills
    trade/fills-history trade/fills-archive trade/account-rate-limit`,
  ),
  ...group('POST', 'admin', 'spot', 'order-book-trading-trade', 'trade/fills-archive'),
  ...group(
    'GET',
    'read',
    'spot',
    'order-book-trading-algo-trading',
    'trade/order-algo trade/orders-algo-pending trade/orders-algo-history',
  ),
  ...group(
    'GET',
    'read',
    'convert',
    'order-book-trading-trade',
    'trade/easy-convert-currency-list trade/easy-convert-history',
  ),
  ...group('POST', 'trade', 'convert', 'order-book-trading-trade', 'trade/easy-convert'),
  ...group(
    'GET',
    'read',
    'lending',
    'order-book-trading-trade',
    `trade/one-click-repay-currency-list trade/one-click-repay-currency-list-v2 trade/one-click-repay-history
    trade/one-click-repay-history-v2`,
  ),
  ...group(
    'POST',
    'transfer',
    'lending',
    'order-book-trading-trade',
    'trade/one-click-repay trade/one-click-repay-v2',
  ),
];
