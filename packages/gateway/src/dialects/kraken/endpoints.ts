import type { Endpoint, EndpointClass, Product } from '../../dialect/dialect.ts';

const PAGES = 'https://docs.kraken.com/api-reference';

/** Parameters of one order, in AddOrder and in each entry of AddOrderBatch. */
export const ORDER_PARAMETERS = [
  'userref',
  'cl_ord_id',
  'ordertype',
  'type',
  'volume',
  'displayvol',
  'price',
  'price2',
  'trigger',
  'leverage',
  'reduce_only',
  'stptype',
  'oflags',
  'timeinforce',
  'starttm',
  'expiretm',
] as const;

/** Parameters that AddOrder and AddOrderBatch take for the request as a whole. */
const REQUEST_PARAMETERS = ['pair', 'asset_class', 'deadline', 'validate'] as const;

/** Kraken's spot REST API, from its public documentation; one page an endpoint unless a group has one. */
export const endpoints: readonly Endpoint[] = [
  ...group('public', 'spot', 'market-data', 'GET', [
    'Time',
    'SystemStatus',
    'MaintenanceSchedule',
    'Assets',
    'AssetPairs',
    'Ticker',
    'OHLC',
    'Depth',
    'GroupedBook',
    'Trades',
    'Spread',
    'PreTrade',
    'PostTrade',
  ]),
  ...group('read', 'spot', 'account-data', 'POST', [
    'Level3',
    'Balance',
    'BalanceEx',
    'TradeBalance',
    'OpenOrders',
    'ClosedOrders',
    'QueryOrders',
    'OrderAmends',
    'QueryTrades',
    'QueryLedgers',
    'TradeVolume',
    'AddExport',
    'ExportStatus',
    'RetrieveExport',
    'GetApiKeyInfo',
    'ListWalletAccounts',
  ]),
  ...group('read', 'spot', 'account-data', 'POST', ['TradesHistory', 'Ledgers'], 2),
  ...group('admin', 'spot', 'account-data', 'POST', ['RemoveExport']),
  ...group('read', 'margin', 'account-data', 'POST', ['OpenPositions', 'CreditLines']),
  trade('AddOrder', 'trading/add-order', [...ORDER_PARAMETERS, ...REQUEST_PARAMETERS]),
  trade('AddOrderBatch', 'trading/add-order-batch', ['orders', ...REQUEST_PARAMETERS]),
  trade('AmendOrder', 'trading/amend-order', [
    'txid',
    'cl_ord_id',
    'order_qty',
    'display_qty',
    'limit_price',
    'trigger_price',
    'pair',
    'post_only',
    'deadline',
  ]),
  trade('EditOrder', 'trading/edit-order', [
    'txid',
    'userref',
    'volume',
    'displayvol',
    'pair',
    'asset_class',
    'price',
    'price2',
    'oflags',
    'deadline',
    'cancel_response',
    'validate',
  ]),
  trade('CancelOrder', 'trading/cancel-order', ['txid', 'cl_ord_id']),
  trade('CancelOrderBatch', 'trading/cancel-order-batch', ['orders', 'cl_ord_ids']),
  trade('CancelAll', 'trading/cancel-all-orders', []),
  trade('CancelAllOrdersAfter', 'trading/cancel-all-orders-after-x', ['timeout']),
  ...group('credential', 'spot', 'trading/get-websockets-token', 'POST', ['GetWebSocketsToken']),
  ...group('read', 'spot', 'funding', 'POST', [
    'DepositMethods',
    'DepositAddresses',
    'DepositStatus',
    'WithdrawMethods',
    'WithdrawAddresses',
    'WithdrawInfo',
    'WithdrawStatus',
  ]),
  ...group('withdraw', 'spot', 'funding', 'POST', ['Withdraw', 'WithdrawCancel']),
  ...group('transfer', 'derivative', 'funding', 'POST', ['WalletTransfer']),
  ...group('admin', 'sub-account', 'subaccounts', 'POST', ['CreateSubaccount']),
  ...group('transfer', 'sub-account', 'subaccounts', 'POST', ['AccountTransfer']),
  ...group('transfer', 'earn', 'earn', 'POST', ['Earn/Allocate', 'Earn/Deallocate']),
  ...group('read', 'earn', 'earn', 'POST', [
    'Earn/AllocateStatus',
    'Earn/DeallocateStatus',
    'Earn/Strategies',
    'Earn/Allocations',
  ]),
  // Replaced by Earn; still answered for old clients.
  ...group('transfer', 'earn', 'earn', 'POST', ['Stake', 'Unstake']),
  ...group('read', 'earn', 'earn', 'POST', ['Staking/Assets', 'Staking/Pending', 'Staking/Transactions']),
  ...group('read', 'otc', 'quotes', 'POST', [
    'CheckOtcClient',
    'GetOtcPairs',
    'GetOtcActiveQuotes',
    'GetOtcHistoricalQuotes',
    'GetOtcExposures',
  ]),
  ...group('trade', 'otc', 'quotes', 'POST', ['CreateOtcQuoteRequest', 'UpdateOtcQuote'], 1, []),
  ...group('read', 'other', 'portfolios', 'POST', ['ListCustodyVaults', 'GetCustodyVault']),
  ...group('read', 'other', 'api-users', 'POST', ['ListPrimeApiUsers', 'GetPrimeApiUser']),
  ...group('admin', 'other', 'api-users', 'POST', [
    'CreatePrimeApiUser',
    'UpdatePrimeApiUser',
    'UpdatePrimeApiUserRoles',
  ]),
  ...group('credential', 'other', 'api-user-keys', 'POST', [
    'ListPrimeApiUserKeys',
    'CreatePrimeApiUserKey',
    'UpdatePrimeApiUserKey',
    'DeletePrimeApiUserKey',
  ]),
  ...group('transfer', 'other', 'settlement', 'POST', [
    'CreatePrimeSettlementBatch',
    'SettlePrimeSettlementBatchAsset',
  ]),
  ...group('read', 'other', 'settlement', 'POST', ['GetPrimeSettlementBatch']),
  { method: 'POST', path: '/oauth/token', class: 'credential', docs: `${PAGES}/oauth` },
  { method: 'POST', path: '/oauth/fast-api-key', class: 'credential', docs: `${PAGES}/fast-api/create-key` },
];

function group(
  endpointClass: EndpointClass,
  product: Product,
  page: string,
  method: 'GET' | 'POST',
  names: readonly string[],
  weight = 1,
  parameters?: readonly string[],
): Endpoint[] {
  const kind = endpointClass === 'public' ? 'public' : 'private';
  return names.map((name) => ({
    method,
    path: `/0/${kind}/${name}`,
    class: endpointClass,
    product,
    weight,
    ...(parameters === undefined ? {} : { parameters }),
    docs: `${PAGES}/${page}`,
  }));
}

function trade(name: string, page: string, parameters: readonly string[]): Endpoint {
  return {
    method: 'POST',
    path: `/0/private/${name}`,
    class: 'trade',
    product: 'spot',
    parameters,
    docs: `${PAGES}/${page}`,
  };
}
