import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOST } from '../hosts.ts';
import { page } from './page.ts';

const hosts = [SPOT_HOST];
const ACCOUNT = page('rest/ua/get-account-mode');
const ORDERS = page('rest/ua/place-order');

/**
 * The API of the unified account (`/api/ua`), which also serves classic accounts. A unified account borrows by itself what an
 * order lacks: so orders are refused, and reading is not.
 *
 * @see https://www.kucoin.com/support/48142946141360
 */
export const unifiedEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { hosts, class: 'public', docs: page('rest/ua/get-symbol') },
    '/api/ua/',
    `GET v1/market/announcement v1/market/currency v1/asset/currencies v1/market/instrument v1/market/ticker
     GET v1/market/trade v1/market/kline v1/market/funding-rate v2/market/funding-rate v1/market/funding-rate-history
     GET v1/market/cross-config v1/market/collateral-discount-ratio v1/market/index-price v1/market/position-tiers
     GET v1/market/open-interest v1/server/status v1/market/borrowable-currency v1/user/my-ip v1/market/fiat-price
     GET v1/oes/currency v1/user/kyc-region`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', docs: ACCOUNT },
    '/api/ua/v1/',
    `GET market/orderbook account/mode account/balance account/transfer-quota account/ledger asset/deposit/address
     GET account/deposit/address user/fee-rate user/api-key withdrawals/quotas dcp/query rate-limit/query
     GET rate-limit/query-all rate-limit/query-cap oes/custody-quota unified/account/balance unified/account/overview
     GET classic/account/balance classic/account/overview`,
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'sub-account', docs: ACCOUNT },
    '/api/ua/v1/',
    'GET sub-account/balance',
  ),
  ...endpointGroup(
    { hosts, class: 'read', product: 'lending', docs: page('rest/ua/get-borrowing-rates-and-limits') },
    '/api/ua/v1/',
    'GET account/interest-history account/interest-limits',
  ),
  ...bothModes('GET', 'order/detail order/open-list order/history order/execution', {
    hosts,
    class: 'read',
    docs: page('rest/ua/get-open-order-list'),
  }),
  ...bothModes('GET', 'position/open-list position/history position/tiers account/leverage', {
    hosts,
    class: 'read',
    product: 'derivative',
    docs: page('rest/ua/get-position-list-uta'),
  }),
  ...endpointGroup(
    { hosts, class: 'read', product: 'derivative', docs: page('rest/ua/get-position-history-uta') },
    '/api/ua/v1/',
    'GET position/history position/funding-history',
  ),
  ...bothModes('POST', 'order/place order/place-batch order/cancel order/cancel-batch order/cancel-all', {
    hosts,
    class: 'trade',
    product: 'other',
    parameters: [],
    docs: ORDERS,
  }),
  ...bothModes(
    'POST',
    'account/modify-leverage account/modify-leverage-margin-cross position/margin-mode position/modify-margin',
    { hosts, class: 'admin', product: 'derivative', docs: page('rest/ua/modify-leverage-uta') },
  ),
  ...endpointGroup(
    { hosts, class: 'transfer', docs: page('rest/ua/flex-transfer') },
    '/api/ua/v1/',
    'POST account/transfer',
  ),
  ...endpointGroup(
    { hosts, class: 'admin', docs: ACCOUNT },
    '/api/ua/v1/',
    'POST account/mode dcp/set rate-limit/set',
  ),
  ...endpointGroup(
    { hosts, class: 'admin', product: 'sub-account', docs: ACCOUNT },
    '/api/ua/v1/',
    'POST sub-account/canTransferOut user/sub/create-sub-account',
  ),
  ...endpointGroup(
    { hosts, class: 'credential', product: 'sub-account', docs: ACCOUNT },
    '/api/ua/v1/',
    'POST user/create-sub-api-key',
  ),
  ...endpointGroup(
    { hosts, class: 'withdraw', docs: page('rest/account-info/withdrawals/withdraw-v3') },
    '/api/ua/v1/',
    `POST withdrawal
     DELETE withdrawal`,
  ),
];

/** The same for unified and for classic accounts, which the path tells apart. */
function bothModes(
  method: 'GET' | 'POST',
  names: string,
  common: Parameters<typeof endpointGroup>[0],
): Endpoint[] {
  return ['classic', 'unified'].flatMap((mode) =>
    endpointGroup(common, `/api/ua/v1/${mode}/`, `${method} ${names}`),
  );
}
