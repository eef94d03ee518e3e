import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';
import type { OrderValues } from './told-orders.ts';

/** An order that some virtual key of an account placed, or may have placed. */
export interface StoredOrder extends OrderValues {
  /** The audit entry that allowed it, and its place in that request, from 1. */
  readonly entry: bigint;
  readonly place: number;
  /** Name of the virtual key. */
  readonly owner: string;
  readonly ids: readonly string[];
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  /** Whether the exchange said that it placed it. */
  readonly certain: boolean;
  /** Database time; `settledAt` null: the exchange has not answered. */
  readonly sentAt: Date;
  readonly settledAt: Date | null;
  /** Counts amendments; 0 while the answer to the request that placed it is not recorded. */
  readonly revision: number;
  /** An amendment is under way. */
  readonly changing: boolean;
}

/** More orders with one id than this are an attempt to hide one. */
const MOST = 1000;

/**
 * Finds the orders of an account that have any of some ids, whichever virtual key placed them.
 *
 * @param ids each with its name space in front
 * @returns null when there are too many to know
 * @throws HoldfastError `DATABASE_UNAVAILABLE`, `DATABASE_FAILED`
 * @example
 * const orders = await findOrders(db, 1, ['exchange:28']);
 */
export async function findOrders(
  db: Database,
  exchangeKey: number,
  ids: readonly string[],
): Promise<StoredOrder[] | null> {
  const { rows } = await db.pool
    .query<Row>({
      name: 'find_orders',
      text: 'SELECT * FROM holdfast.find_orders($1, $2)',
      values: [exchangeKey, ids],
    })
    .catch(failed);
  return rows.length >= MOST ? null : rows.map(toOrder);
}

/**
 * Keeps the orders of requests whose answer was never recorded, because their gateway ended.
 *
 * @returns of how many requests
 */
export async function adoptOrders(db: Database, most = 1000): Promise<number> {
  return count(db, 'SELECT holdfast.adopt_orders($1) AS count', most);
}

/** Forgets orders whose time is over, at most `most` at once. @returns how many were forgotten */
export async function forgetOrders(db: Database, most = 10_000): Promise<number> {
  return count(db, 'SELECT holdfast.forget_orders($1) AS count', most);
}

async function count(db: Database, text: string, most: number): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(text, [most]).catch(failed);
  return rows[0].count;
}

interface Row {
  entry: string;
  place: number;
  owner: string;
  ids: string[];
  symbol: string;
  side: 'buy' | 'sell';
  type: string;
  quantity: string | null;
  quote_quantity: string | null;
  price: string | null;
  trigger: string | null;
  certain: boolean;
  sent_at: Date;
  settled_at: Date | null;
  revision: number;
  changing: boolean;
}

function toOrder({ entry, quote_quantity, sent_at, settled_at, ...row }: Row): StoredOrder {
  return {
    ...row,
    entry: BigInt(entry),
    quoteQuantity: quote_quantity,
    sentAt: sent_at,
    settledAt: settled_at,
  };
}
