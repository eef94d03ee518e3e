import {
  type AnswerReading,
  allAlike,
  inTurn,
  isRejectedByStatus,
  listIn,
  member,
  type OpenOrdersList,
  type OrderAnswer,
  objectIn,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader, Description } from '../../dialect/dialect.ts';
import { byClient, byExchange } from '../../dialect/order-reference.ts';
import { isJsonArray, type JsonValue } from '../../http/strict-json.ts';

/**
 * Codes of orders that were not placed. Not among them: base-system-error, order-update-error, gateway-internal-error,
 * base-request-timeout and their like, which speak of a server that failed; base-record-invalid, which may mean anything;
 * invalid-client-order-id, which speaks of an order that was there before; and codes that no documentation names.
 *
 * @see https://www.htx.com/en-us/opend/newApiPages/ "Trading", "Error Code"
 */
const NOT_PLACED: ReadonlySet<string> = new Set(
  `
  bad-request bad-argument base-argument-unsupported parameter-required validation-constraints-required
  validation-format-error invalid-amount login-required api-signature-not-valid api-signature-check-failed
  forbidden-trade-for-open-protect base-symbol-error base-symbol-trade-disabled base-operation-forbidden
  account-get-accounts-inexistent-error account-account-id-inexistent sub-user-auth-required order-disabled
  order-amount-over-limit order-invalid-price order-accountbalance-error account-frozen-balance-insufficient-error
  order-limitorder-price-min-error order-limitorder-price-max-error order-limitorder-price-buy-min-error
  order-limitorder-price-buy-max-error order-limitorder-price-sell-min-error order-limitorder-price-sell-max-error
  order-limitorder-amount-min-error order-limitorder-amount-max-error order-etp-nav-price-min-error
  order-etp-nav-price-max-error order-orderprice-precision-error order-orderamount-precision-error
  order-value-min-error order-marketorder-amount-min-error order-marketorder-amount-buy-max-error
  order-marketorder-amount-sell-max-error order-holding-limit-failed order-type-invalid order-source-invalid
  operation-forbidden-for-fl-account-state operation-forbidden-for-lock-account-state account-state-invalid
  order-price-greater-than-limit order-price-less-than-limit order-stop-order-hit-trigger
  market-orders-not-support-during-limit-price-trading price-exceeds-the-protective-price-during-limit-price-trading
  symbol-not-support rate-too-many-requests base-request-exceed-frequency-limit
  `
    .trim()
    .split(/\s+/),
);

/** The same of conditional orders, whose codes are numbers. */
const ALGO_NOT_PLACED: ReadonlySet<string> = new Set(
  '1001 1002 1003 1006 2002 2003 3002 3003 3004 3005 3006 3007 3008 3009 3010 3100'.split(' '),
);

const TOO_MANY: readonly string[] = ['rate-too-many-requests', 'base-request-exceed-frequency-limit', '510'];

/**
 * Reads HTX's answers: `status` and `err-code`, or `code`, inside a 200.
 *
 * @see https://www.htx.com/en-us/opend/newApiPages/ "Trading"
 */
export const htxAnswers: AnswerReader = {
  tooMany(_status, body) {
    const told = TOO_MANY.includes(textIn(body, 'err-code') ?? '') || textIn(body, 'code') === '1006';
    return told ? { scope: 'key', waitMs: 2000 } : null;
  },
  read(status, body, { endpoint }, description): AnswerReading {
    const isTold = status === 200 || isRejectedByStatus(status);
    if (!isTold) return allAlike(description, UNKNOWN);
    if (endpoint.path.startsWith('/v2/')) return readAlgo(status, body, endpoint.path, description);
    if (status !== 200 || textIn(body, 'status') !== 'ok')
      return allAlike(description, isNotPlaced(body) ? REJECTED : UNKNOWN);
    if (description.orders.length === 0) return readCancels(endpoint.path, body, description);
    if (endpoint.path === '/v1/order/batch-orders') return readBatch(body, description);
    return allAlike(description, placedAs(textIn(body, 'data')));
  },
  openOrdersEveryMs: 500,
  // HTX doesn't check that an id is free, and takes it for the newest order that has it:
  // https://www.htx.com/en-us/support/84873840032816
  sharesClientIds: true,
  openOrders: [
    // Without an account and a market: those of all accounts and markets.
    openOrders(
      '/v1/order/openOrders',
      [{ name: 'size', value: '500' }],
      (body) => textIn(body, 'status') === 'ok',
    ),
    openOrders(
      '/v2/algo-orders/opening',
      [{ name: 'limit', value: '500' }],
      (body) => textIn(body, 'code') === '200',
    ),
  ],
};

function isNotPlaced(answer: JsonValue | null): boolean {
  const code = textIn(answer, 'err-code');
  return code !== null && textIn(answer, 'status') !== 'ok' && NOT_PLACED.has(code);
}

function placedAs(id: string | null): OrderAnswer {
  return id !== null && /^[1-9][0-9]{0,19}$/.test(id) ? { state: 'placed', ids: [byExchange(id)] } : UNKNOWN;
}

/** One item an order, in the request's order; one that names another client's id says nothing of this one. */
function readBatch(body: JsonValue | null, description: Description): AnswerReading {
  const items = listIn(body, 'data');
  return inTurn(
    description,
    items.map((item, at) => {
      const own = description.orders[at]?.clientOrderId ?? null;
      const named = textIn(item, 'client-order-id');
      if (own !== null && named !== null && named !== own) return UNKNOWN;
      if (textIn(item, 'err-code') !== null) return isNotPlaced(item) ? REJECTED : UNKNOWN;
      return placedAs(textIn(item, 'order-id'));
    }),
  );
}

/** What HTX takes as a cancellation it carries out later; an order that is filled meanwhile is gone too. */
function readCancels(path: string, body: JsonValue | null, description: Description): AnswerReading {
  const { cancels } = description;
  if (path.endsWith('/submitcancel'))
    return onlyCancels(description, (at) => textIn(body, 'data') === cancels[at].order?.id);
  if (path.endsWith('/batchcancel')) {
    const done = listIn(objectIn(body, 'data'), 'success').map((id) => textIn(new Map([['id', id]]), 'id'));
    return onlyCancels(description, (at) => done.includes(cancels[at].order?.id ?? ''));
  }
  // By a client's id the answer tells the order's state: 5 and 7 are cancelled.
  if (path.endsWith('/submitCancelClientOrder'))
    return onlyCancels(description, () => ['5', '7'].includes(textIn(body, 'data') ?? ''));
  return onlyCancels(description, () => objectIn(body, 'data') !== null);
}

function readAlgo(
  status: number,
  body: JsonValue | null,
  path: string,
  description: Description,
): AnswerReading {
  const code = textIn(body, 'code');
  const data = objectIn(body, 'data');
  if (status !== 200 || code !== '200')
    return allAlike(description, code !== null && ALGO_NOT_PLACED.has(code) ? REJECTED : UNKNOWN);
  if (path !== '/v2/algo-orders') {
    const accepted = listIn(data, 'accepted');
    return onlyCancels(description, (at) => accepted.includes(description.cancels[at].order?.id ?? ''));
  }
  const [order] = description.orders;
  const id = textIn(data, 'clientOrderId');
  return allAlike(
    description,
    id !== null && id === order?.clientOrderId ? { state: 'placed', ids: [byClient(id, 'algo')] } : UNKNOWN,
  );
}

/** A full page may not be all: so many are above every limit, and not counted. */
function openOrders(
  path: string,
  query: readonly { readonly name: string; readonly value: string }[],
  isOk: (body: JsonValue) => boolean,
): OpenOrdersList {
  return {
    request: () => ({ method: 'GET', host: 'api.huobi.pro', path, query, body: { kind: 'none' } }),
    read(status, body) {
      const list = member(body, 'data') ?? null;
      if (status !== 200 || !isOk(body) || !isJsonArray(list) || list.length >= 500) return null;
      return textIn(body, 'nextId') === null ? { count: list.length, next: null } : null;
    },
  };
}
