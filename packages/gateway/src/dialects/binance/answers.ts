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
import type { AnswerReader, Description, OrderIntent } from '../../dialect/dialect.ts';
import { isJsonArray, type JsonValue } from '../../http/strict-json.ts';

/**
 * Codes that leave open whether the request was executed, whatever the status.
 *
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/errors, 10xx
 */
const OPEN = ['-1000', '-1001', '-1006', '-1007'];

/**
 * Reads Binance's answers. It answers what it did not do with a status of 4xx; only a cancel-replace tells its halves
 * apart, inside a 400 or 409.
 *
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
 */
export const binanceAnswers: AnswerReader = {
  read(status, body, { endpoint }, description) {
    if (endpoint.path === '/api/v3/order/cancelReplace') return readReplacement(status, body, description);
    if (isRejectedByStatus(status))
      return allAlike(description, OPEN.includes(textIn(body, 'code') ?? '') ? UNKNOWN : REJECTED);
    if (status !== 200) return allAlike(description, UNKNOWN);
    if (endpoint.path.endsWith('/test')) return allAlike(description, { state: 'placed', ids: [] });
    if (endpoint.method === 'DELETE') return onlyCancels(description, () => saysCancelled(body));
    if (endpoint.method === 'PUT') return allAlike(description, placed(objectIn(body, 'amendedOrder')));
    if (listIn(body, 'orderReports').length > 0) return readList(body, description);
    return {
      orders: description.orders.map((order) => placedAs(order, body)),
      cancelled: description.cancels.map(() => false),
    };
  },
  // 80 of 6,000 a minute each.
  openOrdersEveryMs: 3000,
  openOrders: [
    {
      request: () => ({
        method: 'GET',
        host: 'api.binance.com',
        path: '/api/v3/openOrders',
        query: [],
        body: { kind: 'none' },
      }),
      read: (status, body) =>
        status === 200 && isJsonArray(body) ? { count: body.length, next: null } : null,
    },
  ],
};

function placed(order: JsonValue | null): OrderAnswer {
  const ids = idsIn(order, 'orderId', 'clientOrderId');
  return textIn(order, 'orderId') === null ? UNKNOWN : { state: 'placed', ids };
}

/**
 * The answer to one order. One that names another id than the client gave is another order's, which a broken proxy or cache has
 * sent: what became of this one is not known, and the other's id is not its own.
 */
function placedAs({ clientOrderId }: OrderIntent, body: JsonValue | null): OrderAnswer {
  const named = textIn(body, 'clientOrderId');
  if (clientOrderId !== null && named !== null && named !== clientOrderId) return UNKNOWN;
  return placed(body);
}

function saysCancelled(body: JsonValue | null): boolean {
  return textIn(body, 'status') === 'CANCELED' || textIn(body, 'listStatusType') === 'ALL_DONE';
}

/** A cancel-replace's two halves. Without their results, nothing is certain. */
function readReplacement(status: number, body: JsonValue | null, description: Description): AnswerReading {
  const halves = status === 200 ? body : (objectIn(body, 'data') ?? null);
  const result = textIn(halves, 'newOrderResult');
  const cancelled = description.cancels.map(() => textIn(halves, 'cancelResult') === 'SUCCESS');
  const orders = (answer: OrderAnswer) => ({ orders: description.orders.map(() => answer), cancelled });
  if (result === 'SUCCESS') return orders(placed(objectIn(halves, 'newOrderResponse')));
  if (result === 'NOT_ATTEMPTED') return orders(REJECTED);
  if (result === 'FAILURE') {
    const code = textIn(objectIn(halves, 'newOrderResponse'), 'code');
    return orders(code === null || OPEN.includes(code) ? UNKNOWN : REJECTED);
  }
  const refused = isRejectedByStatus(status) && !OPEN.includes(textIn(body, 'code') ?? '');
  return orders(refused && member(body, 'data') === undefined ? REJECTED : UNKNOWN);
}

/**
 * The orders of a list, told apart by the client's ids. Where the client gave none, each order gets the ids of all that
 * are left: they belong to the same list, and which is which is not said.
 */
function readList(body: JsonValue | null, description: Description): AnswerReading {
  const reports = listIn(body, 'orderReports');
  const list = idsIn(body, 'orderListId', 'listClientOrderId', 'list');
  const isOf = (report: JsonValue, { clientOrderId }: OrderIntent) =>
    clientOrderId !== null && textIn(report, 'clientOrderId') === clientOrderId;
  const left = reports.filter((report) => !description.orders.some((order) => isOf(report, order)));
  const orders = description.orders.map((order): OrderAnswer => {
    const own = reports.find((report) => isOf(report, order));
    const named = own === undefined ? left : [own];
    const ids = named.flatMap((report) => idsIn(report, 'orderId', 'clientOrderId'));
    return { state: 'placed', ids: [...ids, ...list] };
  });
  return { orders, cancelled: description.cancels.map(() => false) };
}
