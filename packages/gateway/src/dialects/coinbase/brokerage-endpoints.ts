import type { Endpoint, EndpointClass, Product } from '../../dialect/dialect.ts';
import { endpointGroup } from '../../dialect/endpoint-group.ts';

export const BROKERAGE = '/api/v3/brokerage/';
const PAGES = 'https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api';

/** Parameters of an order that is placed or previewed. */
const ORDER = [
  'product_id',
  'side',
  'order_configuration',
  'attached_order_configuration',
  'leverage',
  'margin_type',
];
const EDIT = ['order_id', 'price', 'size', 'stop_price'];

/** Advanced Trade. */
export const brokerageEndpoints: readonly Endpoint[] = [
  ...group(
    'public',
    'spot',
    'public/list-public-products',
    `GET time market/product_book market/products market/products/{product_id}
    GET market/products/{product_id}/candles market/products/{product_id}/ticker`,
  ),
  ...group('read', 'spot', 'accounts/list-accounts', 'GET accounts accounts/{account_uuid}'),
  ...group(
    'read',
    'spot',
    'products/list-products',
    `GET best_bid_ask product_book products products/{product_id}
    GET products/{product_id}/candles products/{product_id}/ticker`,
  ),
  ...group(
    'read',
    'spot',
    'orders/list-orders',
    'GET orders/historical/batch orders/historical/fills orders/historical/{order_id}',
  ),
  trade('orders', 'create-order', ['client_order_id', ...ORDER]),
  trade('orders/preview', 'preview-orders', ORDER),
  trade('orders/edit', 'edit-order', EDIT),
  trade('orders/edit_preview', 'edit-order-preview', EDIT),
  trade('orders/batch_cancel', 'cancel-orders', ['order_ids']),
  ...group('trade', 'derivative', 'orders/close-position', 'POST orders/close_position', []),
  ...group('read', 'spot', 'fees/get-transaction-summary', 'GET transaction_summary'),
  ...group('read', 'spot', 'data-api/get-api-key-permissions', 'GET key_permissions'),
  ...group(
    'read',
    'spot',
    'payment-methods/list-payment-methods',
    'GET payment_methods payment_methods/{payment_method_id}',
  ),
  ...group('read', 'spot', 'portfolios/list-portfolios', 'GET portfolios portfolios/{portfolio_uuid}'),
  // A portfolio has its own balances and keys: Coinbase's sub-account.
  ...group(
    'admin',
    'sub-account',
    'portfolios/create-portfolio',
    `POST portfolios
    PUT portfolios/{portfolio_uuid}
    DELETE portfolios/{portfolio_uuid}`,
  ),
  ...group('transfer', 'sub-account', 'portfolios/move-portfolios-funds', 'POST portfolios/move_funds'),
  ...group('read', 'convert', 'convert/get-convert-trade', 'GET convert/trade/{trade_id}'),
  ...group(
    'trade',
    'convert',
    'convert/create-convert-quote',
    'POST convert/quote convert/trade/{trade_id}',
    [],
  ),
  ...group(
    'read',
    'derivative',
    'us-derivatives/get-futures-balance-summary',
    `GET cfm/balance_summary cfm/positions cfm/positions/{product_id} cfm/sweeps
    GET cfm/intraday/current_margin_window cfm/intraday/margin_setting`,
  ),
  ...group(
    'transfer',
    'derivative',
    'us-derivatives/schedule-futures-sweep',
    `POST cfm/sweeps/schedule
    DELETE cfm/sweeps`,
  ),
  ...group(
    'admin',
    'derivative',
    'us-derivatives/set-intraday-margin-setting',
    'POST cfm/intraday/margin_setting',
  ),
  ...group(
    'read',
    'derivative',
    'international-derivatives/list-perpetuals-positions',
    `GET intx/balances/{portfolio_uuid} intx/portfolio/{portfolio_uuid} intx/positions/{portfolio_uuid}
    GET intx/positions/{portfolio_uuid}/{symbol}`,
  ),
  ...group('transfer', 'derivative', 'international-derivatives/allocate-portfolio', 'POST intx/allocate'),
  ...group(
    'admin',
    'derivative',
    'international-derivatives/opt-in-or-out',
    'POST intx/multi_asset_collateral',
  ),
];

function group(
  endpointClass: EndpointClass,
  product: Product,
  page: string,
  lines: string,
  parameters?: readonly string[],
): Endpoint[] {
  const docs = `${PAGES}/${page}`;
  const common = { class: endpointClass, product, docs };
  return endpointGroup(parameters === undefined ? common : { ...common, parameters }, BROKERAGE, lines);
}

function trade(path: string, page: string, parameters: readonly string[]): Endpoint {
  return {
    method: 'POST',
    path: `${BROKERAGE}${path}`,
    class: 'trade',
    product: 'spot',
    parameters,
    docs: `${PAGES}/orders/${page}`,
  };
}
