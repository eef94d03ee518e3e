import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

const WINDOW_MS = 1000;
/**
 * For endpoints that are not in the table: the lowest of the documentation, one in a second. Of one nothing would be left once
 * a part is kept for cancellations, so it is two in two seconds.
 */
const LEAST = { limit: 2, windowMs: 2000 };

/**
 * Requests in a second, from each page's "Rate limit": of the user, or of the address for public endpoints.
 *
 * Source: https://www.bitget.com/api-doc/spot/trade/Place-Order and its neighbours
 */
const LIMITS: Readonly<Record<string, number>> = {
  'POST v2/spot/trade/place-order': 10,
  'POST v2/spot/trade/batch-orders': 5,
  'POST v2/spot/trade/cancel-order': 10,
  'POST v2/spot/trade/batch-cancel-order': 10,
  'POST v2/spot/trade/cancel-symbol-order': 5,
  'POST v2/spot/trade/cancel-replace-order': 5,
  'POST v2/spot/trade/batch-cancel-replace-order': 5,
  'POST v2/spot/trade/place-plan-order': 20,
  'POST v2/spot/trade/cancel-plan-order': 20,
  'POST v2/spot/trade/batch-cancel-plan-order': 5,
  'GET v2/spot/trade/orderInfo': 20,
  'GET v2/spot/trade/unfilled-orders': 20,
  'GET v2/spot/trade/history-orders': 20,
  'GET v2/spot/trade/fills': 10,
  'GET v2/spot/trade/current-plan-order': 20,
  'GET v2/spot/trade/history-plan-order': 20,
  'GET v2/spot/account/assets': 10,
  'GET v2/spot/account/bills': 10,
  'GET v2/spot/wallet/deposit-records': 10,
  'GET v2/spot/wallet/withdrawal-records': 10,
  'GET v2/common/trade-rate': 10,
  'GET v2/public/time': 20,
  'GET v2/spot/public/coins': 3,
  'GET v2/spot/public/symbols': 20,
  'GET v2/spot/market/tickers': 20,
  'GET v2/spot/market/orderbook': 20,
  'GET v2/spot/market/candles': 20,
  'GET v2/spot/market/history-candles': 20,
  'GET v2/spot/market/fills': 10,
  'GET v2/spot/market/merge-depth': 20,
  'GET v2/spot/market/fills-history': 10,
  'GET v2/spot/market/vip-fee-rate': 10,
  'GET v2/spot/trade/plan-sub-order': 20,
  'GET v2/spot/account/transferRecords': 20,
  'GET v2/spot/wallet/deposit-address': 10,
  'GET v2/account/funding-assets': 10,
  'GET v2/margin/currencies': 10,
  'GET v2/mix/market/contracts': 20,
  'GET v2/mix/market/tickers': 20,
  'GET v3/account/settings': 20,
  'GET v3/account/assets': 20,
  'GET v3/market/instruments': 20,
  'GET v3/market/tickers': 20,
  'GET v3/trade/unfilled-orders': 20,
  'GET v3/trade/order-info': 20,
  'GET v3/trade/fills': 20,
};

/**
 * Every request.
 *
 * Source: https://www.bitget.com/api-doc/common/intro
 */
const ADDRESS: UpstreamLimit = { name: 'requests', scope: 'address', limit: 6000, windowMs: 60_000 };

export const bitgetLimitNames: readonly string[] = [ADDRESS.name, ...Object.keys(LIMITS)];

/** Each endpoint has a limit of its own. */
export function bitgetCosts(
  _request: ParsedRequest,
  { class: endpointClass, endpoint }: Classification,
  _description: Description,
): UpstreamCost[] {
  const path = `${endpoint.method} ${endpoint.path.replace(/^\/api\//, '')}`;
  const known = LIMITS[path];
  const limit: UpstreamLimit = {
    name: path,
    scope: endpointClass === 'public' ? 'address' : 'key',
    ...(known === undefined ? LEAST : { limit: known, windowMs: WINDOW_MS }),
  };
  return costsOf([ADDRESS, 1], [limit, 1]);
}
