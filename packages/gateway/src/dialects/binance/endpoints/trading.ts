import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOSTS } from '../hosts.ts';

const DOCS = 'https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints';

/**
 * Parameters of one order without a prefix. Left out on purpose: `pegPriceType` and its kin, whose price comes from the
 * book and so can't be judged beforehand.
 */
const ORDER = [
  'symbol',
  'side',
  'type',
  'timeInForce',
  'quantity',
  'price',
  'newClientOrderId',
  'strategyId',
  'strategyType',
  'icebergQty',
  'newOrderRespType',
  'selfTradePreventionMode',
];
const STOP = ['stopPrice', 'trailingDelta'];
const LIST = ['symbol', 'listClientOrderId', 'newOrderRespType', 'selfTradePreventionMode'];
const WORKING = [
  ...legParameters('working').filter(
    (name) => !name.endsWith('StopPrice') && !name.endsWith('TrailingDelta'),
  ),
  'workingSide',
  'workingQuantity',
];

/** What places, changes and cancels spot orders; and the listen keys, which no policy can allow. */
export const tradingEndpoints: readonly Endpoint[] = [
  trade('POST', 'order', [...ORDER, ...STOP, 'quoteOrderQty']),
  trade('POST', 'order/test', [...ORDER, ...STOP, 'quoteOrderQty', 'computeCommissionRates'], 20),
  trade('DELETE', 'order', [
    'symbol',
    'orderId',
    'origClientOrderId',
    'newClientOrderId',
    'cancelRestrictions',
  ]),
  trade('DELETE', 'openOrders', ['symbol']),
  trade('POST', 'order/cancelReplace', [
    ...ORDER,
    ...STOP,
    'quoteOrderQty',
    'cancelReplaceMode',
    'cancelNewClientOrderId',
    'cancelOrigClientOrderId',
    'cancelOrderId',
    'cancelRestrictions',
    'orderRateLimitExceededMode',
  ]),
  trade(
    'PUT',
    'order/amend/keepPriority',
    ['symbol', 'orderId', 'origClientOrderId', 'newClientOrderId', 'newQty'],
    4,
  ),
  trade('POST', 'order/oco', [
    ...LIST,
    'side',
    'quantity',
    'limitClientOrderId',
    'price',
    'limitStrategyId',
    'limitStrategyType',
    'limitIcebergQty',
    'stopClientOrderId',
    'stopPrice',
    'trailingDelta',
    'stopStrategyId',
    'stopStrategyType',
    'stopLimitPrice',
    'stopIcebergQty',
    'stopLimitTimeInForce',
  ]),
  trade('POST', 'orderList/oco', [
    ...LIST,
    'side',
    'quantity',
    ...legParameters('above'),
    ...legParameters('below'),
  ]),
  trade('POST', 'orderList/oto', [
    ...LIST,
    ...WORKING,
    ...legParameters('pending'),
    'pendingSide',
    'pendingQuantity',
  ]),
  trade('POST', 'orderList/otoco', [
    ...LIST,
    ...WORKING,
    ...legParameters('pendingAbove'),
    ...legParameters('pendingBelow'),
    'pendingSide',
    'pendingQuantity',
  ]),
  trade('POST', 'orderList/opo', [...LIST, ...WORKING, ...legParameters('pending'), 'pendingSide']),
  trade('POST', 'orderList/opoco', [
    ...LIST,
    ...WORKING,
    ...legParameters('pendingAbove'),
    ...legParameters('pendingBelow'),
    'pendingSide',
  ]),
  trade('DELETE', 'orderList', ['symbol', 'orderListId', 'listClientOrderId', 'newClientOrderId']),
  trade('POST', 'sor/order', ORDER),
  trade('POST', 'sor/order/test', [...ORDER, 'computeCommissionRates'], 20),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'credential',
      docs: 'https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream',
    },
    '/api/v3/',
    `
    POST userDataStream
    PUT userDataStream
    DELETE userDataStream
  `,
  ),
];

/** Parameters of one leg of an order list, all of which begin with the leg's name. */
function legParameters(leg: string): string[] {
  return [
    'Type',
    'ClientOrderId',
    'IcebergQty',
    'Price',
    'StopPrice',
    'TrailingDelta',
    'TimeInForce',
    'StrategyId',
    'StrategyType',
  ].map((name) => `${leg}${name}`);
}

function trade(
  method: Endpoint['method'],
  path: string,
  parameters: readonly string[],
  weight = 1,
): Endpoint {
  return {
    method,
    path: `/api/v3/${path}`,
    hosts: SPOT_HOSTS,
    class: 'trade',
    parameters: [...parameters, 'recvWindow'],
    weight,
    docs: DOCS,
  };
}
