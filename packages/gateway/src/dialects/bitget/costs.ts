import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

const WINDOW_MS = 1000;
/** For endpoints that are not in the table: the lowest of the documentation. */
const LEAST = 1;

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
  'GET v2/mix/market/contracts': 20,
  'GET v3/account/settings': 20,
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
  const limit: UpstreamLimit = {
    name: path,
    scope: endpointClass === 'public' ? 'address' : 'key',
    limit: LIMITS[path] ?? LEAST,
    windowMs: WINDOW_MS,
  };
  return costsOf([ADDRESS, 1], [limit, 1]);
}
