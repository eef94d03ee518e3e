import type { Endpoint } from '../../../dialect/dialect.ts';
import { page } from './page.ts';

/** What a limit order of spot places once it is filled. */
export const PRESET_PARAMETERS = [
  'presetTakeProfitPrice',
  'executeTakeProfitPrice',
  'presetStopLossPrice',
  'executeStopLossPrice',
] as const;

/** Parameters of each order of a batch. */
export const BATCH_ORDER_PARAMETERS = [
  'symbol',
  'side',
  'orderType',
  'force',
  'price',
  'size',
  'clientOid',
  'stpMode',
  ...PRESET_PARAMETERS,
] as const;

/** Parameters of a cancellation, and of each one of a batch. */
export const CANCEL_PARAMETERS = ['symbol', 'orderId', 'clientOid'] as const;

/** Parameters of an order in the place of another. */
export const REPLACE_PARAMETERS = [
  'symbol',
  'orderId',
  'clientOid',
  'newClientOid',
  'orderType',
  'price',
  'size',
] as const;

const WINDOW_PARAMETERS = ['requestTime', 'receiveWindow'];

/** Those of the entries are looked at with each of them. */
const BATCH = ['symbol', 'batchMode', 'orderList'];

/** Spot orders of the second version: placed at once, behind a price, changed and cancelled. */
export const tradingEndpoints: readonly Endpoint[] = [
  trade('place-order', 'spot/trade/Place-Order', [
    ...BATCH_ORDER_PARAMETERS,
    ...WINDOW_PARAMETERS,
    'tpslType',
    'triggerPrice',
  ]),
  trade('batch-orders', 'spot/trade/Batch-Place-Orders', BATCH),
  trade('cancel-order', 'spot/trade/Cancel-Order', [...CANCEL_PARAMETERS, 'tpslType']),
  trade('batch-cancel-order', 'spot/trade/Batch-Cancel-Orders', BATCH),
  trade('cancel-symbol-order', 'spot/trade/Cancel-Symbol-Orders', ['symbol']),
  trade('cancel-replace-order', 'spot/trade/Cancel-Replace-Order', REPLACE_PARAMETERS),
  trade('batch-cancel-replace-order', 'spot/trade/Batch-Cancel-Replace-Order', ['orderList']),
  trade('place-plan-order', 'spot/plan/Place-Plan-Order', [
    'symbol',
    'side',
    'triggerPrice',
    'triggerType',
    'orderType',
    'executePrice',
    'price',
    'planType',
    'size',
    'clientOid',
    'force',
    'stpMode',
  ]),
  trade('cancel-plan-order', 'spot/plan/Cancel-Plan-Order', ['orderId', 'clientOid']),
  trade('batch-cancel-plan-order', 'spot/plan/Batch-Cancel-Plan-Order', ['symbolList']),
  // Its size counts in the currency that the order was placed with, which it doesn't say: cancel it and place another.
  {
    method: 'POST',
    path: '/api/v2/spot/trade/modify-plan-order',
    class: 'admin',
    docs: page('spot/plan/Modify-Plan-Order'),
  },
];

function trade(name: string, docs: string, parameters: readonly string[]): Endpoint {
  return {
    method: 'POST',
    path: `/api/v2/spot/trade/${name}`,
    class: 'trade',
    parameters,
    docs: page(docs),
  };
}
