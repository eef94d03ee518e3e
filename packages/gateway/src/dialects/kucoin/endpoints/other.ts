import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { BROKER_HOST, SPOT_HOST } from '../hosts.ts';
import { page } from './page.ts';

const spot = [SPOT_HOST];
const broker = [BROKER_HOST];
const CONVERT = page('rest/convert/introduction');
const EARN = page('rest/earn/introduction');
const BROKER = page('rest/broker/introduction');

/** Products that no policy can allow. */
export const otherEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { hosts: spot, class: 'read', product: 'convert', docs: CONVERT },
    '/api/v1/convert/',
    'GET quote order/detail order/history limit/quote limit/order/detail limit/orders',
  ),
  ...endpointGroup(
    { hosts: spot, class: 'trade', product: 'convert', parameters: [], docs: CONVERT },
    '/api/v1/convert/',
    `POST order limit/order
     DELETE limit/order/cancel`,
  ),
  ...endpointGroup(
    { hosts: spot, class: 'read', product: 'earn', docs: EARN },
    '/api/v1/',
    `GET earn/redeem-preview earn/saving/products earn/hold-assets earn/promotion/products earn/kcs-staking/products
     GET earn/staking/products earn/eth-staking/products struct-earn/dual/products struct-earn/orders`,
  ),
  ...endpointGroup(
    { hosts: spot, class: 'transfer', product: 'earn', docs: EARN },
    '/api/v1/',
    `POST earn/orders struct-earn/orders
     DELETE earn/orders`,
  ),
  ...endpointGroup(
    { hosts: spot, class: 'read', product: 'lending', docs: page('rest/vip-lending/introduction') },
    '/api/v1/otc-loan/',
    'GET discount-rate-configs loan accounts',
  ),
  ...endpointGroup(
    { hosts: spot, class: 'read', product: 'other', docs: page('rest/affiliate/introduction') },
    '/api/v2/affiliate/',
    `GET inviter/statistics queryInvitees queryMyCommission queryTransactionByUid queryTransactionByTime queryKumining`,
  ),
  ...endpointGroup(
    { hosts: spot, class: 'read', product: 'other', docs: BROKER },
    '/api/',
    `GET v1/broker/api/rebase/download v2/broker/api/rebase/download v1/broker/queryMyCommission v1/broker/queryUser
     GET v1/broker/queryDetailByUid kyc/regions/v4`,
  ),
  ...endpointGroup(
    { hosts: broker, class: 'read', product: 'sub-account', docs: BROKER },
    '/api/',
    `GET v1/broker/nd/info v1/broker/nd/account v1/broker/nd/rebase/download v1/broker/nd/mark-up
     GET v1/asset/ndbroker/deposit/list v1/broker/nd/transfer/detail v3/broker/nd/transfer/detail
     GET v1/broker/nd/deposit/detail v3/broker/nd/deposit/detail v1/broker/nd/withdraw/detail v3/broker/nd/withdraw/detail
     GET kyc/ndBroker/proxyClient/status/list kyc/ndBroker/proxyClient/status/page`,
  ),
  ...endpointGroup(
    { hosts: broker, class: 'credential', product: 'sub-account', docs: BROKER },
    '/api/v1/broker/nd/',
    `GET account/apikey
     POST account/apikey account/update-apikey
     DELETE account/apikey`,
  ),
  ...endpointGroup(
    { hosts: broker, class: 'admin', product: 'sub-account', docs: BROKER },
    '/api/',
    'POST v1/broker/nd/account v1/broker/nd/mark-up kyc/ndBroker/proxyClient/submit',
  ),
  ...endpointGroup(
    { hosts: broker, class: 'transfer', product: 'sub-account', docs: BROKER },
    '/api/v1/broker/nd/',
    'POST transfer',
  ),
  ...endpointGroup(
    { hosts: broker, class: 'withdraw', product: 'sub-account', docs: BROKER },
    '/api/',
    'POST v2/broker/withdrawal v1/broker/withdrawal v3/broker/withdrawal',
  ),
];
