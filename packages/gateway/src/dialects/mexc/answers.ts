import {
  type AnswerReading,
  allAlike,
  idsIn,
  inTurn,
  isRejectedByStatus,
  member,
  type OrderAnswer,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader, CancelIntent, Description } from '../../dialect/dialect.ts';
import { isJsonArray, type JsonValue } from '../../http/strict-json.ts';
import { SPOT_HOST } from './hosts.ts';

/**
 * Codes that say that an order was not placed, besides those of its input (7000xx) and of orders (300xx). Not among them:
 * 429, 500, 503, 504, 20001 and 20002, which leave it open.
 *
 * @see https://www.mexc.com/api-docs/spot-v3/general-info, "Error Code"
 */
const NOT_PLACED = [
  '-1121',
  '-1128',
  '26',
  '400',
  '401',
  '402',
  '403',
  '406',
  '602',
  '10001',
  '10007',
  '10015',
  '10072',
  '10073',
  '10095',
  '10096',
  '10097',
  '10098',
  '10101',
  '10102',
  '33333',
  '44444',
  '60005',
  '70011',
  '140001',
  '140002',
  '700001',
  '700002',
  '700003',
  '700004',
  '700005',
  '700006',
  '700007',
  '700008',
  '700013',
  '730001',
  '730002',
  '730003',
  '730100',
];

/** Reads MEXC's answers: an error has a code, in a 400 or inside a batch. */
export const mexcAnswers: AnswerReader = {
  tooMany(_status, body) {
    return textIn(body, 'code') === '429' ? { scope: 'key', waitMs: 10_000 } : null;
  },
  read(status, body, { endpoint }, description) {
    const code = codeOf(body);
    if (code !== null) return allAlike(description, isNotPlaced(code) ? REJECTED : UNKNOWN);
    if (isRejectedByStatus(status)) return allAlike(description, REJECTED);
    if (status !== 200 || body === null) return allAlike(description, UNKNOWN);
    switch (`${endpoint.method} ${endpoint.path}`) {
      case 'POST /api/v3/order/test':
        return allAlike(description, { state: 'placed', ids: [] });
      case 'POST /api/v3/batchOrders':
        return readBatch(body, description);
      case 'DELETE /api/v3/order':
        return onlyCancels(description, (at) => isCancelled(body, description.cancels[at]));
      case 'DELETE /api/v3/openOrders':
        return onlyCancels(description, (at) => areCancelled(body, description.cancels[at]));
      case 'DELETE /api/v3/order/all':
        return onlyCancels(description, () => false);
      default:
        return allAlike(description, placed(body));
    }
  },
  // 3 of 500 in ten seconds.
  openOrdersEveryMs: 1000,
  openOrders: [
    {
      request: () => ({
        method: 'GET',
        host: SPOT_HOST,
        path: '/api/v3/openOrders',
        query: [],
        body: { kind: 'none' },
      }),
      read: (status, body) =>
        status === 200 && isJsonArray(body) ? { count: body.length, next: null } : null,
    },
  ],
};

/** An error's code; null for an answer that is none. */
function codeOf(body: JsonValue | null): string | null {
  const code = textIn(body, 'code');
  return code === null || ['0', '200'].includes(code) ? null : code;
}

function isNotPlaced(code: string): boolean {
  return /^300[0-9]{2}$/.test(code) || NOT_PLACED.includes(code);
}

function placed(order: JsonValue | null): OrderAnswer {
  const ids = idsIn(order, 'orderId');
  return ids.length === 0 ? UNKNOWN : { state: 'placed', ids };
}

/**
 * One item for each order, in turn as it seems; a client's id in another place than the request has it says that it isn't so.
 * Where some were placed and some not, only such an id tells which: the wrong order's reservation would be given back.
 */
function readBatch(body: JsonValue, description: Description): AnswerReading {
  const items = isJsonArray(body) ? body : [];
  const mixed = items.some((item, at) => {
    const named = textIn(item, 'newClientOrderId') ?? textIn(item, 'clientOrderId');
    const own = description.orders[at]?.clientOrderId ?? null;
    return own !== null && named !== null && named !== own;
  });
  if (mixed) return allAlike(description, UNKNOWN);
  const partly = items.some((item) => textIn(item, 'code') === null);
  return inTurn(
    description,
    items.map((item, at) => {
      const code = textIn(item, 'code');
      if (code === null) return placed(item);
      const own = description.orders[at]?.clientOrderId ?? null;
      const told = !partly || (own !== null && textIn(item, 'newClientOrderId') === own);
      return told && isNotPlaced(code) ? REJECTED : UNKNOWN;
    }),
  );
}

const GONE = ['CANCELED', 'PARTIALLY_CANCELED'];

function isCancelled(body: JsonValue, { order }: CancelIntent): boolean {
  return textIn(body, 'orderId') === order?.id && GONE.includes(textIn(body, 'status') ?? '');
}

function areCancelled(body: JsonValue, { symbol }: CancelIntent): boolean {
  if (!isJsonArray(body)) return false;
  const own = body.filter((item) => member(item, 'symbol') === symbol);
  return own.length > 0 && own.every((item) => GONE.includes(textIn(item, 'status') ?? ''));
}
