import {
  type AnswerReading,
  allAlike,
  idsIn,
  isRejectedByStatus,
  listIn,
  member,
  type OpenOrdersList,
  type OrderAnswer,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader, CancelIntent, Description, OrderIntent } from '../../dialect/dialect.ts';
import { isJsonArray, type JsonValue } from '../../http/strict-json.ts';

/**
 * Labels of what Gate did not do. Not among them: INTERNAL, SERVER_ERROR, TOO_BUSY, SERVER_TIMEOUT, which speak of a
 * server that failed; REPEATED_CREATION, DUPLICATE_REQUEST, ORDER_EXISTS, which speak of a request that was there
 * before; and labels that no documentation names.
 *
 * @see https://www.gate.com/docs/developers/apiv4/en/#label-list
 */
const NOT_DONE: ReadonlySet<string> = new Set(
  `
  INVALID_PARAM_VALUE INVALID_PROTOCOL INVALID_ARGUMENT INVALID_REQUEST_BODY MISSING_REQUIRED_PARAM BAD_REQUEST
  INVALID_CONTENT_TYPE NOT_ACCEPTABLE METHOD_NOT_ALLOWED NOT_FOUND INVALID_CREDENTIALS INVALID_KEY IP_FORBIDDEN
  READ_ONLY INVALID_SIGNATURE MISSING_REQUIRED_HEADER REQUEST_EXPIRED ACCOUNT_LOCKED FORBIDDEN INVALID_PRECISION
  INVALID_CURRENCY INVALID_CURRENCY_PAIR POC_FILL_IMMEDIATELY ORDER_NOT_FOUND ORDER_CLOSED ORDER_CANCELLED
  QUANTITY_NOT_ENOUGH BALANCE_NOT_ENOUGH MARGIN_NOT_SUPPORTED MARGIN_BALANCE_NOT_ENOUGH AMOUNT_TOO_LITTLE
  AMOUNT_TOO_MUCH NO_CHANGE TOO_MANY_CURRENCY_PAIRS TOO_MANY_ORDERS MIXED_ACCOUNT_TYPE AUTO_BORROW_TOO_MUCH
  TRADE_RESTRICTED FOK_NOT_FILL INITIAL_MARGIN_TOO_LOW ORDER_BOOK_NOT_FOUND
`
    .trim()
    .split(/\s+/),
);

const PAGE = 100;

/**
 * Reads Gate's answers: a label beside a 4xx, or beside each order of a batch inside a 200.
 *
 * @see https://www.gate.com/docs/developers/apiv4/en/#error-handling
 */
export const gateAnswers: AnswerReader = {
  read(status, body, { endpoint }, description): AnswerReading {
    if (isRejectedByStatus(status)) return allAlike(description, isNotDone(body) ? REJECTED : UNKNOWN);
    if (status !== 200 && status !== 201) return allAlike(description, UNKNOWN);
    const path = endpoint.path.slice('/api/v4/spot/'.length);
    if (description.orders.length === 0) return readCancels(path, body, description);
    if (path === 'batch_orders' || path === 'amend_batch_orders') return readBatch(body, description);
    if (path === 'price_orders') return allAlike(description, placed(body, 'algo'));
    return {
      orders: description.orders.map((order) => answerTo(order, body)),
      cancelled: description.cancels.map(() => false),
    };
  },
  openOrdersEveryMs: 500,
  openOrders: [openOrders(), openTriggerOrders()],
  // With the mode ACK, what was acknowledged is done later.
  amendsLater: true,
  // No documentation says that a second order with the same text is refused.
  sharesClientIds: true,
};

function isNotDone(body: JsonValue | null): boolean {
  const label = textIn(body, 'label');
  return label !== null && NOT_DONE.has(label);
}

function placed(order: JsonValue | null, kind: 'order' | 'algo' = 'order'): OrderAnswer {
  // Gate writes a text of its own ("apiv4", "web") where the client gave none.
  const clientName = textIn(order, 'text')?.startsWith('t-') === true ? 'text' : null;
  const ids = idsIn(order, 'id', clientName, kind);
  return ids.some(({ by }) => by === 'exchange') ? { state: 'placed', ids } : UNKNOWN;
}

/** What an answer says of an order; one that names another order says nothing of this one. */
function answerTo({ clientOrderId, amends }: OrderIntent, answer: JsonValue | null): OrderAnswer {
  const id = textIn(answer, 'id') ?? textIn(answer, 'order_id');
  const text = textIn(answer, 'text');
  if (clientOrderId !== null && text !== null && text !== clientOrderId) return UNKNOWN;
  if (amends !== null && ![id, text].includes(amends.id)) return UNKNOWN;
  return placed(new Map([...(id === null ? [] : [['id', id] as const]), ['text', text]]));
}

/** One item an order, in the request's order. */
function readBatch(body: JsonValue | null, description: Description): AnswerReading {
  const { orders, cancels } = description;
  const items = body !== null && isJsonArray(body) ? body : [];
  const whole = items.length === orders.length;
  return {
    orders: orders.map((order, at) => {
      const item = items[at];
      if (!whole || item === undefined) return UNKNOWN;
      if (order.clientOrderId !== null && textIn(item, 'text') !== order.clientOrderId) return UNKNOWN;
      if (member(item, 'succeeded') === true) return answerTo(order, item);
      return isNotDone(item) ? REJECTED : UNKNOWN;
    }),
    cancelled: cancels.map(() => false),
  };
}

function readCancels(path: string, body: JsonValue | null, description: Description): AnswerReading {
  const { cancels } = description;
  if (path === 'cancel_batch_orders') {
    const items = body !== null && isJsonArray(body) ? body : [];
    return onlyCancels(description, (at) => {
      const item = items.length === cancels.length ? items[at] : undefined;
      return member(item, 'succeeded') === true && names(item, cancels[at]);
    });
  }
  if (path.endsWith('{order_id}'))
    return onlyCancels(
      description,
      (at) => /^cancell?ed$/.test(textIn(body, 'status') ?? '') && names(body, cancels[at]),
    );
  return onlyCancels(
    description,
    () => path !== 'countdown_cancel_all' && body !== null && isJsonArray(body),
  );
}

/** Whether an answer is about the order that was to be cancelled. */
function names(answer: JsonValue | null | undefined, { order }: CancelIntent): boolean {
  return order !== null && [textIn(answer, 'id'), textIn(answer, 'text')].includes(order.id);
}

/** Every market that has orders, at most 100 of each a page. */
function openOrders(): OpenOrdersList {
  return {
    request: (cursor) => ({
      method: 'GET',
      host: 'api.gateio.ws',
      path: '/api/v4/spot/open_orders',
      query: [
        { name: 'page', value: cursor ?? '1' },
        { name: 'limit', value: String(PAGE) },
      ],
      body: { kind: 'none' },
    }),
    read(status, body, cursor) {
      if (status !== 200 || !isJsonArray(body)) return null;
      if (body.some((market) => !isJsonArray(member(market, 'orders') ?? null))) return null;
      const markets = body.map((market) => listIn(market, 'orders').length);
      const count = markets.reduce((sum, orders) => sum + orders, 0);
      const full = markets.some((orders) => orders >= PAGE);
      return { count, next: full ? String(Number(cursor ?? '1') + 1) : null };
    },
  };
}

/** Orders that wait for a price, in all accounts and markets. */
function openTriggerOrders(): OpenOrdersList {
  return {
    request: (cursor) => ({
      method: 'GET',
      host: 'api.gateio.ws',
      path: '/api/v4/spot/price_orders',
      query: [
        { name: 'status', value: 'open' },
        { name: 'limit', value: String(PAGE) },
        { name: 'offset', value: cursor ?? '0' },
      ],
      body: { kind: 'none' },
    }),
    read(status, body, cursor) {
      if (status !== 200 || !isJsonArray(body)) return null;
      const next = body.length >= PAGE ? String(Number(cursor ?? '0') + body.length) : null;
      return { count: body.length, next };
    },
  };
}
