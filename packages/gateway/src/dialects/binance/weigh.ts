import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import { type Fields, fieldsOfPairs } from '../../dialect/fields.ts';

/** Weight of the order book by how many levels are asked for (100 when nothing is said). */
const DEPTHS = [
  [100, 5],
  [500, 25],
  [1000, 50],
] as const;

/** Endpoints whose weight depends on their parameters; null: the table's, which is the highest. */
const WEIGHTS: Readonly<Record<string, (fields: Fields) => number | null>> = {
  'GET /api/v3/depth': (fields) => {
    const levels = Number(fields.get('limit') ?? 100);
    return DEPTHS.find(([most]) => levels <= most)?.[1] ?? null;
  },
  'GET /api/v3/ticker/24hr': (fields) => {
    const symbols = symbolsOf(fields);
    return symbols === null || symbols > 100 ? null : symbols > 20 ? 40 : 2;
  },
  'GET /api/v3/ticker/price': (fields) => (fields.has('symbol') ? 2 : null),
  'GET /api/v3/ticker/bookTicker': (fields) => (fields.has('symbol') ? 2 : null),
  'GET /api/v3/ticker': fourEach,
  'GET /api/v3/ticker/tradingDay': fourEach,
  'GET /api/v3/executionRules': (fields) => {
    const symbols = symbolsOf(fields);
    return symbols === null ? null : Math.min(40, 2 * symbols);
  },
  'GET /api/v3/openOrders': (fields) => (fields.has('symbol') ? 6 : null),
  'GET /api/v3/myTrades': (fields) => (fields.has('orderId') ? 5 : null),
  'POST /api/v3/order/test': testOrder,
  'POST /api/v3/sor/order/test': testOrder,
};

/**
 * What a request costs of Binance's request weight.
 *
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/rest-api, "Weight" of each endpoint
 */
export function weighBinance({ query, body }: ParsedRequest, { endpoint }: Classification): number {
  const fields = fieldsOfPairs(body.kind === 'form' ? body.pairs : query);
  const weigh = WEIGHTS[`${endpoint.method} ${endpoint.path}`];
  return weigh?.(fields) ?? endpoint.weight ?? 1;
}

function fourEach(fields: Fields): number | null {
  const symbols = symbolsOf(fields);
  return symbols === null ? null : Math.min(200, 4 * symbols);
}

function testOrder(fields: Fields): number | null {
  return (fields.get('computeCommissionRates') ?? 'false') === 'false' ? 1 : null;
}

/** How many symbols are named, in `symbol` or the JSON list `symbols`; null when none is. */
function symbolsOf(fields: Fields): number | null {
  if (fields.has('symbol')) return 1;
  const list = fields.get('symbols');
  return list === undefined ? null : list.split(',').length;
}
