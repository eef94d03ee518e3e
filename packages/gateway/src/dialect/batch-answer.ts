import type { JsonValue } from '../http/strict-json.ts';
import {
  type AnswerReading,
  idsIn,
  inTurn,
  type OrderAnswer,
  REJECTED,
  textIn,
  UNKNOWN,
} from './answer-reading.ts';
import type { Description, OrderIntent } from './dialect.ts';

/** The items of an answer to a batch, by what became of them, in whatever order. */
export interface BatchItems {
  readonly placed: readonly JsonValue[];
  readonly failed: readonly JsonValue[];
  /** Members that hold the ids. */
  readonly names: { readonly exchange: string; readonly client: string };
  /** Whether an item says for certain that its order was not placed. */
  isNotPlaced(failed: JsonValue): boolean;
}

/**
 * The answers to the orders of a batch, which the client's ids tell apart: nothing is made of the order of the items. Orders
 * without such an id are placed when as many items are left, and have the ids of all of these, because which is which is not
 * said. Failures that name no order are those of the orders that are left, when they are as many. Everything else is unknown,
 * also a failure by an id that several orders of the batch have.
 */
export function readBatch(description: Description, items: BatchItems): AnswerReading {
  const { placed, failed, names, isNotPlaced } = items;
  const own = description.orders.filter(({ attached }) => attached !== true);
  const isOf = (item: JsonValue, { clientOrderId }: OrderIntent) =>
    clientOrderId !== null && textIn(item, names.client) === clientOrderId;
  const isNamed = (item: JsonValue) => own.some((order) => isOf(item, order));
  const [left, nameless] = [placed, failed].map((list) => list.filter((item) => !isNamed(item)));
  const without = own.filter((order) => ![...placed, ...failed].some((item) => isOf(item, order)));
  const leftIds = left.flatMap((item) => idsIn(item, names.exchange));
  const failedAll = nameless.length === without.length && nameless.every(isNotPlaced);
  const answerTo = (order: OrderIntent): OrderAnswer => {
    const item = placed.find((one) => isOf(one, order));
    if (item !== undefined) {
      const ids = idsIn(item, names.exchange, names.client);
      return ids.some(({ by }) => by === 'exchange') ? { state: 'placed', ids } : UNKNOWN;
    }
    const bad = failed.find((one) => isOf(one, order));
    const alone = own.filter(({ clientOrderId }) => clientOrderId === order.clientOrderId).length === 1;
    if (bad !== undefined) return alone && isNotPlaced(bad) ? REJECTED : UNKNOWN;
    if (placed.length + failed.length !== own.length) return UNKNOWN;
    if (order.clientOrderId === null && left.length === without.length && leftIds.length >= left.length)
      return { state: 'placed', ids: leftIds };
    return failedAll ? REJECTED : UNKNOWN;
  };
  return inTurn(description, own.map(answerTo));
}
