import type { Order } from '../exchange/order.ts';
import { DAY_MS } from '../market/price-path.ts';
import { BinanceError } from './binance-error.ts';
import { orderJson, tradesJson } from './order-json.ts';
import { integer, limitOf, type Parameters } from './parameters.ts';

const USUAL = 500;
const MOST = 1000;

/** A span of time and where to begin, as a question for orders or trades has them. */
interface Span {
  readonly from: number;
  readonly to: number;
  /** The least id that is wanted; null: any. */
  readonly after: number | null;
  readonly limit: number;
  /** The oldest of what is found, instead of the newest. */
  readonly isForward: boolean;
}

/** An account's orders in a symbol: the newest, or the oldest from an id or a time on. */
export function ordersOf(orders: readonly Order[], parameters: Parameters): unknown[] {
  const span = spanOf(parameters, 'orderId');
  const found = orders.filter(
    ({ id, createdAt }) => id >= (span.after ?? 0) && createdAt >= span.from && createdAt <= span.to,
  );
  return cut(found, span).map(orderJson);
}

/**
 * An account's trades in a symbol, in the same way.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#account-trade-list-user_data
 * @throws BinanceError -1128 for combinations that Binance has not
 */
export function tradesOf(orders: readonly Order[], parameters: Parameters): unknown[] {
  const span = spanOf(parameters, 'fromId');
  const orderId = integer(parameters, 'orderId');
  const isTimed = parameters.has('startTime') || parameters.has('endTime');
  if (isTimed && (span.after !== null || orderId !== null)) {
    throw new BinanceError(-1128, 'Combination of optional parameters invalid.');
  }
  const found = orders
    .filter(({ id }) => orderId === null || id === orderId)
    .flatMap((order) => order.fills.map(({ tradeId, time }, nth) => ({ order, nth, tradeId, time })))
    .filter(({ tradeId, time }) => tradeId >= (span.after ?? 0) && time >= span.from && time <= span.to)
    .sort((a, b) => a.tradeId - b.tradeId);
  return cut(found, span).map(({ order, nth }) => tradesJson(order)[nth]);
}

function spanOf(parameters: Parameters, idName: string): Span {
  const from = integer(parameters, 'startTime');
  const to = integer(parameters, 'endTime');
  if (from !== null && to !== null) {
    if (from > to) throw new BinanceError(-1023, 'Start time is greater than end time.');
    if (to - from > DAY_MS) {
      throw new BinanceError(-1127, 'More than 24 hours between startTime and endTime.');
    }
  }
  const after = integer(parameters, idName);
  return {
    from: from ?? 0,
    to: to ?? Number.POSITIVE_INFINITY,
    after,
    limit: limitOf(parameters, USUAL, MOST),
    isForward: after !== null || from !== null,
  };
}

function cut<T>(found: readonly T[], { limit, isForward }: Span): readonly T[] {
  return isForward ? found.slice(0, limit) : found.slice(-limit);
}
