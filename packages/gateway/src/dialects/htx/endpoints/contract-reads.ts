import type { Endpoint } from '../../../dialect/dialect.ts';
import { contracts } from './group.ts';

/** What contract hosts show: markets to everybody, positions and orders to a key. Many of these reads are POSTs. */
export const contractReadEndpoints: readonly Endpoint[] = [
  ...contracts(
    'public',
    `
    GET api/v1/timestamp api/v1/contract_contract_info api/v1/contract_index
    GET api/v1/contract_query_elements api/v1/contract_price_limit api/v1/contract_open_interest
    GET api/v1/contract_delivery_price market/depth market/bbo market/history/kline
    GET index/market/history/mark_price_kline market/detail/merged market/detail/batch_merged
    GET v2/market/detail/batch_merged market/trade market/history/trade api/v1/contract_risk_info
    GET api/v1/contract_insurance_fund api/v1/contract_adjustfactor
    GET api/v1/contract_his_open_interest api/v1/contract_ladder_margin api/v1/contract_api_state
    GET api/v1/contract_elite_account_ratio api/v1/contract_elite_position_ratio
    GET api/v1/contract_liquidation_orders api/v1/contract_settlement_records
    GET index/market/history/index index/market/history/basis
    GET api/v1/contract_estimated_settlement_price api/v3/contract_liquidation_orders
    GET swap-api/v1/swap_contract_info swap-api/v1/swap_index swap-api/v1/swap_query_elements
    GET swap-api/v1/swap_price_limit swap-api/v1/swap_open_interest swap-ex/market/depth
    GET swap-ex/market/bbo swap-ex/market/history/kline index/market/history/swap_mark_price_kline
    GET swap-ex/market/detail/merged v2/swap-ex/market/detail/batch_merged
    GET index/market/history/swap_premium_index_kline swap-ex/market/detail/batch_merged
    GET swap-ex/market/trade swap-ex/market/history/trade swap-api/v1/swap_risk_info
    GET swap-api/v1/swap_insurance_fund swap-api/v1/swap_adjustfactor
    GET swap-api/v1/swap_his_open_interest swap-api/v1/swap_ladder_margin swap-api/v1/swap_api_state
    GET swap-api/v1/swap_elite_account_ratio swap-api/v1/swap_elite_position_ratio
    GET swap-api/v1/swap_estimated_settlement_price swap-api/v1/swap_liquidation_orders
    GET swap-api/v1/swap_settlement_records swap-api/v1/swap_funding_rate
    GET swap-api/v1/swap_batch_funding_rate swap-api/v1/swap_historical_funding_rate
    GET swap-api/v3/swap_liquidation_orders index/market/history/swap_estimated_rate_kline
    GET index/market/history/swap_basis linear-swap-api/v1/swap_contract_info
    GET linear-swap-api/v1/swap_index linear-swap-api/v1/swap_query_elements
    GET linear-swap-api/v1/swap_price_limit linear-swap-ex/market/depth linear-swap-ex/market/bbo
    GET linear-swap-ex/market/history/kline index/market/history/linear_swap_mark_price_kline
    GET linear-swap-ex/market/detail/merged linear-swap-ex/market/detail/batch_merged
    GET v2/linear-swap-ex/market/detail/batch_merged linear-swap-ex/market/trade
    GET linear-swap-ex/market/history/trade swap-api/v1/linear-swap-api/v1/swap_insurance_fund
    GET linear-swap-api/v1/swap_adjustfactor linear-swap-api/v1/swap_cross_adjustfactor
    GET linear-swap-api/v1/swap_his_open_interest linear-swap-api/v1/swap_ladder_margin
    GET linear-swap-api/v1/swap_cross_ladder_margin linear-swap-api/v1/swap_api_state
    GET linear-swap-api/v1/swap_elite_account_ratio linear-swap-api/v1/swap_elite_position_ratio
    GET linear-swap-api/v1/swap_settlement_records linear-swap-api/v3/swap_liquidation_orders
    GET index/market/history/linear_swap_premium_index_kline
    GET index/market/history/linear_swap_estimated_rate_kline index/market/history/linear_swap_basis
    GET linear-swap-api/v1/swap_estimated_settlement_price v5/market/funding_rate
    GET v5/market/funding_rate_history v5/market/open_interest v5/market/liquidation_orders
    GET v5/market/settlement_history v5/market/elite_account_ratio v5/market/elite_position_ratio
    GET v5/market/estimated_settlement_price v5/market/price_limit heartbeat
  `,
  ),
  ...contracts(
    'read',
    `
    GET api/v1/contract_sub_auth_list api/v1/contract_api_trading_status
    GET swap-api/v1/swap_sub_auth_list swap-api/v1/swap_api_trading_status v5/account/asset_mode
    GET v5/account/balance v5/account/bills v5/account/fee_deduction_currency
    GET v5/trade/position/opens v5/trade/order/opens v5/trade/order/details v5/trade/order/history
    GET v5/trade/order v5/position/lever v5/position/mode v5/position/risk/limit
    GET v5/position/risk/limit_tier v5/market/risk/limit v5/market/assets_deduction_currency
    GET v5/market/multi_assets_margin v5/algo/order/opens v5/algo/order v5/algo/order/history
    GET linear-swap-api/v1/swap_sub_auth_list linear-swap-api/v1/swap_api_trading_status
    GET linear-swap-api/v3/swap_unified_account_type linear-swap-api/v3/unified_account_info
    GET linear-swap-api/v3/linear_swap_fee_switch
    GET linear-swap-api/v3/linear_swap_overview_account_info
    POST api/v1/contract_balance_valuation api/v1/contract_account_info
    POST api/v1/contract_position_info api/v1/contract_sub_account_list
    POST api/v1/contract_sub_account_info_list api/v1/contract_sub_account_info
    POST api/v1/contract_sub_position_info api/v1/contract_financial_record
    POST api/v1/contract_financial_record_exact api/v1/contract_user_settlement_records
    POST api/v1/contract_order_limit api/v1/contract_fee api/v1/contract_transfer_limit
    POST api/v1/contract_position_limit api/v1/contract_account_position_info
    POST api/v1/contract_master_sub_transfer_record api/v1/contract_available_level_rate
    POST api/v3/contract_financial_record api/v3/contract_financial_record_exact
    POST api/v1/contract_order_info api/v1/contract_order_detail api/v1/contract_openorders
    POST api/v1/contract_hisorders api/v1/contract_hisorders_exact api/v1/contract_matchresults
    POST api/v1/contract_matchresults_exact api/v3/contract_hisorders
    POST api/v3/contract_hisorders_exact api/v3/contract_matchresults
    POST api/v3/contract_matchresults_exact api/v1/contract_trigger_openorders
    POST api/v1/contract_trigger_hisorders api/v1/contract_tpsl_openorders
    POST api/v1/contract_tpsl_hisorders api/v1/contract_relation_tpsl_order
    POST api/v1/contract_track_openorders api/v1/contract_track_hisorders
    POST swap-api/v1/swap_balance_valuation swap-api/v1/swap_account_info
    POST swap-api/v1/swap_position_info swap-api/v1/swap_account_position_info
    POST swap-api/v1/swap_sub_account_list swap-api/v1/swap_sub_account_info_list
    POST swap-api/v1/swap_sub_account_info swap-api/v1/swap_sub_position_info
    POST swap-api/v1/swap_financial_record swap-api/v1/swap_financial_record_exact
    POST swap-api/v1/swap_user_settlement_records swap-api/v1/swap_available_level_rate
    POST swap-api/v1/swap_order_limit swap-api/v1/swap_fee swap-api/v1/swap_transfer_limit
    POST swap-api/v1/swap_position_limit swap-api/v1/swap_master_sub_transfer_record
    POST swap-api/v3/swap_financial_record swap-api/v3/swap_financial_record_exact
    POST swap-api/v1/swap_order_info swap-api/v1/swap_order_detail swap-api/v1/swap_openorders
    POST swap-api/v1/swap_hisorders swap-api/v1/swap_hisorders_exact swap-api/v1/swap_matchresults
    POST swap-api/v1/swap_matchresults_exact swap-api/v3/swap_matchresults
    POST swap-api/v3/swap_matchresults_exact swap-api/v3/swap_hisorders
    POST swap-api/v3/swap_hisorders_exact swap-api/v1/swap_trigger_openorders
    POST swap-api/v1/swap_trigger_hisorders swap-api/v1/swap_tpsl_openorders
    POST swap-api/v1/swap_tpsl_hisorders swap-api/v1/swap_relation_tpsl_order
    POST swap-api/v1/swap_track_openorders swap-api/v1/swap_track_hisorders
    POST linear-swap-api/v1/swap_account_info linear-swap-api/v1/swap_position_info
    POST linear-swap-api/v1/swap_account_position_info linear-swap-api/v1/swap_balance_valuation
    POST linear-swap-api/v1/swap_sub_account_list linear-swap-api/v1/swap_sub_account_info_list
    POST linear-swap-api/v1/swap_sub_account_info linear-swap-api/v1/swap_sub_position_info
    POST linear-swap-api/v1/swap_user_settlement_records linear-swap-api/v1/swap_order_limit
    POST linear-swap-api/v1/swap_fee linear-swap-api/v1/swap_transfer_limit
    POST linear-swap-api/v1/swap_position_limit linear-swap-api/v1/swap_lever_position_limit
    POST linear-swap-api/v1/swap_available_level_rate linear-swap-api/v1/swap_order_info
    POST linear-swap-api/v1/swap_order_detail linear-swap-api/v1/swap_openorders
    POST linear-swap-api/v1/swap_trigger_openorders linear-swap-api/v1/swap_tpsl_openorders
    POST linear-swap-api/v1/swap_relation_tpsl_order linear-swap-api/v1/swap_track_openorders
    POST linear-swap-api/v1/swap_position_side linear-swap-api/v1/swap_cross_account_info
    POST linear-swap-api/v1/swap_cross_position_info
    POST linear-swap-api/v1/swap_cross_account_position_info
    POST linear-swap-api/v1/swap_cross_balance_valuation
    POST linear-swap-api/v1/swap_cross_sub_account_list
    POST linear-swap-api/v1/swap_cross_sub_account_info_list
    POST linear-swap-api/v1/swap_cross_sub_account_info
    POST linear-swap-api/v1/swap_cross_sub_position_info
    POST linear-swap-api/v1/swap_cross_user_settlement_records
    POST linear-swap-api/v1/swap_cross_order_limit linear-swap-api/v1/swap_cross_fee
    POST linear-swap-api/v1/swap_cross_transfer_limit linear-swap-api/v1/swap_cross_position_limit
    POST linear-swap-api/v1/swap_cross_lever_position_limit
    POST linear-swap-api/v1/swap_cross_available_level_rate linear-swap-api/v1/swap_cross_order_info
    POST linear-swap-api/v1/swap_cross_order_detail linear-swap-api/v1/swap_cross_openorders
    POST linear-swap-api/v1/swap_cross_trigger_openorders
    POST linear-swap-api/v1/swap_cross_tpsl_openorders
    POST linear-swap-api/v1/swap_cross_relation_tpsl_order
    POST linear-swap-api/v1/swap_cross_track_openorders linear-swap-api/v1/swap_cross_position_side
    POST linear-swap-api/v1/swap_trigger_hisorders linear-swap-api/v1/swap_tpsl_hisorders
    POST linear-swap-api/v1/swap_track_hisorders linear-swap-api/v1/swap_hisorders
    POST linear-swap-api/v1/swap_hisorders_exact linear-swap-api/v1/swap_matchresults
    POST linear-swap-api/v1/swap_matchresults_exact linear-swap-api/v1/swap_cross_trigger_hisorders
    POST linear-swap-api/v1/swap_cross_tpsl_hisorders linear-swap-api/v1/swap_cross_track_hisorders
    POST linear-swap-api/v1/swap_cross_hisorders linear-swap-api/v1/swap_cross_hisorders_exact
    POST linear-swap-api/v1/swap_cross_matchresults linear-swap-api/v1/swap_cross_matchresults_exact
    POST linear-swap-api/v3/swap_financial_record linear-swap-api/v3/swap_financial_record_exact
    POST linear-swap-api/v3/swap_hisorders linear-swap-api/v3/swap_hisorders_exact
    POST linear-swap-api/v3/swap_matchresults linear-swap-api/v3/swap_matchresults_exact
    POST linear-swap-api/v3/swap_cross_financial_record
    POST linear-swap-api/v3/swap_cross_financial_record_exact
    POST linear-swap-api/v3/swap_cross_hisorders linear-swap-api/v3/swap_cross_hisorders_exact
    POST linear-swap-api/v3/swap_cross_matchresults linear-swap-api/v3/swap_cross_matchresults_exact
    POST linear-swap-api/v1/swap_financial_record linear-swap-api/v1/swap_financial_record_exact
    POST linear-swap-api/v1/swap_master_sub_transfer_record linear-swap-api/v3/unified_account_info
  `,
  ),
  ...contracts(
    'read',
    `
    GET api/v6/copyTrading/trader/instruments api/v6/copyTrading/trader/statistics
    GET api/v6/copyTrading/trader/profit-sharing-history
    GET api/v6/copyTrading/trader/profit-sharing-history-summary
    GET api/v6/copyTrading/trader/unrealized-profit-sharing-summary
    GET api/v6/copyTrading/trader/followers
  `,
    'other',
  ),
];
