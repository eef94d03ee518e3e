import type { Endpoint } from '../../../dialect/dialect.ts';
import { publicMethods } from './group.ts';

/** Public market data. */
export const marketEndpoints: readonly Endpoint[] = [
  ...publicMethods(
    'spot',
    'market-data',
    `public/ticker public/get_order_book public/get_order_book_by_instrument_id public/get_instrument
    public/get_instruments public/get_currencies public/get_book_summary_by_currency
    public/get_book_summary_by_instrument public/get_last_trades_by_instrument
    public/get_last_trades_by_instrument_and_time public/get_last_trades_by_currency
    public/get_last_trades_by_currency_and_time public/get_tradingview_chart_data public/get_trade_volumes
    public/get_index public/get_index_price public/get_index_price_names public/get_supported_index_names
    public/get_index_chart_data public/get_apr_history public/get_contract_size`,
  ),
  ...publicMethods(
    'derivative',
    'market-data',
    `public/get_last_settlements_by_currency public/get_last_settlements_by_instrument
    public/get_historical_volatility public/get_funding_rate_history public/get_funding_rate_value
    public/get_funding_chart_data public/get_mark_price_history public/get_expirations
    public/get_volatility_index_data public/get_delivery_prices public/get_combos public/get_combo_ids
    public/get_combo_details`,
  ),
  ...publicMethods('otc', 'block-rfq', 'public/get_block_rfq_trades'),
  ...publicMethods(
    'spot',
    'supporting',
    'public/get_time public/hello public/status public/test public/get_announcements',
  ),
];
