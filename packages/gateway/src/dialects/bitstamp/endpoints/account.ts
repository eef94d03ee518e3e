import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/**
 * What the API tells about the account. Trading fees of one market are asked with and without a slash at the end: the
 * documentation has one, ccxt none.
 */
export const accountEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', docs: 'https://www.bitstamp.net/api/#tag/Account-balances' },
    '/api/v2/',
    `
    POST account_balances/ account_balances/{currency}/ balance/ balance/{market_symbol}/
    POST user_transactions/ user_transactions/{market_symbol}/
    POST fees/trading/ fees/trading/{market_symbol}/ fees/trading/{market_symbol}
    POST fees/withdrawal/ fees/withdrawal/{currency}/
    POST my_trading_pairs/
    GET my_markets/
  `,
  ),
  ...endpointGroup(
    { class: 'read', docs: 'https://www.bitstamp.net/api/#tag/Orders' },
    '/api/v2/',
    `
    POST open_orders/ open_orders/all/ open_orders/{market_symbol}/ order_status/
    POST account_order_data/ order_data/
  `,
  ),
  ...endpointGroup(
    { class: 'credential', docs: 'https://www.bitstamp.net/api/#tag/API-access' },
    '/api/v2/',
    'POST websockets_token/ revoke_all_api_keys/',
  ),
];
