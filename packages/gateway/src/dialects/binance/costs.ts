import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';
import { weighBinance } from './weigh.ts';

/**
 * All hosts of the spot API count together. What an account may send does not depend on its tier.
 *
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits, and `rateLimits` of
 * https://api.binance.com/api/v3/exchangeInfo
 */
const WEIGHT: UpstreamLimit = {
  name: 'weight',
  scope: 'address',
  limit: 6000,
  windowMs: 60_000,
  usedHeader: 'x-mbx-used-weight-1m',
};
const ORDERS: UpstreamLimit = {
  name: 'orders-10s',
  scope: 'key',
  limit: 100,
  windowMs: 10_000,
  usedHeader: 'x-mbx-order-count-10s',
};
const DAILY_ORDERS: UpstreamLimit = {
  name: 'orders-1d',
  scope: 'key',
  limit: 200_000,
  windowMs: 86_400_000,
  usedHeader: 'x-mbx-order-count-1d',
};

export const binanceLimitNames: readonly string[] = [WEIGHT, ORDERS, DAILY_ORDERS].map(({ name }) => name);

/** What a request costs: its weight, and each order that it places. */
export function binanceCosts(
  request: ParsedRequest,
  classification: Classification,
  { orders }: Description,
): UpstreamCost[] {
  const placed = orders.filter(({ action }) => action === 'create').length;
  return costsOf([WEIGHT, weighBinance(request, classification)], [ORDERS, placed], [DAILY_ORDERS, placed]);
}
