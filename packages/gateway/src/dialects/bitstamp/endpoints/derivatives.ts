import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

const DOCS = 'https://www.bitstamp.net/api/#tag/Derivatives';

/** Perpetual contracts. Their orders have the same paths as spot orders, with another kind of symbol. */
export const derivativeEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', product: 'derivative', docs: DOCS },
    '/api/v2/',
    `
    GET open_positions/ open_positions/{market_symbol}/ position_history/ position_history/{market_symbol}/
    GET position_settlement_transactions/ position_settlement_transactions/{transaction_id}/
    GET position_status/{position_id}/ leverage_settings/ margin_info/ derivatives_margin_info/
    GET trade_history/ trade_history/{market_symbol}/ trade_history/{market_symbol}
    POST collateral_change_impact/ estimated_order_impact/ get_max_order_amount/
  `,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'derivative', docs: DOCS },
    '/api/v2/',
    'POST close_position/ close_positions/',
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'derivative', docs: DOCS },
    '/api/v2/',
    'POST adjust_position_collateral/',
  ),
  ...endpointGroup(
    { class: 'admin', product: 'derivative', docs: DOCS },
    '/api/v2/',
    'POST leverage_settings/',
  ),
];
