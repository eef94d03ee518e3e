import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOST } from '../hosts.ts';
import { page } from './page.ts';

const hosts = [SPOT_HOST];
const ORDERS = page('rest/margin-trading/orders/introduction');

/** Margin, cross and isolated, and the loans behind it. */
export const marginEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts,
      class: 'read',
      product: 'margin',
      docs: page('rest/account-info/account-funding/get-account-cross-margin'),
    },
    '/api/',
    `GET v1/margin/account v3/margin/accounts v1/isolated/accounts v3/isolated/accounts v1/isolated/account/{symbol}
     GET v3/hf/margin/account/ledgers v3/margin/symbols v1/isolated/symbols v3/margin/currencies v3/etf/info`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'margin', docs: ORDERS },
    '/api/v3/hf/margin/',
    `GET orders/active orders/done orders/{orderId} orders/client-order/{clientOid} order/active/symbols fills stop-orders
     GET stop-order/orderId stop-order/clientOid oco-order/orderId oco-order/clientOid oco-order/detail/orderId oco-orders`,
  ),
  ...endpointGroup(
    { hosts, class: 'trade', product: 'margin', parameters: [], docs: ORDERS },
    '/api/v3/hf/margin/',
    `POST order order/test stop-order oco-order
     DELETE orders orders/{orderId} orders/client-order/{clientOid} stop-order/cancel-by-id
     DELETE stop-order/cancel-by-clientOid stop-order/cancel oco-order/cancel-by-id oco-order/cancel-by-clientOid
     DELETE oco-order/cancel`,
  ),
  ...endpointGroup(
    {
      hosts,
      class: 'trade',
      product: 'margin',
      parameters: [],
      docs: page('abandoned-endpoints/margin-trading/add-order-v1'),
    },
    '/api/v1/margin/',
    'POST order order/test',
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'lending', docs: page('rest/margin-trading/debit/introduction') },
    '/api/v3/',
    'GET margin/borrow margin/repay margin/interest margin/borrowRate purchase/orders redeem/orders',
  ),
  ...endpointGroup(
    { hosts, class: 'transfer', product: 'lending', docs: page('rest/margin-trading/debit/borrow') },
    '/api/v3/',
    'POST margin/borrow margin/repay purchase redeem lend/purchase/update',
  ),
  ...endpointGroup(
    { hosts, class: 'admin', product: 'margin', docs: page('rest/margin-trading/debit/modify-leverage') },
    '/api/v3/',
    'POST position/update-user-leverage',
  ),
];
