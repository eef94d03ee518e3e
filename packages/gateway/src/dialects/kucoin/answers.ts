import {
  type AnswerReading,
  allAlike,
  idsIn,
  isRejectedByStatus,
  listIn,
  member,
  type OrderAnswer,
  objectIn,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import { readBatch } from '../../dialect/batch-answer.ts';
import type { AnswerReader, CancelIntent, Classification, Description } from '../../dialect/dialect.ts';
import type { JsonValue } from '../../http/strict-json.ts';
import { openOrders } from './open-orders.ts';

/**
 * Codes of requests that KuCoin turned down before it placed anything: of its gateway (4xxxxx), and of an order's own
 * faults. Not among them: 408000, 429000 and 500000, which speak of a service that is away or too slow, and 126038 and
 * 126039, by which one that it asked failed.
 *
 * @see https://www.kucoin.com/docs-new/error-code
 * @see https://www.kucoin.com/docs/basic-info/errors-code/spot-errors-code
 */
const NOT_PLACED = new Set(
  `200001 200003 200004 200009 230003 260100 400000 400001 400002 400003 400004 400005 400006 400007 400008
   400009 400010 400100 400200 400201 400202 400301 400302 400303 400330 400350 400370 400500 400600 400700 400760 400800
   401000 404000 411100 415000 600100 600101 600203 126000 126001 126002 126003 126004 126005 126006 126007 126009 126011
   126013 126015 126021 126022 126027 126028 126029 126030 126033 126041 126042 126044 126045 126046 126047
   126048`.split(/\s+/),
);

/** Codes that leave it open what became of an order, whatever status they come with. */
const OPEN = new Set(['408000', '429000', '500000', '126038', '126039']);

/** What stands for a code in a batch, as far as the documentation shows. */
const NOT_PLACED_WORDS = /^(?:Balance insufficient!|The order funds should more then )/;

/**
 * Reads KuCoin's answers: `code` of the request, and in a batch each order's own success, told apart by the client's ids.
 *
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/add-order
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/batch-add-orders
 */
export const kucoinAnswers: AnswerReader = {
  tooMany(_status, body) {
    return textIn(body, 'code') === '429000' ? { scope: 'key', waitMs: 5000 } : null;
  },
  read(status, body, classification, description): AnswerReading {
    const code = textIn(body, 'code');
    const open = code !== null && OPEN.has(code);
    if (isRejectedByStatus(status)) return allAlike(description, open ? UNKNOWN : REJECTED);
    if (status !== 200) return allAlike(description, UNKNOWN);
    if (code !== '200000')
      return allAlike(description, code !== null && NOT_PLACED.has(code) ? REJECTED : UNKNOWN);
    if (description.orders.length === 0) {
      const data = member(body, 'data');
      const partial = classification.endpoint.path.includes('/orders/cancel/');
      return onlyCancels(description, (at) => !partial && isCancelled(data, description.cancels[at]));
    }
    return readOrders(body, classification, description);
  },
  // About 20 of 4,000 a half-minute each.
  openOrdersEveryMs: 1000,
  openOrders,
};

function readOrders(
  body: JsonValue | null,
  { endpoint }: Classification,
  description: Description,
): AnswerReading {
  const data = objectIn(body, 'data');
  switch (endpoint.path) {
    case '/api/v1/hf/orders/multi':
    case '/api/v1/hf/orders/multi/sync': {
      const items = listIn(body, 'data');
      return readBatch(description, {
        placed: items.filter((item) => member(item, 'success') === true),
        failed: items.filter((item) => member(item, 'success') === false),
        names: { exchange: 'orderId', client: 'clientOid' },
        isNotPlaced,
      });
    }
    case '/api/v1/orders/multi': {
      const items = listIn(data, 'data');
      return readBatch(description, {
        placed: items.filter((item) => textIn(item, 'status') === 'success'),
        failed: items.filter((item) => textIn(item, 'status') === 'fail'),
        names: { exchange: 'id', client: 'clientOid' },
        isNotPlaced,
      });
    }
    case '/api/v1/hf/orders/alter': {
      const ids = idsIn(data, 'newOrderId', 'clientOid');
      const done = ids.some(({ by }) => by === 'exchange');
      const answer: OrderAnswer = done ? { state: 'placed', ids } : UNKNOWN;
      return { ...allAlike(description, answer), cancelled: description.cancels.map(() => done) };
    }
    case '/api/v1/stop-order':
      return allAlike(description, placed(data, description, 'algo'));
    case '/api/v3/oco/order':
      return allAlike(description, placed(data, description, 'list'));
    default:
      return allAlike(description, placed(data, description));
  }
}

/** A test's id is no order's. One that names another client id than the order has is another order's answer. */
function placed(
  data: JsonValue | null,
  { orders: [{ action, clientOrderId }] }: Description,
  kind: 'order' | 'algo' | 'list' = 'order',
): OrderAnswer {
  const ids = idsIn(data, 'orderId', 'clientOid', kind);
  const named = textIn(data, 'clientOid');
  const ours = clientOrderId === null || named === null || named === clientOrderId;
  if (!ours || !ids.some(({ by }) => by === 'exchange')) return UNKNOWN;
  return { state: 'placed', ids: action === 'test' ? [] : ids };
}

function isNotPlaced(item: JsonValue): boolean {
  return NOT_PLACED_WORDS.test(textIn(item, 'failMsg') ?? '');
}

/** The answer names the order that it cancelled, alone or in a list. Which ones "all" were is not said. */
function isCancelled(data: JsonValue | undefined, { order }: CancelIntent): boolean {
  if (order === null) return false;
  if (order.by === 'client') return textIn(data, 'clientOid') === order.id;
  const named = [textIn(data, 'orderId'), textIn(data, 'cancelledOrderId')];
  return named.includes(order.id) || listIn(data, 'cancelledOrderIds').some((id) => id === order.id);
}
