import type { Endpoint } from '../../../dialect/dialect.ts';

/** Parameters that every order may have. */
const EVERY_ORDER = [
  'broker_id',
  'client_oid',
  'exec_inst',
  'fee_instrument_name',
  'instrument_name',
  'price',
  'quantity',
  'side',
  'stp_id',
  'stp_inst',
  'stp_scope',
  'time_in_force',
  'type',
];

/** Those of an order that stands alone or in a list; with `ref_price` it waits for a price, as before December 2025. */
export const ORDER_PARAMETERS = [
  ...EVERY_ORDER,
  'notional',
  'ref_price',
  'ref_price_type',
  'spot_margin',
  // Of positions: told apart so that they are refused by name.
  'isolated_margin_amount',
  'isolation_id',
  'leverage',
];

/** Those of an order that waits for a price, or belongs to others. `attach_order_id` would tie it to a foreign one. */
export const ADVANCED_PARAMETERS = [...EVERY_ORDER, 'notional', 'ref_price', 'ref_price_type', 'spot_margin'];

const AMEND_PARAMETERS = ['order_id', 'orig_client_oid', 'client_oid', 'new_price', 'new_quantity'];
const CANCEL_PARAMETERS = ['order_id', 'client_oid', 'instrument_name'];
export const CANCEL_ITEM_PARAMETERS = CANCEL_PARAMETERS;
const LIST = ['contingency_type', 'order_list'];

/** What places, changes and cancels spot orders. Whether the instrument is spot, its name says. */
export const tradingEndpoints: readonly Endpoint[] = [
  trade('create-order', ORDER_PARAMETERS),
  trade('create-order-list', LIST),
  trade('amend-order', AMEND_PARAMETERS),
  trade('cancel-order', CANCEL_PARAMETERS),
  trade('cancel-order-list', LIST),
  trade('cancel-all-orders', ['instrument_name', 'type']),
  trade('advanced/create-order', ADVANCED_PARAMETERS),
  trade('advanced/create-order-list', ['order_list']),
  trade('advanced/create-oco', ['order_list']),
  trade('advanced/create-oto', ['order_list']),
  trade('advanced/create-otoco', ['order_list']),
  trade('advanced/cancel-order', CANCEL_PARAMETERS),
  trade('advanced/cancel-order-list', ['order_list']),
  trade('advanced/cancel-oco', ['list_id']),
  trade('advanced/cancel-oto', ['list_id']),
  trade('advanced/cancel-otoco', ['list_id']),
  trade('advanced/cancel-all-orders', ['instrument_name', 'type']),
];

function trade(name: string, parameters: readonly string[]): Endpoint {
  return {
    method: 'POST',
    path: `/exchange/v1/private/${name}`,
    hosts: ['api.crypto.com'],
    class: 'trade',
    parameters,
    docs: `https://exchange-developer.crypto.com/exchange/v1/docs/api/rest/private-${name.replace('/', '-')}`,
  };
}
