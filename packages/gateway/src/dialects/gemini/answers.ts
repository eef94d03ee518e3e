import {
  allAlike,
  idsIn,
  isRejectedByStatus,
  member,
  objectIn,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader } from '../../dialect/dialect.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../http/strict-json.ts';

/**
 * Reasons why an order was not placed. `System` and `Maintenance` leave it open.
 *
 * @see https://docs.gemini.com/error-codes
 */
const NOT_PLACED = [
  'ClientOrderIdTooLong',
  'ClientOrderIdMustBeString',
  'ConflictingOptions',
  'EndpointMismatch',
  'EndpointNotFound',
  'InsufficientFunds',
  'InvalidJson',
  'InvalidNonce',
  'InvalidApiKey',
  'InvalidOrderType',
  'InvalidPrice',
  'InvalidQuantity',
  'InvalidSide',
  'InvalidSignature',
  'InvalidStopPrice',
  'InvalidSymbol',
  'MarketNotOpen',
  'MissingApikeyHeader',
  'MissingOrderField',
  'MissingPayloadHeader',
  'MissingRole',
  'MissingSignatureHeader',
  'OptionsMustBeArray',
  'UnsupportedOption',
];

/**
 * Reasons why the exchange itself took an order back at once. With nothing executed it is as if it had never been placed.
 *
 * @see https://docs.gemini.com/rest/orders
 */
const TAKEN_BACK = [
  'MakerOrCancelWouldTake',
  'ImmediateOrCancelWouldPost',
  'FillOrKillWouldNotFill',
  'ExceedsPriceLimits',
  'SelfCrossPrevented',
];

/** Reads Gemini's answers: an order as it is after the request, or `result`, `reason` and `message`. */
export const geminiAnswers: AnswerReader = {
  read(status, body, { endpoint }, description) {
    if (isRejectedByStatus(status)) return allAlike(description, REJECTED);
    if (status !== 200) return allAlike(description, UNKNOWN);
    if (textIn(body, 'result') === 'error') {
      const certain = NOT_PLACED.includes(textIn(body, 'reason') ?? '');
      return allAlike(description, certain ? REJECTED : UNKNOWN);
    }
    switch (endpoint.path) {
      case '/v1/order/new': {
        const ids = idsIn(body, 'order_id', 'client_order_id');
        if (isTakenBack(body)) return allAlike(description, REJECTED);
        const placed = ids.some(({ by }) => by === 'exchange');
        return allAlike(description, placed ? { state: 'placed', ids } : UNKNOWN);
      }
      case '/v1/order/cancel':
        return onlyCancels(description, () => member(body, 'is_cancelled') === true);
      default: {
        // Those that could not be cancelled are listed apart.
        const details = objectIn(body, 'details');
        const rejects = details?.get('cancelRejects');
        const all = rejects !== undefined && isJsonArray(rejects) && rejects.length === 0;
        return onlyCancels(description, () => textIn(body, 'result') === 'ok' && all);
      }
    }
  },
  // A tenth of what a key may spend in the long run.
  openOrdersEveryMs: 1000,
  openOrders: [
    {
      request: () => ({
        method: 'POST',
        host: 'api.gemini.com',
        path: '/v1/orders',
        query: [],
        body: { kind: 'none' },
      }),
      read: (status, body) =>
        status === 200 && isJsonArray(body) && body.every(isJsonObject)
          ? { count: body.length, next: null }
          : null,
    },
  ],
};

function isTakenBack(body: JsonValue | null): boolean {
  return (
    member(body, 'is_cancelled') === true &&
    member(body, 'is_live') === false &&
    /^0(?:\.0+)?$/.test(textIn(body, 'executed_amount') ?? '') &&
    TAKEN_BACK.includes(textIn(body, 'reason') ?? '')
  );
}
