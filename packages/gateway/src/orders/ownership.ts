import type { StoredOrder } from '@holdfast/database';
import type { AnswerReader } from '../dialect/dialect.ts';
import { type OrderReference, referenceText } from '../dialect/order-reference.ts';

/** What an exchange makes of a client's id that is used a second time. */
type ReusedIds = Pick<AnswerReader, 'repeatsOrders' | 'sharesClientIds'>;

/**
 * The orders that a reference may mean, where all of them are one key's; otherwise none.
 *
 * An exchange's id means one order (or the orders of one list) for ever, so it is his who had it first: an exchange may answer
 * a second request with an order that it placed for an earlier one. A client's id may be used again once the order is closed.
 * It means the newest order that has it, and all others that could still be meant: those which were not answered
 * before that one was sent, or whose answer is not known. If another key's is among them, it is nobody's. Where an exchange
 * doesn't check that the id is free, or answers with the order that has it, an accepted order says nothing of the ones before:
 * then all of them must be one key's.
 *
 * @param symbol null when the request names none; exchanges like Binance count order ids for each symbol
 * @param stored every known order of the account that has the id, whichever key placed it
 * @param owner name of the virtual key that asks
 * @example
 * ownOrdersOf(byExchange('28'), 'BTCUSDT', stored, 'bot', dialect.answers);
 */
export function ownOrdersOf(
  reference: OrderReference,
  symbol: string | null,
  stored: readonly StoredOrder[],
  owner: string,
  { repeatsOrders, sharesClientIds }: ReusedIds,
): readonly StoredOrder[] {
  const name = referenceText(reference);
  const meant = stored.filter(
    (order) => order.ids.includes(name) && (symbol === null || order.symbol === symbol),
  );
  if (reference.by === 'exchange') {
    const first = meant.toSorted(byAge)[0];
    return first?.owner === owner ? meant.filter((order) => order.owner === owner) : [];
  }
  const open = meant.filter((order) => !meant.some((newer) => supersedes(newer, order)));
  const possible = repeatsOrders || sharesClientIds ? meant : open;
  return possible.every((order) => order.owner === owner) ? possible : [];
}

/**
 * An accepted order with the same client id proves that one which was answered before it was sent had been closed: one of the
 * same market, since not every exchange looks into the others.
 */
function supersedes(newer: StoredOrder, older: StoredOrder): boolean {
  return (
    newer.entry !== older.entry &&
    newer.symbol === older.symbol &&
    newer.certain &&
    older.settledAt !== null &&
    newer.sentAt > older.settledAt
  );
}

function byAge(a: StoredOrder, b: StoredOrder): number {
  return a.sentAt.getTime() - b.sentAt.getTime() || (a.entry < b.entry ? -1 : 1);
}
