import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

const futures = {
  product: 'derivative',
  docs: 'https://www.mexc.com/api-docs/futures/integration-guide',
} as const;
const PRIVATE = '/api/v1/private/';

/** Futures: their markets may be asked for, since clients load them with the spot markets, and nothing else. */
export const futuresEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { ...futures, class: 'public' },
    '/api/v1/contract/',
    `
    GET ping detail support_currencies ticker risk_reverse risk_reverse/history funding_rate/history
    GET depth/{symbol} depth_commits/{symbol}/{limit} index_price/{symbol} fair_price/{symbol}
    GET funding_rate/{symbol} kline/{symbol} kline/index_price/{symbol} kline/fair_price/{symbol} deals/{symbol}
  `,
  ),
  ...endpointGroup(
    { ...futures, class: 'read' },
    PRIVATE,
    `
    GET account/assets account/asset/{currency} account/transfer_record account/profit_rate/{type}
    GET account/asset/analysis/{type} account/feeDeductConfigs account/asset/analysis/yesterday_pnl
    GET account/asset/analysis/today_pnl account/asset/analysis/export account/config/contractFeeDiscountConfig
    GET account/discountType account/asset_book/order_deal_fee/total account/contract/fee_rate
    GET account/contract/zero_fee_rate account/risk_limit account/tiered_fee_rate account/tiered_fee_rate/v2
    GET position/list/history_positions position/open_positions position/funding_records position/position_mode
    GET position/leverage order/fee_details order/list/open_orders/{symbol} order/list/open_orders
    GET order/list/history_orders order/list/order_deals order/list/order_deals/v3 order/list/close_orders
    GET order/external/{symbol}/{external_oid} order/get/{order_id} order/batch_query order/deal_details/{order_id}
    GET planorder/list/orders stoporder/list/orders stoporder/open_orders stoporder/order_details/{stop_order_id}
    GET trackorder/list/orders market_maker/self_trade/blacklist market_maker/self_trade/blacklist/search
    POST account/asset/analysis/v3 account/asset/analysis/calendar/daily/v3
    POST account/asset/analysis/calendar/monthly/v3 account/asset/analysis/recent/v3
    POST order/open_order_total_count order/batch_query_with_external
  `,
  ),
  ...endpointGroup(
    { ...futures, class: 'trade' },
    PRIVATE,
    `
    POST order/create order/submit order/submit_batch order/chase_limit_order order/change_limit_order
    POST order/cancel order/batch_cancel_with_external order/cancel_with_external order/cancel_all
    POST planorder/place planorder/place/v2 planorder/cancel planorder/cancel_all planorder/change_stop_order
    POST stoporder/place stoporder/cancel stoporder/cancel_all stoporder/change_price stoporder/change_plan_price
    POST trackorder/place trackorder/cancel trackorder/change_order position/reverse position/close_all
  `,
  ),
  ...endpointGroup(
    { ...futures, class: 'transfer' },
    PRIVATE,
    'POST position/change_margin position/change_auto_add_im',
  ),
  ...endpointGroup(
    { ...futures, class: 'admin' },
    PRIVATE,
    `
    POST position/change_leverage position/change_position_mode account/change_risk_level
    POST market_maker/self_trade/blacklist/create market_maker/self_trade/blacklist/update
    POST market_maker/self_trade/blacklist/delete
  `,
  ),
];
