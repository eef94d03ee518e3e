import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  scalarText,
} from '../http/strict-json.ts';
import type { Description, UnsignedRequest } from './dialect.ts';
import { byClient, byExchange, type OrderReference } from './order-reference.ts';

/** What an answer says of a request's orders, and of its cancellations, each in the description's order. */
export interface AnswerReading {
  readonly orders: readonly OrderAnswer[];
  /** Whether the exchange said that it cancelled. */
  readonly cancelled: readonly boolean[];
}

/** `placed` also for an amendment or a test; `rejected` only for certain. */
export interface OrderAnswer {
  readonly state: 'placed' | 'rejected' | 'unknown';
  /** The ids that the answer gives the order. */
  readonly ids: readonly OrderReference[];
}

/** A list of open orders that an exchange gives to who signs with the real key. */
export interface OpenOrdersList {
  /** @param cursor what `read` said comes next; null for the first page */
  request(cursor: string | null): UnsignedRequest;
  /**
   * Null when the answer doesn't tell.
   *
   * @param cursor the one that this page was asked for with: what counts pages finds the next one by it
   */
  read(status: number, body: JsonValue, cursor?: string | null): OpenOrdersPage | null;
}

/** One page of a list of open orders. */
export interface OpenOrdersPage {
  readonly count: number;
  /** What the next page is asked by; null after the last one. */
  readonly next: string | null;
}

export const UNKNOWN: OrderAnswer = { state: 'unknown', ids: [] };
export const REJECTED: OrderAnswer = { state: 'rejected', ids: [] };

/**
 * Statuses that say for certain that nothing was done: the exchange read the request and turned it down. 408, 425 and
 * 429 may come from a machine in front of it; with 409 Binance says that one half of a cancel-replace was done, perhaps
 * the new order.
 */
export function isRejectedByStatus(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status);
}

/** The same of all orders, and no cancellation. */
export function allAlike({ orders, cancels }: Description, answer: OrderAnswer): AnswerReading {
  return { orders: orders.map(() => answer), cancelled: cancels.map(() => false) };
}

/** No order; the cancellations as the exchange says. */
export function onlyCancels(
  { orders, cancels }: Description,
  cancelled: (at: number) => boolean,
): AnswerReading {
  return { orders: orders.map(() => UNKNOWN), cancelled: cancels.map((_, at) => cancelled(at)) };
}

/**
 * The answers of a list with one item for each order of the request, given to the orders: an attached order has the item of
 * the order it is attached to. A list of another length says nothing.
 */
export function inTurn({ orders, cancels }: Description, items: readonly OrderAnswer[]): AnswerReading {
  const own = orders.filter(({ attached }) => !attached).length;
  let at = -1;
  return {
    orders: orders.map(({ attached }) => {
      if (!attached) at++;
      const item = own === items.length ? items[at] : undefined;
      if (item === undefined) return UNKNOWN;
      return item;
    }),
    cancelled: cancels.map(() => false),
  };
}

/** A member of an object; undefined for anything else. */
export function member(value: JsonValue | null | undefined, name: string): JsonValue | undefined {
  return value !== undefined && value !== null && isJsonObject(value) ? value.get(name) : undefined;
}

/** A member that is an object. */
export function objectIn(value: JsonValue | null | undefined, name: string): JsonObject | null {
  const inner = member(value, name);
  return inner !== undefined && isJsonObject(inner) ? inner : null;
}

/** A member that is a list; empty for anything else. */
export function listIn(value: JsonValue | null | undefined, name: string): readonly JsonValue[] {
  const inner = member(value, name);
  return inner !== undefined && isJsonArray(inner) ? inner : [];
}

/** A member that is a text or a number, as text. */
export function textIn(value: JsonValue | null | undefined, name: string): string | null {
  return scalarText(member(value, name));
}

const ID = /^[A-Za-z0-9:/_.-]{1,128}$/;

/** The ids that members of an answer name; what doesn't look like an id is none. */
export function idsIn(
  value: JsonValue | null | undefined,
  exchangeName: string,
  clientName: string | null = null,
  kind: OrderReference['kind'] = 'order',
): OrderReference[] {
  const byThem = textIn(value, exchangeName);
  const byUs = clientName === null ? null : textIn(value, clientName);
  return [
    ...(byThem !== null && ID.test(byThem) ? [byExchange(byThem, kind)] : []),
    ...(byUs !== null && ID.test(byUs) ? [byClient(byUs, kind)] : []),
  ];
}
