import {
  type AnswerReading,
  allAlike,
  idsIn,
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
import type { AnswerReader } from '../../dialect/dialect.ts';
import { isJsonArray, type JsonValue } from '../../http/strict-json.ts';

/**
 * Codes that say that an order was not placed or not changed. Not among them: 40006 (a request that was there before), 40801,
 * 50001, 120009 and 130008, which leave it open, and 43003, 43004 and 43012, which speak of an order that was placed.
 *
 * Source: https://exchange-developer.crypto.com/exchange/v1/docs/api/rest-common-api-reference, "Response and Reason Codes"
 */
const REFUSED: ReadonlySet<string> = new Set(
  `201 202 203 204 205 206 207 208 209 210 211 212 213 214 215 216 217 218 219 220 221 222 223 224 225 226 227 228 229 230
  301 302 303 304 305 306 307 308 309 310 311 312 313 314 315 316 317 318 319 320 321
  401 406 407 408 409 410 411 412 415 501 604 605 606 613 614 615 617 618 619 1110
  40001 40002 40003 40004 40005 40101 40102 40103 40104 40107 40401 42901 43005`
    .trim()
    .split(/\s+/),
);

/** Codes of a request as a whole, which was not carried out. */
const OF_THE_REQUEST = /^(?:40[0-9]{3}|42901)$/;

/**
 * Reads the exchange's answers. The code inside counts before the status: 400 may come with "internal error", 500 with
 * "insufficient balance". What was taken is done later: an amendment may still fail.
 */
export const cryptocomAnswers: AnswerReader = {
  tooMany(_status, body) {
    return textIn(body, 'code') === '42901' ? { scope: 'key', waitMs: 1000 } : null;
  },
  read(status, body, { endpoint }, description): AnswerReading {
    const code = textIn(body, 'code');
    if (code === null) return allAlike(description, isRejectedByStatus(status) ? REJECTED : UNKNOWN);
    const items = itemsOf(body);
    if (items !== null && endpoint.path.endsWith('-order-list'))
      return description.orders.length === 0
        ? onlyCancels(
            description,
            (at) => items.length === description.cancels.length && textIn(items[at], 'code') === '0',
          )
        : inTurn(
            description,
            items.map((item, at) => itemOf(item, at, kindOf(endpoint.path))),
          );
    if (code !== '0') {
      // Of a list without its items a code of one order says nothing of the others.
      const several = endpoint.path.endsWith('-order-list') && description.orders.length > 1;
      const certain = REFUSED.has(code) && (!several || OF_THE_REQUEST.test(code));
      return allAlike(description, certain ? REJECTED : UNKNOWN);
    }
    if (status !== 200) return allAlike(description, UNKNOWN);
    if (description.orders.length === 0) return onlyCancels(description, () => true);
    return allAlike(description, placed(objectIn(body, 'result'), endpoint.path));
  },
  openOrdersEveryMs: 500,
  openOrders: [openIn('private/get-open-orders'), openIn('private/advanced/get-open-orders')],
  amendsLater: true,
};

/** The answers of a list: directly, or where one of them failed in an object of their own. */
function itemsOf(body: JsonValue | null): readonly JsonValue[] | null {
  const result = member(body, 'result');
  if (result !== undefined && isJsonArray(result)) return result;
  const inner = listIn(result, 'result_list');
  return inner.length === 0 ? null : inner;
}

function itemOf(item: JsonValue, at: number, kind: 'order' | 'algo'): OrderAnswer {
  const code = textIn(item, 'code');
  if (code === null || textIn(item, 'index') !== String(at)) return UNKNOWN;
  if (code !== '0') return REFUSED.has(code) ? REJECTED : UNKNOWN;
  const ids = idsIn(item, 'order_id', 'client_oid', kind);
  return ids.some(({ by }) => by === 'exchange') ? { state: 'placed', ids } : UNKNOWN;
}

/** One order's ids, or of orders that belong to each other the one that names them all. */
function placed(result: JsonValue | null, path: string): OrderAnswer {
  const ids = /\/create-oto$|\/create-otoco$|\/create-oco$/.test(path)
    ? idsIn(result, 'list_id', null, 'list')
    : idsIn(result, 'order_id', 'client_oid', kindOf(path));
  return ids.some(({ by }) => by === 'exchange') ? { state: 'placed', ids } : UNKNOWN;
}

function kindOf(path: string): 'order' | 'algo' {
  return path.includes('/advanced/') ? 'algo' : 'order';
}

/** Without an instrument it is a list of all, in one piece. Orders of derivatives in it count too. */
function openIn(method: string): OpenOrdersList {
  return {
    request: () => ({
      method: 'POST',
      host: 'api.crypto.com',
      path: `/exchange/v1/${method}`,
      query: [],
      body: { kind: 'none' },
    }),
    read(status, body) {
      const data = member(objectIn(body, 'result'), 'data');
      if (status !== 200 || textIn(body, 'code') !== '0' || data === undefined || !isJsonArray(data))
        return null;
      return { count: data.length, next: null };
    },
  };
}
