import {
  type AnswerReading,
  allAlike,
  isRejectedByStatus,
  type OrderAnswer,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader, Description } from '../../dialect/dialect.ts';
import { itemAt } from '../../dialect/market-data.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import { isJsonArray, type JsonValue, scalarText } from '../../http/strict-json.ts';
import { PRIVATE_HOST } from './hosts.ts';

/**
 * Codes that say that nothing was placed: the request's parameters or its signature. Not among them: 10000 and 10001, which
 * stand for anything; of the latter the texts below are told apart, as ccxt does it too.
 *
 * @see https://docs.bitfinex.com/docs/abbreviations-glossary
 */
const NOT_SIGNED = ['10100', '10111', '10112', '10113', '10114'];
const NOT_PLACED = ['10020', ...NOT_SIGNED];
const NOT_PLACED_TEXT = /^Invalid order: (?:not enough exchange balance|minimum size|maximum size)/;

/** Reads Bitfinex's answers: a notification `[time, type, id, null, data, code, status, text]`, or `["error", code, text]`. */
export const bitfinexAnswers: AnswerReader = {
  tooMany(_status, body) {
    const code = isError(body) ? scalarText(itemAt(body, 1)) : textIn(body, 'error');
    return code === '11010' || code === 'ERR_RATE_LIMIT' ? { scope: 'address', waitMs: 60_000 } : null;
  },
  read(status, body, { endpoint }, description) {
    if (isError(body)) {
      const { orders, cancels } = description;
      return allAlike(description, isNotPlaced(body, orders.length + cancels.length) ? REJECTED : UNKNOWN);
    }
    if (isRejectedByStatus(status)) return allAlike(description, REJECTED);
    if (status !== 200) return allAlike(description, UNKNOWN);
    switch (endpoint.path) {
      case '/v2/auth/w/order/submit':
        return allAlike(description, placedBy(body, 'on-req'));
      case '/v2/auth/w/order/update':
        return allAlike(description, placedBy(body, 'ou-req'));
      case '/v2/auth/w/order/multi':
        return readOperations(body, description);
      default: {
        const done = isSuccess(body);
        return onlyCancels(description, (at) => done && wasCancelled(body, description, at));
      }
    }
  },
  // The answer to a change says that it was handed on.
  amendsLater: true,
  // A third of the requests of that endpoint.
  openOrdersEveryMs: 2000,
  openOrders: [
    {
      request: () => ({
        method: 'POST',
        host: PRIVATE_HOST,
        path: '/v2/auth/r/orders',
        query: [],
        body: { kind: 'none' },
      }),
      read: (status, body) =>
        status === 200 && isJsonArray(body) && body.every(isJsonArray)
          ? { count: body.length, next: null }
          : null,
    },
  ],
};

function isError(body: JsonValue | null): boolean {
  return itemAt(body, 0) === 'error';
}

/** Of several operations an error may be about one, after others were done: then only one about the signature is certain. */
function isNotPlaced(body: JsonValue | null, operations: number): boolean {
  const [code, text] = [scalarText(itemAt(body, 1)) ?? '', itemAt(body, 2)];
  if (operations > 1) return NOT_SIGNED.includes(code);
  return (
    NOT_PLACED.includes(code) || (code === '10001' && typeof text === 'string' && NOT_PLACED_TEXT.test(text))
  );
}

function isSuccess(notification: JsonValue | null | undefined): boolean {
  return itemAt(notification, 6) === 'SUCCESS';
}

/** The order that a notification of success holds: itself, or a list of it alone. */
function placedBy(notification: JsonValue | null | undefined, type: string): OrderAnswer {
  if (!isSuccess(notification) || itemAt(notification, 1) !== type) return UNKNOWN;
  const data = itemAt(notification, 4);
  const first = itemAt(data, 0);
  const isList = first !== undefined && isJsonArray(first ?? '');
  if (isList && isJsonArray(data ?? '') && itemAt(data, 1) !== undefined) return UNKNOWN;
  const id = numberIn(isList ? itemAt(first, 0) : first);
  return id === null ? UNKNOWN : { state: 'placed', ids: [byExchange(id)] };
}

function numberIn(value: JsonValue | undefined): string | null {
  const text = scalarText(value);
  return text !== null && /^[1-9][0-9]{0,17}$/.test(text) ? text : null;
}

/**
 * One notification for each operation, in turn. Those of orders go to the orders; if there are more or fewer of them than
 * orders, or of another kind, they say nothing.
 */
function readOperations(body: JsonValue | null, description: Description): AnswerReading {
  const rows = itemAt(body, 4);
  const all = rows !== undefined && rows !== null && isJsonArray(rows) ? rows : [];
  const told = all.filter((row) => ['on-req', 'ou-req'].includes(String(itemAt(row, 1))));
  const { orders, cancels } = description;
  return {
    orders: orders.map(({ action }, at) =>
      told.length === orders.length ? placedBy(told[at], action === 'amend' ? 'ou-req' : 'on-req') : UNKNOWN,
    ),
    // Which cancellation of several was done is not told apart here.
    cancelled: cancels.map(() => false),
  };
}

/** Of everything, when it says so; of one order, when the answer holds it. */
function wasCancelled(body: JsonValue | null, { cancels }: Description, at: number): boolean {
  const id = cancels[at].order?.id;
  if (id === undefined) return true;
  const data = itemAt(body, 4);
  const rows = data !== undefined && data !== null && isJsonArray(data) ? data : [];
  return [data, ...rows].some((row) => numberIn(itemAt(row, 0)) === id);
}
