import {
  allAlike,
  idsIn,
  isRejectedByStatus,
  listIn,
  member,
  objectIn,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader, Description } from '../../dialect/dialect.ts';
import type { JsonValue } from '../../http/strict-json.ts';
import { BROKERAGE } from './brokerage-endpoints.ts';

/**
 * Reasons why an order was not placed. `UNKNOWN_FAILURE_REASON` and whatever isn't here leave it open.
 *
 * @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
const NOT_PLACED = [
  'UNSUPPORTED_ORDER_CONFIGURATION',
  'INVALID_SIDE',
  'INVALID_PRODUCT_ID',
  'INVALID_SIZE_PRECISION',
  'INVALID_PRICE_PRECISION',
  'INSUFFICIENT_FUND',
  'INSUFFICIENT_FUNDS',
  'INVALID_LEDGER_BALANCE',
  'ORDER_ENTRY_DISABLED',
  'INELIGIBLE_PAIR',
  'INVALID_LIMIT_PRICE_POST_ONLY',
  'INVALID_LIMIT_PRICE',
  'INVALID_NO_LIQUIDITY',
  'INVALID_REQUEST',
  'COMMANDER_REJECTED_NEW_ORDER',
];

/**
 * Reasons why an order was not edited.
 *
 * @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/edit-order
 */
const NOT_EDITED = [
  'COMMANDER_REJECTED_EDIT_ORDER',
  'CANNOT_EDIT_TO_BELOW_FILLED_SIZE',
  'ORDER_NOT_FOUND',
  'CALLER_ID_MISMATCH',
  'ONLY_LIMIT_ORDER_EDITS_SUPPORTED',
  'INVALID_EDITED_PRICE',
  'INVALID_EDITED_SIZE',
  'INVALID_EDITED_STOP_PRICE',
  'ONLY_OPEN_ORDERS_CAN_BE_EDITED',
  'INVALID_ORIGINAL_ORDER',
  'EDIT_REQUEST_UNCHANGED',
  'CANNOT_EDIT_MARKET_ORDER',
];

/** Orders a page. */
const PAGE = '250';

/**
 * Reads Coinbase's answers: `success` tells, inside a 200.
 *
 * An id that the client used before gets the earlier order as its answer. So an answer must be about the same product and
 * side as the request, and what it says of size and price is not the order's (`repeatsOrders`).
 *
 * @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export const coinbaseAnswers: AnswerReader = {
  read(status, body, { endpoint }, description) {
    if (isRejectedByStatus(status)) return allAlike(description, REJECTED);
    if (status !== 200) return allAlike(description, UNKNOWN);
    switch (endpoint.path.slice(BROKERAGE.length)) {
      case 'orders':
        return readCreated(body, description);
      case 'orders/edit':
        return readEdited(body, description);
      case 'orders/batch_cancel':
        return onlyCancels(description, (at) =>
          listIn(body, 'results').some(
            (result) =>
              member(result, 'success') === true &&
              textIn(result, 'order_id') === description.cancels[at].order?.id,
          ),
        );
      default:
        return allAlike(description, UNKNOWN);
    }
  },
  openOrdersEveryMs: 500,
  openOrders: [
    {
      request: (cursor) => ({
        method: 'GET',
        host: 'api.coinbase.com',
        path: `${BROKERAGE}orders/historical/batch`,
        query: [
          { name: 'order_status', value: 'OPEN' },
          { name: 'product_type', value: 'SPOT' },
          { name: 'limit', value: PAGE },
          ...(cursor === null ? [] : [{ name: 'cursor', value: cursor }]),
        ],
        body: { kind: 'none' },
      }),
      read(status, body) {
        const orders = member(body, 'orders');
        const more = member(body, 'has_next');
        const cursor = textIn(body, 'cursor');
        if (status !== 200 || orders === undefined || typeof more !== 'boolean') return null;
        if (more && (cursor === null || cursor === '')) return null;
        return { count: listIn(body, 'orders').length, next: more ? cursor : null };
      },
    },
  ],
  amendsLater: true,
  repeatsOrders: true,
};

function readCreated(body: JsonValue | null, description: Description) {
  const created = objectIn(body, 'success_response');
  if (member(body, 'success') === true) {
    const [order] = description.orders;
    const ids = idsIn(created, 'order_id');
    const same =
      textIn(created, 'product_id') === order?.symbol &&
      textIn(created, 'side')?.toLowerCase() === order?.side &&
      textIn(created, 'client_order_id') === order?.clientOrderId;
    return allAlike(description, same && ids.length > 0 ? { state: 'placed', ids } : UNKNOWN);
  }
  const error = objectIn(body, 'error_response');
  const reasons = [
    textIn(body, 'failure_reason'),
    textIn(error, 'error'),
    textIn(error, 'new_order_failure_reason'),
  ].filter((reason) => reason !== null && reason !== '' && reason !== 'UNKNOWN_FAILURE_REASON');
  const certain =
    member(body, 'success') === false &&
    created === null &&
    reasons.length > 0 &&
    reasons.every((reason) => reason !== null && NOT_PLACED.includes(reason));
  return allAlike(description, certain ? REJECTED : UNKNOWN);
}

function readEdited(body: JsonValue | null, description: Description) {
  if (member(body, 'success') === true) return allAlike(description, { state: 'placed', ids: [] });
  const reasons = listIn(body, 'errors').map((error) => textIn(error, 'edit_failure_reason') ?? '');
  const certain =
    member(body, 'success') === false &&
    reasons.length > 0 &&
    reasons.every((reason) => NOT_EDITED.includes(reason));
  return allAlike(description, certain ? REJECTED : UNKNOWN);
}
