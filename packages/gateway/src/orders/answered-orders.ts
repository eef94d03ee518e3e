import type { AnsweredOrders, Outcome, StoredOrder, ToldOrders } from '@holdfast/database';
import { add, type Decimal, formatDecimal } from '@holdfast/decimal';
import type { AnswerReading } from '../dialect/answer-reading.ts';
import { referenceText } from '../dialect/order-reference.ts';
import type { Accepted } from '../policy/judge-request.ts';

/** What becomes of a request's reservation and its orders. */
export type OrdersOutcome = Pick<Outcome, 'outcome' | 'kept' | 'orders'>;

const ZERO: Decimal = { units: 0n, scale: 0 };

/**
 * What an answer means for what the request reserved. It is given back where the exchange said for certain that it placed
 * nothing; for a batch, what the orders count that it did place. One order of which nothing is known keeps everything.
 *
 * @param cancelled orders of earlier requests that the exchange said it cancelled
 */
export function ordersOutcome(
  reading: AnswerReading,
  { orders, reserves }: Pick<Accepted, 'orders' | 'reserves'>,
  cancelled: AnsweredOrders['gone'],
): OrdersOutcome {
  // Kraken's EditOrder cancels an order to place it anew: it is the same order to its key, under one more id.
  const gone = cancelled.filter(
    (one) =>
      !orders.some(
        ({ amended }) => amended?.stored.entry === one.entry && amended.stored.place === one.place,
      ),
  );
  const answers = orders.map((_, at) => reading.orders[at] ?? { state: 'unknown', ids: [] });
  const states = answers.map(({ state }) => state);
  const ids = answers.flatMap((answer, at) =>
    answer.ids.map((id) => ({ place: at + 1, id: referenceText(id) })),
  );
  if (orders.length === 0) {
    const done = reading.cancelled.some((cancelled) => cancelled);
    return { outcome: done ? 'accepted' : 'unknown', orders: { ids: [], rejected: [], gone } };
  }
  if (states.includes('unknown')) return { outcome: 'unknown', orders: { ids, rejected: [], gone } };
  if (!states.includes('placed')) return { outcome: 'rejected', orders: { ids: [], rejected: [], gone } };
  if (!states.includes('rejected')) return { outcome: 'accepted', orders: { ids, rejected: [], gone } };
  const kept = reserves.filter((_, at) => states[at] !== 'rejected');
  const sum = (pick: (reserve: (typeof reserves)[number]) => Decimal) =>
    formatDecimal(kept.map(pick).reduce(add, ZERO));
  return {
    outcome: 'partly',
    kept: {
      notionalUsd: sum(({ notionalUsd }) => notionalUsd),
      slippageUsd: sum(({ slippageUsd }) => slippageUsd),
      orders: orders.filter(({ action }, at) => action === 'create' && states[at] !== 'rejected').length,
    },
    orders: { ids, rejected: states.flatMap((state, at) => (state === 'rejected' ? [at + 1] : [])), gone },
  };
}

/**
 * The orders that an answer tells of, as the database will know them.
 *
 * @param sentAt database time of the decision
 */
export function rememberedOrders(
  entry: bigint,
  owner: string,
  sentAt: Date,
  told: ToldOrders | undefined,
  { outcome, orders }: OrdersOutcome,
): StoredOrder[] {
  if (told === undefined || outcome === 'rejected') return [];
  return told.orders.flatMap((order, at): StoredOrder[] => {
    const place = at + 1;
    if (order === null || 'amends' in order || orders?.rejected.includes(place)) return [];
    const ids = (orders?.ids ?? []).filter((one) => one.place === place).map(({ id }) => id);
    const { keepDays: _, ...rest } = order;
    return [
      {
        ...rest,
        entry,
        place,
        owner,
        ids: [...new Set([...order.ids, ...ids])],
        certain: outcome !== 'unknown',
        sentAt,
        settledAt: null,
        revision: 0,
        changing: false,
      },
    ];
  });
}
