import type { Endpoint } from '../../../dialect/dialect.ts';
import { methods } from './group.ts';

/**
 * Parameters of an order. Left out on purpose: `contracts`, whose size the request doesn't tell, and `linked_order_type`,
 * `trigger_fill_condition` and `otoco_config`, which place further orders.
 */
const ORDER_PARAMETERS = [
  'instrument_name',
  'amount',
  'type',
  'label',
  'price',
  'time_in_force',
  'display_amount',
  'max_show',
  'post_only',
  'reject_post_only',
  'reduce_only',
  'trigger_price',
  'trigger_offset',
  'trigger',
  'advanced',
  'mmp',
  'valid_until',
];

const EDIT_PARAMETERS = [
  'order_id',
  'amount',
  'price',
  'display_amount',
  'post_only',
  'reject_post_only',
  'reduce_only',
  'trigger_price',
  'trigger_offset',
  'advanced',
  'mmp',
  'valid_until',
];

const OF_MANY = ['type', 'detailed', 'freeze_quotes'];

function trade(names: string, parameters: readonly string[]): Endpoint[] {
  return methods('trade', 'spot', 'trading', names, parameters);
}

/** What places, changes and cancels orders, and what is read of them. */
export const tradingEndpoints: readonly Endpoint[] = [
  ...trade('private/buy private/sell', ORDER_PARAMETERS),
  ...trade('private/edit', EDIT_PARAMETERS),
  ...trade('private/cancel', ['order_id']),
  ...trade('private/cancel_by_label', ['label', 'currency']),
  ...trade('private/cancel_all', ['detailed', 'freeze_quotes']),
  ...trade('private/cancel_all_by_instrument', [...OF_MANY, 'instrument_name', 'include_combos']),
  ...trade('private/cancel_all_by_currency private/cancel_all_by_kind_or_type', [
    ...OF_MANY,
    'currency',
    'kind',
  ]),
  ...trade('private/cancel_all_by_currency_pair', [...OF_MANY, 'currency_pair', 'kind']),
  // Whose order a label means is not known: clients outside of the gateway may use it too. Change orders by their id.
  ...methods('admin', 'spot', 'trading', 'private/edit_by_label'),
  ...methods(
    'read',
    'spot',
    'trading',
    `private/get_open_orders private/get_open_orders_by_instrument private/get_open_orders_by_currency
    private/get_open_orders_by_label private/get_order_state private/get_order_state_by_label
    private/get_order_history_by_instrument private/get_order_history_by_currency
    private/get_trigger_order_history private/get_stop_order_history private/get_user_trades_by_instrument
    private/get_user_trades_by_instrument_and_time private/get_user_trades_by_currency
    private/get_user_trades_by_currency_and_time private/get_user_trades_by_order
    private/get_settlement_history_by_currency private/get_settlement_history_by_instrument`,
  ),
  ...methods(
    'read',
    'derivative',
    'trading',
    `private/get_order_margin_by_ids private/get_margins private/get_mmp_config private/get_mmp_status
    private/get_leg_prices`,
  ),
  ...methods(
    'trade',
    'derivative',
    'trading',
    `private/close_position private/mass_quote private/cancel_quotes private/move_positions
    private/create_combo`,
  ),
  ...methods('admin', 'derivative', 'trading', 'private/set_mmp_config private/reset_mmp'),
];
