import type { Endpoint } from '../../../dialect/dialect.ts';
import { group } from './group.ts';

/** Perpetual futures, delivery, options and TradFi: told apart so that they can be refused by name. */
export const derivativeEndpoints: readonly Endpoint[] = [
  ...group(
    'public',
    'derivative',
    'futures',
    `
    GET futures/{settle}/contracts futures/{settle}/contracts/{contract} futures/{settle}/order_book
    GET futures/{settle}/trades futures/{settle}/candlesticks futures/{settle}/premium_index
    GET futures/{settle}/tickers futures/{settle}/funding_rate futures/{settle}/insurance
    GET futures/{settle}/contract_stats futures/{settle}/index_constituents/{index} futures/{settle}/liq_orders
    GET futures/{settle}/risk_limit_tiers futures/{settle}/adl_risk_states
    GET delivery/{settle}/contracts delivery/{settle}/contracts/{contract} delivery/{settle}/order_book
    GET delivery/{settle}/trades delivery/{settle}/candlesticks delivery/{settle}/tickers
    GET delivery/{settle}/insurance delivery/{settle}/risk_limit_tiers
    GET options/underlyings options/expirations options/contracts options/contracts/{contract}
    GET options/settlements options/settlements/{contract} options/order_book options/tickers
    GET options/underlying/tickers/{underlying} options/candlesticks options/underlying/candlesticks options/trades
  `,
  ),
  ...group(
    'read',
    'derivative',
    'futures',
    `
    GET futures/{settle}/accounts futures/{settle}/account_book futures/{settle}/positions
    GET futures/{settle}/positions_timerange futures/{settle}/positions/{contract}
    GET futures/{settle}/get_leverage/{contract} futures/{settle}/dual_comp/positions/{contract}
    GET futures/{settle}/orders futures/{settle}/orders_timerange futures/{settle}/orders/{order_id}
    GET futures/{settle}/my_trades futures/{settle}/my_trades_timerange futures/{settle}/position_close
    GET futures/{settle}/liquidates futures/{settle}/auto_deleverages futures/{settle}/fee
    GET futures/{settle}/risk_limit_table futures/{settle}/price_orders futures/{settle}/price_orders/{order_id}
    GET futures/{settle}/autoorder/v1/trail/list futures/{settle}/autoorder/v1/trail/detail
    GET futures/{settle}/autoorder/v1/trail/change_log futures/{settle}/autoorder/v1/chase/list
    GET futures/{settle}/autoorder/v1/chase/detail
    POST futures/{settle}/funding_rates
    GET delivery/{settle}/accounts delivery/{settle}/account_book delivery/{settle}/positions
    GET delivery/{settle}/positions/{contract} delivery/{settle}/orders delivery/{settle}/orders/{order_id}
    GET delivery/{settle}/my_trades delivery/{settle}/position_close delivery/{settle}/liquidates
    GET delivery/{settle}/settlements delivery/{settle}/price_orders delivery/{settle}/price_orders/{order_id}
    GET options/my_settlements options/accounts options/account_book options/positions
    GET options/positions/{contract} options/position_close options/orders options/orders/{order_id}
    GET options/my_trades options/mmp
  `,
  ),
  ...group(
    'trade',
    'derivative',
    'futures',
    `
    POST futures/{settle}/orders futures/{settle}/batch_orders futures/{settle}/countdown_cancel_all
    POST futures/{settle}/batch_cancel_orders futures/{settle}/batch_amend_orders futures/{settle}/bbo_orders
    POST futures/{settle}/price_orders futures/{settle}/autoorder/v1/trail/create
    POST futures/{settle}/autoorder/v1/trail/stop futures/{settle}/autoorder/v1/trail/stop_all
    POST futures/{settle}/autoorder/v1/trail/update futures/{settle}/autoorder/v1/chase/create
    POST futures/{settle}/autoorder/v1/chase/stop futures/{settle}/autoorder/v1/chase/stop_all
    PUT futures/{settle}/orders/{order_id} futures/{settle}/price_orders/{order_id}
    PUT futures/{settle}/price_orders/amend/{order_id}
    DELETE futures/{settle}/orders futures/{settle}/orders/{order_id} futures/{settle}/price_orders
    DELETE futures/{settle}/price_orders/{order_id}
    POST delivery/{settle}/orders delivery/{settle}/price_orders
    DELETE delivery/{settle}/orders delivery/{settle}/orders/{order_id} delivery/{settle}/price_orders
    DELETE delivery/{settle}/price_orders/{order_id}
    POST options/orders options/countdown_cancel_all
    PUT options/orders/{order_id}
    DELETE options/orders options/orders/{order_id}
  `,
  ),
  ...group(
    'admin',
    'derivative',
    'futures',
    `
    POST futures/{settle}/positions/{contract}/margin futures/{settle}/positions/{contract}/leverage
    POST futures/{settle}/positions/{contract}/set_leverage futures/{settle}/positions/{contract}/risk_limit
    POST futures/{settle}/positions/cross_mode futures/{settle}/dual_comp/positions/cross_mode
    POST futures/{settle}/dual_mode futures/{settle}/set_position_mode
    POST futures/{settle}/dual_comp/positions/{contract}/margin
    POST futures/{settle}/dual_comp/positions/{contract}/leverage
    POST futures/{settle}/dual_comp/positions/{contract}/risk_limit
    POST delivery/{settle}/positions/{contract}/margin delivery/{settle}/positions/{contract}/leverage
    POST delivery/{settle}/positions/{contract}/risk_limit options/mmp options/mmp/reset
  `,
  ),
  ...group(
    'read',
    'derivative',
    'tradfi',
    `
    GET tradfi/users/mt5-account tradfi/symbols/categories tradfi/symbols tradfi/symbols/detail
    GET tradfi/symbols/{symbol}/klines tradfi/symbols/{symbol}/tickers tradfi/users/assets tradfi/transactions
    GET tradfi/orders tradfi/orders/history tradfi/positions tradfi/positions/history
  `,
  ),
  ...group(
    'trade',
    'derivative',
    'tradfi',
    `
    POST tradfi/orders tradfi/positions/{position_id}/close
    PUT tradfi/orders/{order_id} tradfi/positions/{position_id}
    DELETE tradfi/orders/{order_id}
  `,
  ),
  ...group('admin', 'derivative', 'tradfi', 'POST tradfi/users'),
  ...group('transfer', 'derivative', 'tradfi', 'POST tradfi/transactions'),
];
