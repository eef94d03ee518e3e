import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOST } from '../hosts.ts';

const PAGES = 'https://www.mexc.com/api-docs/spot-v3';
const hosts = [SPOT_HOST];
const wallet = { hosts, docs: `${PAGES}/wallet-endpoints` };
const subAccount = { hosts, product: 'sub-account', docs: `${PAGES}/subaccount-endpoints` } as const;
const broker = {
  hosts,
  product: 'sub-account',
  docs: 'https://www.mexc.com/api-docs/broker/mexc-broker-introduction',
} as const;

/** What moves coins, sub-accounts and brokers' customers, and what tells of them. */
export const walletEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { ...wallet, class: 'read' },
    '/api/v3/',
    `
    GET capital/config/getall capital/deposit/hisrec capital/withdraw/history
    GET capital/withdraw/address capital/deposit/address
    GET capital/transfer capital/transfer/tranId capital/transfer/internal asset/internal/transfer/record
  `,
  ),
  // A transfer to another user, by address or telephone number, is as good as a withdrawal, and needs its permission.
  ...endpointGroup(
    { ...wallet, class: 'withdraw' },
    '/api/v3/',
    `
    POST capital/withdraw capital/withdraw/apply capital/transfer/internal
    DELETE capital/withdraw
  `,
  ),
  ...endpointGroup(
    { ...wallet, class: 'transfer' },
    '/api/v3/',
    'POST capital/transfer capital/deposit/address',
  ),
  ...endpointGroup(
    { ...wallet, class: 'read', product: 'convert' },
    '/api/v3/',
    'GET capital/convert capital/convert/list',
  ),
  ...endpointGroup({ ...wallet, class: 'transfer', product: 'convert' }, '/api/v3/', 'POST capital/convert'),
  ...endpointGroup(
    { ...subAccount, class: 'read' },
    '/api/v3/',
    'GET sub-account/list sub-account/asset capital/sub-account/universalTransfer',
  ),
  ...endpointGroup(
    { ...subAccount, class: 'transfer' },
    '/api/v3/',
    'POST capital/sub-account/universalTransfer',
  ),
  ...endpointGroup(
    { ...subAccount, class: 'admin' },
    '/api/v3/',
    'POST sub-account/virtualSubAccount sub-account/futures sub-account/margin',
  ),
  ...endpointGroup(
    { ...subAccount, class: 'credential' },
    '/api/v3/',
    `
    GET sub-account/apiKey
    POST sub-account/apiKey
    DELETE sub-account/apiKey
  `,
  ),
  ...endpointGroup(
    { ...broker, class: 'read' },
    '/api/v3/broker/',
    `
    GET sub-account/universalTransfer sub-account/list sub-account/status
    GET capital/deposit/subAddress capital/deposit/subHisrec capital/deposit/subHisrec/getall rebate/taxQuery
  `,
  ),
  ...endpointGroup(
    { ...broker, class: 'credential' },
    '/api/v3/broker/',
    `
    GET sub-account/apiKey sub-account/onceToken
    POST sub-account/apiKey
    DELETE sub-account/apiKey
  `,
  ),
  ...endpointGroup({ ...broker, class: 'withdraw' }, '/api/v3/broker/', 'POST capital/withdraw/apply'),
  ...endpointGroup(
    { ...broker, class: 'transfer' },
    '/api/v3/broker/',
    'POST sub-account/universalTransfer capital/deposit/subAddress',
  ),
  ...endpointGroup(
    { ...broker, class: 'admin' },
    '/api/v3/broker/',
    'POST sub-account/virtualSubAccount sub-account/futures',
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'other', docs: `${PAGES}/rebate-endpoints` },
    '/api/v3/rebate/',
    `
    GET taxQuery detail detail/kickback referCode affiliate/commission affiliate/withdraw
    GET affiliate/commission/detail affiliate/campaign affiliate/referral affiliate/subaffiliates affiliate/list
  `,
  ),
];
