import {
  type AnswerReading,
  allAlike,
  idsIn,
  isRejectedByStatus,
  member,
  type OrderAnswer,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader, Classification, Description, OrderIntent } from '../../dialect/dialect.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../http/strict-json.ts';

/**
 * Codes from 500.001 that say that the order was not placed: no counterpart, a market or kind of order that is closed, or
 * the matching engine's no. The others leave it open, 500.016 in so many words ("timed out before order confirmation").
 *
 * @see https://www.bitstamp.net/api/#section/Response-codes
 */
const NOT_PLACED_5 = [
  '500.004',
  '500.005',
  '500.006',
  '500.008',
  '500.010',
  '500.011',
  '500.014',
  '500.015',
  '500.017',
  '500.018',
];

/** Sentences without a code that say the same. "Order could not be placed." is not among them: it may be an internal error. */
const NOT_PLACED_SENTENCES = [
  /^Missing amount and\/or price POST parameters/,
  /Enter a number\. Use "\." as a decimal point\./,
  /^Minimum order size is /,
  /^Price is more than [0-9]+% (?:above|below) market price\./,
  /Check your account balance for details\.$/,
  /^Ensure that there are no more than /,
  /^No (?:buy|sell) orders for currency pair /,
  /^Maximum market (?:buy|sell) amount at the moment is /,
];

/**
 * Reads Bitstamp's answers, which may be errors inside a 200, and may leave an order open inside a 400: a code counts more
 * than the status.
 *
 * @see https://www.bitstamp.net/api/#tag/Orders
 */
export const bitstampAnswers: AnswerReader = {
  tooMany(_status, body) {
    // 400.068, of a market, is no reason to hold up anything else.
    const code = textIn(body, 'response_code');
    return code === '400.002' || code === '400.067' ? { scope: 'key', waitMs: 1000 } : null;
  },
  read(status, body, { endpoint }, description) {
    const refused = refusal(status, body);
    if (refused !== null) return allAlike(description, refused);
    return status === 200
      ? readDone(body as JsonValue, endpoint, description)
      : allAlike(description, UNKNOWN);
  },
  // 10,000 requests in ten minutes; the list is kept for ten seconds anyway.
  openOrdersEveryMs: 2000,
  openOrdersAgeMs: 10_000,
  openOrders: [
    {
      request: () => ({
        method: 'POST',
        host: 'www.bitstamp.net',
        path: '/api/v2/open_orders/all/',
        query: [],
        body: { kind: 'none' },
      }),
      read: (status, body) =>
        status === 200 && isJsonArray(body) ? { count: body.length, next: null } : null,
    },
  ],
};

/** What an error says of the orders; null for an answer that is none. */
function refusal(status: number, body: JsonValue | null): OrderAnswer | null {
  const code = textIn(body, 'response_code') ?? textIn(body, 'code');
  if (code !== null) return isNotPlaced(code) ? REJECTED : UNKNOWN;
  const failed = textIn(body, 'status') === 'error' || member(body, 'error') !== undefined;
  const sentences = failed ? sentencesIn(member(body, 'reason') ?? member(body, 'error')) : [];
  if (sentences.length > 0) {
    const certain = sentences.every((sentence) => NOT_PLACED_SENTENCES.some((one) => one.test(sentence)));
    return certain ? REJECTED : UNKNOWN;
  }
  if (isRejectedByStatus(status) && !failed) return REJECTED;
  return failed ? UNKNOWN : null;
}

function isNotPlaced(code: string): boolean {
  return (
    /^(?:400|403|404|405|410)\.[0-9]{3}$/.test(code) ||
    /^API00[0-9]{2}$/.test(code) ||
    NOT_PLACED_5.includes(code)
  );
}

/** All texts of a reason: one, or lists of them by the parameter that they are about. What is no text is no known sentence. */
function sentencesIn(reason: JsonValue | undefined): string[] {
  if (reason === undefined || reason === '') return [];
  if (typeof reason === 'string') return [reason];
  if (reason === null || (!isJsonArray(reason) && !isJsonObject(reason))) return ['not a text'];
  return [...(isJsonArray(reason) ? reason : reason.values())].flatMap(sentencesIn);
}

function readDone(
  body: JsonValue,
  endpoint: Classification['endpoint'],
  description: Description,
): AnswerReading {
  if (endpoint.path === '/api/v2/replace_order/') {
    const answer = placed(body, 'order_id');
    return {
      orders: description.orders.map(() => answer),
      cancelled: description.cancels.map(() => answer.state === 'placed'),
    };
  }
  if (endpoint.path === '/api/v2/cancel_order/')
    return onlyCancels(description, (at) => {
      const [id, status] = [textIn(body, 'id'), textIn(body, 'status') ?? 'Canceled'];
      return id === description.cancels[at].order?.id && status === 'Canceled';
    });
  if (endpoint.path.startsWith('/api/v2/cancel_all_orders/'))
    return onlyCancels(description, () => member(body, 'success') === true);
  return {
    orders: description.orders.map((order) => placedAs(order, body)),
    cancelled: description.cancels.map(() => false),
  };
}

/** The order that was asked for: one with another client's id is another order's answer. */
function placedAs(order: OrderIntent, body: JsonValue): OrderAnswer {
  const named = textIn(body, 'client_order_id');
  if (order.clientOrderId !== null && named !== null && named !== order.clientOrderId) return UNKNOWN;
  return placed(body, 'id');
}

/** Client ids are not kept as an order's own, since others may have the same. */
function placed(body: JsonValue, name: string): OrderAnswer {
  const id = textIn(body, name);
  return id === null || !/^[1-9][0-9]{0,19}$/.test(id)
    ? UNKNOWN
    : { state: 'placed', ids: idsIn(body, name) };
}
