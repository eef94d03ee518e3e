import type { Endpoint, EndpointClass, Product } from '../../dialect/dialect.ts';
import { endpointGroup } from '../../dialect/endpoint-group.ts';
import { PRIVATE_HOST } from './hosts.ts';

const DOCS = 'https://docs.bitfinex.com/reference';

/** What an account holds and did, money that moves, and settings; all POST, reads under `auth/r` and the rest under `auth/w`. */
export const accountEndpoints: readonly Endpoint[] = [
  ...group(
    'read',
    'spot',
    'rest-auth-wallets',
    `
    POST r/wallets r/wallets/hist r/orders r/orders/hist r/orders/{symbol} r/orders/{base}:{quote}
    POST r/orders/{symbol}/hist r/orders/{base}:{quote}/hist
    POST r/order/{symbol}:{id}/trades r/order/{base}:{quote}:{id}/trades
    POST r/trades/hist r/trades/{symbol}/hist r/trades/{base}:{quote}/hist
    POST r/ledgers/hist r/ledgers/{currency}/hist r/info/user r/summary r/logins/hist r/permissions
    POST r/audit/hist r/movements/hist r/movements/{currency}/hist r/movements/info
    POST r/deposit/address/all r/alerts r/settings r/pulse/hist calc/order/avail
    POST r/ext/wallets/transfers/free/count
  `,
  ),
  ...group('credential', 'spot', 'rest-auth-token', 'POST w/token'),
  ...group('withdraw', 'spot', 'rest-auth-withdraw', 'POST w/withdraw w/ext/wallets/withdrawals/request'),
  // To another wallet, where margin and funding take it, or to another account.
  ...group(
    'transfer',
    'spot',
    'rest-auth-transfer',
    'POST w/transfer w/deposit/address w/deposit/invoice w/ext/wallets/deposits/request',
  ),
  ...group(
    'admin',
    'spot',
    'rest-auth-user-settings-write',
    `
    POST w/settings/set w/settings/del w/alert/set w/alert/price:{symbol}:{price}/del
    POST w/alert/price:{base}:{quote}:{price}/del w/pulse/add w/pulse/del
  `,
  ),
  ...group('read', 'otc', 'rest-auth-otc-order-history', 'POST r/orders/otc/{symbol}/hist r/orders/otc/hist'),
  ...group(
    'read',
    'margin',
    'rest-auth-info-margin',
    `
    POST r/info/margin/{key} r/info/margin/{base}:{quote} r/positions r/positions/hist
    POST r/positions/audit r/positions/snap r/position/increase/info
  `,
  ),
  ...group('trade', 'margin', 'rest-auth-position-claim', 'POST w/position/claim w/position/increase'),
  ...group('admin', 'margin', 'rest-auth-position-funding-type', 'POST w/position/update/funding/type'),
  ...group('admin', 'derivative', 'rest-auth-deriv-pos-collateral-set', 'POST w/deriv/collateral/set'),
  ...group(
    'read',
    'derivative',
    'rest-auth-calc-deriv-collateral-limit',
    'POST w/deriv/collateral/limits calc/deriv/collateral/limits',
  ),
  ...lending(),
  ...merchants(),
  ...subAccounts(),
];

function lending(): Endpoint[] {
  return [
    ...group(
      'read',
      'lending',
      'rest-auth-funding-offers',
      `
      POST r/funding/offers r/funding/offers/hist r/funding/offers/{symbol} r/funding/offers/{symbol}/hist
      POST r/funding/loans r/funding/loans/hist r/funding/loans/{symbol} r/funding/loans/{symbol}/hist
      POST r/funding/credits r/funding/credits/hist r/funding/credits/{symbol}
      POST r/funding/credits/{symbol}/hist r/funding/trades/hist r/funding/trades/{symbol}/hist
      POST r/info/funding/{key}
    `,
    ),
    ...group(
      'trade',
      'lending',
      'rest-auth-submit-funding-offer',
      `
      POST w/funding/offer/submit w/funding/offer/cancel w/funding/offer/cancel/all w/funding/close
      POST w/funding/auto w/funding/keep
    `,
    ),
  ];
}

function merchants(): Endpoint[] {
  return [
    ...group(
      'read',
      'other',
      'invoice-list',
      `
      POST r/ext/pay/invoices r/ext/pay/invoices/paginated r/ext/pay/invoice/stats/count
      POST r/ext/pay/invoice/stats/earning r/ext/pay/settings/convert-to r/ext/pay/settings/limit
      POST r/ext/pay/deposits/unlinked r/ext/invoice/payments
    `,
    ),
    ...group(
      'admin',
      'other',
      'submit-invoice',
      `
      POST w/ext/pay/invoice/create w/ext/pay/invoice/create/pos w/ext/pay/invoice/complete
      POST w/ext/pay/invoice/expire w/ext/pay/settings/convert-to w/ext/pay/deposits/ledger/complete
    `,
    ),
  ];
}

function subAccounts(): Endpoint[] {
  return [
    ...group(
      'read',
      'sub-account',
      'rest-auth-sub-accounts',
      'POST r/sub_accounts/list r/sub_account/transfers/hist',
    ),
    ...group(
      'admin',
      'sub-account',
      'rest-auth-sub-accounts',
      'POST w/sub_account/create w/sub_account/update',
    ),
    ...group('transfer', 'sub-account', 'rest-auth-sub-accounts', 'POST w/sub_account/transfer'),
  ];
}

function group(endpointClass: EndpointClass, product: Product, page: string, lines: string): Endpoint[] {
  const common = { class: endpointClass, product, hosts: [PRIVATE_HOST], docs: `${DOCS}/${page}` };
  return endpointGroup(common, '/v2/auth/', lines);
}
