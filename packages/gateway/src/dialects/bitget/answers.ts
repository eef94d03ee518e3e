import {
  type AnswerReading,
  allAlike,
  idsIn,
  inTurn,
  isRejectedByStatus,
  listIn,
  type OrderAnswer,
  objectIn,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import { readBatch } from '../../dialect/batch-answer.ts';
import type { AnswerReader, CancelIntent, Description, OrderIntent } from '../../dialect/dialect.ts';
import type { JsonValue } from '../../http/strict-json.ts';
import { openOrders } from './open-orders.ts';

/**
 * Codes of requests that Bitget turned down before it placed anything, most of them inside a 400. Not among them: 40010
 * (timed out), 40015, 40604, 40725, 45001 and their like, which speak of a system that is away, or failed.
 *
 * @see https://www.bitget.com/api-doc/spot/error-code/restapi
 */
const NOT_PLACED = new Set(
  `40001 40002 40003 40004 40005 40006 40007 40008 40009 40011 40012 40013 40014 40016 40017 40018 40019 40020 40024 40031
   40034 40037 40103 40108 40301 40302 40304 40305 40306 40309 40404 40409 40500 40706 40708 40710 40762 40808 43005 43006
   43007 43008 43009 43010 43011 43012 43111 43115 43118 43128 45110 45113`.split(/\s+/),
);

/**
 * Reads Bitget's answers. Batches are answered by two lists, of what was done and of what wasn't, in which the client's ids
 * tell which order is which.
 *
 * @see https://www.bitget.com/api-doc/spot/trade/Place-Order
 * @see https://www.bitget.com/api-doc/spot/trade/Batch-Place-Orders
 */
export const bitgetAnswers: AnswerReader = {
  tooMany(_status, body) {
    return textIn(body, 'code') === '429' ? { scope: 'key', waitMs: 1000 } : null;
  },
  read(status, body, { endpoint }, description): AnswerReading {
    const code = textIn(body, 'code');
    if (status !== 200 || code !== '00000') return allAlike(description, refusedAs(status, code));
    const data = objectIn(body, 'data');
    switch (endpoint.path.slice('/api/v2/spot/trade/'.length)) {
      case 'place-order':
        return placedOne(data, description);
      case 'place-plan-order':
        return allAlike(description, placed(data, description.orders[0], 'algo'));
      case 'batch-orders':
        return readBatch(description, {
          placed: listIn(data, 'successList'),
          failed: listIn(data, 'failureList'),
          names: { exchange: 'orderId', client: 'clientOid' },
          isNotPlaced: (item) => NOT_PLACED.has(textIn(item, 'errorCode') ?? ''),
        });
      case 'cancel-replace-order':
        return readReplacements([data], description);
      case 'batch-cancel-replace-order':
        return readReplacements(listIn(body, 'data'), description);
      default:
        return onlyCancels(description, (at) => isCancelled(data, description.cancels[at]));
    }
  },
  // Three or more questions, each of which may be asked 20 times a second.
  openOrdersEveryMs: 500,
  openOrders,
  // An id that a client used before is told to be "idempotent" for six hours.
  repeatsOrders: true,
};

/** A 4xx without any code comes from a machine in front of Bitget, which let nothing through. */
function refusedAs(status: number, code: string | null): OrderAnswer {
  if (status >= 500) return UNKNOWN;
  if (code === null) return isRejectedByStatus(status) ? REJECTED : UNKNOWN;
  return NOT_PLACED.has(code) ? REJECTED : UNKNOWN;
}

/** One order, and what is attached to it. */
function placedOne(data: JsonValue | null, description: Description): AnswerReading {
  const [order] = description.orders;
  return inTurn(description, [placed(data, order, order.kind ?? 'order')]);
}

/** An answer that names another client id than the order has is another order's. */
function placed(
  data: JsonValue | null,
  { clientOrderId }: OrderIntent,
  kind: 'order' | 'algo' | 'list' = 'order',
): OrderAnswer {
  const ids = idsIn(data, 'orderId', 'clientOid', kind);
  const named = textIn(data, 'clientOid');
  const ours = clientOrderId === null || named === null || named === clientOrderId;
  return ours ? placedAs(ids) : UNKNOWN;
}

/**
 * A replacement that failed may have cancelled the old order, or not. Which of several is which isn't said, so that nothing is
 * made of some, and of all that each may have every id.
 */
function readReplacements(items: readonly (JsonValue | null)[], description: Description): AnswerReading {
  const { orders, cancels } = description;
  const answers = items.map((item) =>
    textIn(item, 'success') === 'success' ? placedAs(idsIn(item, 'orderId', 'clientOid')) : UNKNOWN,
  );
  const done = items.length === orders.length && answers.every(({ state }) => state === 'placed');
  const ids = answers.flatMap((answer) => answer.ids);
  return {
    orders: orders.map(() => (done ? { state: 'placed', ids } : UNKNOWN)),
    cancelled: cancels.map(() => done),
  };
}

function placedAs(ids: OrderAnswer['ids']): OrderAnswer {
  return ids.some(({ by }) => by === 'exchange') ? { state: 'placed', ids } : UNKNOWN;
}

/** The answer names the order that it cancelled, alone or in a list. Which ones "all" were is not said. */
function isCancelled(data: JsonValue | null, { order }: CancelIntent): boolean {
  if (order === null) return false;
  const name = order.by === 'exchange' ? 'orderId' : 'clientOid';
  return [data, ...listIn(data, 'successList')].some((item) => textIn(item, name) === order.id);
}
