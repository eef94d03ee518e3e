import type { Endpoint } from '../../dialect/dialect.ts';
import { endpointGroup } from '../../dialect/endpoint-group.ts';
import { otherEndpoints } from './other-endpoints.ts';

const DOCS = 'https://docs.gemini.com/rest';
const MARKET = `${DOCS}/market-data`;
const ORDERS = `${DOCS}/orders`;
const FUNDS = `${DOCS}/fund-management`;

/** Parameters of an order. `account` and `margin_order: true` are refused by their own words. */
const ORDER_PARAMETERS = [
  'client_order_id',
  'symbol',
  'amount',
  'price',
  'side',
  'type',
  'options',
  'stop_price',
  'margin_order',
] as const;

/** Gemini's REST API, from its public documentation and, where that has moved on, from ccxt's list. */
export const endpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'public', docs: MARKET },
    '/',
    `
    GET v1/symbols v1/symbols/details/{symbol} v1/network/{token} v1/networks/{network}/assets
    GET v1/pubticker/{symbol} v1/feepromos v1/trades/{symbol} v1/pricefeed v1/book/{symbol}
    GET v1/auction/{symbol} v1/auction/{symbol}/history v2/ticker/{symbol}
    GET v2/candles/{symbol}/{timeframe}
  `,
  ),
  {
    method: 'POST',
    path: '/v1/order/new',
    class: 'trade',
    parameters: ORDER_PARAMETERS,
    docs: ORDERS,
  },
  { method: 'POST', path: '/v1/order/cancel', class: 'trade', parameters: ['order_id'], docs: ORDERS },
  ...endpointGroup({ class: 'trade', parameters: [], docs: ORDERS }, '/v1/order/cancel/', 'POST session all'),
  ...endpointGroup(
    { class: 'read', docs: ORDERS },
    '/v1/',
    `
    POST order/status orders orders/history mytrades tradevolume notionalvolume
  `,
  ),
  // Any private request keeps a session with a heartbeat alive: this one is no more than that.
  { method: 'POST', path: '/v1/heartbeat', class: 'read', docs: `${DOCS}/session` },
  ...endpointGroup(
    { class: 'read', docs: FUNDS },
    '/',
    `
    POST v1/balances v1/notionalbalances/{currency} v1/transfers v2/transfers v1/transactions
    POST v1/custodyaccountfees v1/addresses/{network} v1/withdraw/{currency}/feeEstimate
    POST v2/withdraw/{network}/{ticker}/feeEstimate v1/payments/methods
    GET v2/network/{token} v2/networks/{network}/assets
  `,
  ),
  { method: 'POST', path: '/v1/deposit/{network}/newAddress', class: 'transfer', docs: FUNDS },
  {
    method: 'POST',
    path: '/v1/account/transfer/{currency}',
    class: 'transfer',
    product: 'sub-account',
    docs: FUNDS,
  },
  ...endpointGroup(
    { class: 'withdraw', docs: FUNDS },
    '/',
    'POST v1/withdraw/{currency} v2/withdraw/{network}/{ticker} v1/payments/sen/withdraw',
  ),
  // Where money may go to. Reading the list has an address that a new entry could have too, so it counts as one.
  ...endpointGroup(
    { class: 'admin', docs: FUNDS },
    '/v1/',
    `
    POST approvedAddresses/{network}/{action}
    POST payments/addbank payments/addbank/cad
  `,
  ),
  ...endpointGroup({ class: 'read', docs: `${DOCS}/account-administration` }, '/v1/', 'POST roles account'),
  ...endpointGroup(
    { class: 'read', product: 'sub-account', docs: `${DOCS}/account-administration` },
    '/v1/',
    'POST account/list',
  ),
  ...endpointGroup(
    { class: 'admin', product: 'sub-account', docs: `${DOCS}/account-administration` },
    '/v1/',
    'POST account/create account/rename',
  ),
  {
    method: 'POST',
    path: '/v1/oauth/revokeByToken',
    class: 'credential',
    product: 'other',
    docs: `${DOCS}/o-auth`,
  },
  ...otherEndpoints,
];
