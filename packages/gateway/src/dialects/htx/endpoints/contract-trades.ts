import type { Endpoint } from '../../../dialect/dialect.ts';
import { contracts } from './group.ts';

/** What changes something on contract hosts: never allowed. */
export const contractTradeEndpoints: readonly Endpoint[] = [
  ...contracts(
    'trade',
    `
    POST api/v1/contract-cancel-after api/v1/contract_order api/v1/contract_batchorder
    POST api/v1/contract_cancel api/v1/contract_cancelall api/v1/lightning_close_position
    POST api/v1/contract_trigger_order api/v1/contract_trigger_cancel
    POST api/v1/contract_trigger_cancelall api/v1/contract_tpsl_order api/v1/contract_tpsl_cancel
    POST api/v1/contract_tpsl_cancelall api/v1/contract_track_order api/v1/contract_track_cancel
    POST api/v1/contract_track_cancelall swap-api/v1/swap-cancel-after swap-api/v1/swap_order
    POST swap-api/v1/swap_batchorder swap-api/v1/swap_cancel swap-api/v1/swap_cancelall
    POST swap-api/v1/swap_lightning_close_position swap-api/v1/swap_trigger_order
    POST swap-api/v1/swap_trigger_cancel swap-api/v1/swap_trigger_cancelall
    POST swap-api/v1/swap_tpsl_order swap-api/v1/swap_tpsl_cancel swap-api/v1/swap_tpsl_cancelall
    POST swap-api/v1/swap_track_order swap-api/v1/swap_track_cancel swap-api/v1/swap_track_cancelall
    POST v5/trade/order v5/trade/batch_orders v5/trade/cancel_order v5/trade/cancel_batch_orders
    POST v5/trade/cancel_all_orders v5/trade/cancel-after v5/trade/position v5/trade/position_all
    POST v5/algo/order v5/algo/cancel_orders linear-swap-api/v1/swap_order
    POST linear-swap-api/v1/swap_batchorder linear-swap-api/v1/swap_cancel
    POST linear-swap-api/v1/swap_cancelall linear-swap-api/v1/swap_lightning_close_position
    POST linear-swap-api/v1/swap_trigger_order linear-swap-api/v1/swap_trigger_cancel
    POST linear-swap-api/v1/swap_trigger_cancelall linear-swap-api/v1/swap_tpsl_order
    POST linear-swap-api/v1/swap_tpsl_cancel linear-swap-api/v1/swap_tpsl_cancelall
    POST linear-swap-api/v1/swap_track_order linear-swap-api/v1/swap_track_cancel
    POST linear-swap-api/v1/swap_track_cancelall linear-swap-api/v1/swap_cross_order
    POST linear-swap-api/v1/swap_cross_batchorder linear-swap-api/v1/swap_cross_cancel
    POST linear-swap-api/v1/swap_cross_cancelall
    POST linear-swap-api/v1/swap_cross_lightning_close_position
    POST linear-swap-api/v1/swap_cross_trigger_order linear-swap-api/v1/swap_cross_trigger_cancel
    POST linear-swap-api/v1/swap_cross_trigger_cancelall linear-swap-api/v1/swap_cross_tpsl_order
    POST linear-swap-api/v1/swap_cross_tpsl_cancel linear-swap-api/v1/swap_cross_tpsl_cancelall
    POST linear-swap-api/v1/swap_cross_track_order linear-swap-api/v1/swap_cross_track_cancel
    POST linear-swap-api/v1/swap_cross_track_cancelall linear-swap-api/v1/linear-cancel-after
  `,
  ),
  ...contracts(
    'admin',
    `
    POST api/v1/contract_sub_auth api/v1/contract_switch_lever_rate swap-api/v1/swap_sub_auth
    POST swap-api/v1/swap_switch_lever_rate v5/account/asset_mode v5/position/lever v5/position/mode
    POST v5/position/margin v5/account/fee_deduction_currency
    POST linear-swap-api/v1/swap_switch_lever_rate linear-swap-api/v1/swap_switch_position_mode
    POST linear-swap-api/v1/swap_cross_switch_lever_rate
    POST linear-swap-api/v1/swap_cross_switch_position_mode linear-swap-api/v1/swap_sub_auth
    POST linear-swap-api/v3/swap_switch_account_type linear-swap-api/v3/fix_position_margin_change
  `,
  ),
  ...contracts(
    'transfer',
    `
    POST api/v1/contract_master_sub_transfer swap-api/v1/swap_master_sub_transfer
    POST api/v6/copyTrading/trader/transfer linear-swap-api/v1/swap_master_sub_transfer
    POST linear-swap-api/v1/swap_transfer_inner
  `,
  ),
  ...contracts(
    'admin',
    `
    POST api/v6/copyTrading/trader/follower api/v6/copyTrading/trader/follower-settings
    POST api/v6/copyTrading/trader/config
  `,
    'other',
  ),
  ...contracts(
    'credential',
    `
    POST api/v6/copyTrading/trader/apikey
  `,
    'other',
  ),
];
