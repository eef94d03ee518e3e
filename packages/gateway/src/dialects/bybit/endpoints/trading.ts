import type { Endpoint } from '../../../dialect/dialect.ts';

/**
 * Parameters of a spot order besides `category`. Left out on purpose: `bboSideType` and `bboLevel`, whose price comes
 * from the book and so can't be judged beforehand.
 */
export const ORDER_PARAMETERS = [
  'symbol',
  'isLeverage',
  'side',
  'orderType',
  'qty',
  'marketUnit',
  'slippageToleranceType',
  'slippageTolerance',
  'price',
  'orderFilter',
  'triggerPrice',
  'timeInForce',
  'orderLinkId',
  'takeProfit',
  'stopLoss',
  'tpOrderType',
  'slOrderType',
  'tpLimitPrice',
  'slLimitPrice',
  'smpType',
];

/**
 * Parameters of an amendment besides `category`. Take-profit and stop-loss prices are left out: what they would sell
 * depends on the order, which is not in the request.
 */
export const AMEND_PARAMETERS = ['symbol', 'orderId', 'orderLinkId', 'qty', 'price', 'triggerPrice'];

/** Parameters that name an order to cancel, besides `category`. */
export const CANCEL_PARAMETERS = ['symbol', 'orderId', 'orderLinkId', 'orderFilter'];

const BATCH = ['category', 'request'];

/** What places, changes and cancels orders. Which product it is, `category` and `isLeverage` say. */
export const tradingEndpoints: readonly Endpoint[] = [
  trade('create', 'create-order', ['category', ...ORDER_PARAMETERS]),
  trade('pre-check', 'pre-check-order', ['category', ...ORDER_PARAMETERS]),
  trade('amend', 'amend-order', ['category', ...AMEND_PARAMETERS]),
  trade('cancel', 'cancel-order', ['category', ...CANCEL_PARAMETERS]),
  trade('cancel-all', 'cancel-all', ['category', 'symbol', 'baseCoin', 'orderFilter']),
  trade('create-batch', 'batch-place', BATCH),
  trade('amend-batch', 'batch-amend', BATCH),
  trade('cancel-batch', 'batch-cancel', BATCH),
];

function trade(path: string, page: string, parameters: readonly string[]): Endpoint {
  return {
    method: 'POST',
    path: `/v5/order/${path}`,
    class: 'trade',
    parameters,
    docs: `https://bybit-exchange.github.io/docs/v5/order/${page}`,
  };
}
