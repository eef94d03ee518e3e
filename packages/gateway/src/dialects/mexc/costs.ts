import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import { costsOf, type UpstreamCost, type UpstreamLimit } from '../../dialect/upstream-limit.ts';

/**
 * Each endpoint has a weight of its own, 500 in ten seconds for an address. Placing and cancelling orders, balances and
 * batches have less, for an account.
 *
 * @see https://www.mexc.com/api-docs/spot-v3/general-info,
 * https://www.mexc.com/api-docs/spot-v3/spot-account-trade ("12 requests/second", "2 times/s")
 */
const WEIGHT: UpstreamLimit = { name: 'weight', scope: 'address', limit: 500, windowMs: 10_000 };
const ORDERS: UpstreamLimit = { name: 'orders', scope: 'key', limit: 12, windowMs: 1000 };
const BATCHES: UpstreamLimit = { name: 'batches', scope: 'key', limit: 2, windowMs: 1000 };
const BALANCES: UpstreamLimit = { name: 'account', scope: 'key', limit: 2, windowMs: 1000 };

export const mexcLimitNames: readonly string[] = [WEIGHT, ORDERS, BATCHES, BALANCES].map(({ name }) => name);

/** A ticker of one symbol, which the gateway itself asks for, costs 1; of all, what the table says. */
export function mexcCosts({ query }: ParsedRequest, { endpoint }: Classification): UpstreamCost[] {
  const { method, path } = endpoint;
  const ofOne = path.startsWith('/api/v3/ticker/') && query.some(({ name }) => name === 'symbol');
  return costsOf(
    [{ ...WEIGHT, of: `${method} ${path}` }, ofOne ? 1 : (endpoint.weight ?? 1)],
    [ORDERS, endpoint.class === 'trade' && path !== '/api/v3/order/test' ? 1 : 0],
    [BATCHES, path === '/api/v3/batchOrders' ? 1 : 0],
    [BALANCES, path === '/api/v3/account' ? 1 : 0],
  );
}
