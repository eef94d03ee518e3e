import type { Endpoint, EndpointClass, Product } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

const READS = 'private/get-open-orders private/get-order-detail private/get-order-history private/get-trades';
const TRADES =
  'private/create-order private/cancel-order private/cancel-all-orders private/create-order-list';

function v2(endpointClass: EndpointClass, product: Product, lines: string): Endpoint[] {
  const docs = 'https://exchange-docs.crypto.com/spot/index.html';
  return endpointGroup({ hosts: ['api.crypto.com'], class: endpointClass, product, docs }, '/v2/', lines);
}

function derivatives(endpointClass: EndpointClass, product: Product, lines: string): Endpoint[] {
  const docs = 'https://exchange-docs.crypto.com/derivatives/index.html';
  const common = { hosts: ['deriv-api.crypto.com'], class: endpointClass, product, docs };
  return endpointGroup(common, '/v1/', lines);
}

/**
 * The spot API v2 and the derivatives API, which the Exchange API v1 took the place of: told apart so that they can be
 * refused by name. Trading spot by an old path is product `other`.
 */
export const oldEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts: ['api.crypto.com'],
      class: 'public',
      docs: 'https://exchange-docs.crypto.com/exchange/v1/rest-ws/index.html',
    },
    '/v1/',
    'GET public/get-announcements',
  ),
  ...v2(
    'public',
    'spot',
    `
    GET public/get-instruments public/get-book public/get-candlestick public/get-ticker public/get-trades
    GET public/margin/get-transfer-currencies public/margin/get-loan-currencies
    GET public/margin/get-load-currenices public/respond-heartbeat
  `,
  ),
  ...v2('credential', 'spot', 'GET public/auth'),
  ...v2('credential', 'spot', 'POST public/auth'),
  ...v2(
    'read',
    'other',
    `
    POST ${READS} private/get-account-summary private/get-currency-networks private/get-deposit-history
    POST private/get-deposit-address private/get-withdrawal-history private/get-cancel-on-disconnect
    POST private/export/get-export-requests private/export/download-export-output private/get-order-list
  `,
  ),
  ...v2('read', 'sub-account', 'POST private/get-accounts private/get-subaccount-balances'),
  ...v2(
    'read',
    'margin',
    `
    POST private/margin/get-user-config private/margin/get-account-summary private/margin/get-trades
    POST private/margin/get-open-orders private/margin/get-order-detail private/margin/get-order-history
    POST private/margin/get-order-list private/margin/get-borrow-history private/margin/get-interest-history
    POST private/margin/get-repay-history private/margin/get-transfer-history private/margin/get-liquidation-history
    POST private/margin/get-liquidation-orders
  `,
  ),
  ...v2(
    'read',
    'otc',
    `
    POST private/otc/get-otc-user private/otc/get-instruments private/otc/get-quote-history
    POST private/otc/get-trade-history
  `,
  ),
  ...v2('trade', 'other', `POST ${TRADES} private/cancel-order-list`),
  ...v2(
    'trade',
    'margin',
    `
    POST private/margin/create-order private/margin/cancel-order private/margin/cancel-all-orders
    POST private/margin/create-order-list private/margin/cancel-order-list
  `,
  ),
  ...v2('trade', 'otc', 'POST private/otc/request-quote private/otc/accept-quote private/otc/create-order'),
  ...v2('transfer', 'margin', 'POST private/margin/borrow private/margin/repay private/margin/transfer'),
  ...v2('transfer', 'sub-account', 'POST private/create-subaccount-transfer private/subaccount/transfer'),
  ...v2('transfer', 'derivative', 'POST private/deriv/transfer'),
  ...v2('withdraw', 'spot', 'POST private/create-withdrawal'),
  ...v2('admin', 'margin', 'POST private/margin/adjust-user-leverage'),
  ...v2('admin', 'spot', 'POST private/set-cancel-on-disconnect private/export/create-export-request'),
  ...derivatives(
    'public',
    'derivative',
    `
    GET public/get-instruments public/get-book public/get-candlestick public/get-trades public/get-tickers
    GET public/get-valuations public/get-expired-settlement-price public/get-insurance
  `,
  ),
  ...derivatives('credential', 'derivative', 'GET public/auth'),
  ...derivatives('credential', 'derivative', 'POST public/auth'),
  ...derivatives(
    'read',
    'derivative',
    `
    POST ${READS} private/get-cancel-on-disconnect private/user-balance private/user-balance-history
    POST private/get-positions private/get-transactions private/get-subaccount-balances private/get-order-list
  `,
  ),
  ...derivatives(
    'trade',
    'derivative',
    `POST ${TRADES} private/cancel-order-list private/close-position private/convert-collateral`,
  ),
  ...derivatives('transfer', 'sub-account', 'POST private/create-subaccount-transfer'),
  ...derivatives(
    'admin',
    'derivative',
    'POST private/set-cancel-on-disconnect private/change-account-leverage',
  ),
];
