import { add, compare, type Decimal } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import { decimal } from '../decimal-text.ts';
import type { Venue, VenueFill, VenueOrder } from '../venue/venue.ts';
import type { Journal, OrderRecord } from './journal.ts';

/**
 * How long an exchange may take to show what it has: the fills of an order that it calls closed, or an order that it had
 * accepted. Some answer from a copy that lags behind. Wall milliseconds.
 */
export const SHOWN_LATE_MS = 60_000;
const ASK_AGAIN_MS = 200;

export interface Settling {
  readonly venue: Venue;
  readonly journal: Journal;
  /** Since when orders that the exchange had accepted are not shown, by client order id; wall milliseconds. */
  readonly missingSince: Map<string, number>;
  /** Milliseconds since 1970 of the wall's clock. */
  wall(): number;
  /** Waits on the wall's clock. */
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Finds out what became of an order and writes it down. An order that the exchange does not know counts as not accepted only
 * when it was asked for after the exchange stopped taking it.
 *
 * @returns whether it is still open, or still unknown
 * @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED, VENUE_INCONSISTENT
 */
export async function settleOrder(
  order: OrderRecord,
  settling: Settling,
): Promise<'open' | 'unknown' | 'done'> {
  const { venue, journal, wall } = settling;
  const late = wall() > order.deadAt;
  const found = await venue.find(order.symbol, order.clientOrderId);
  if (found !== null && !isOlder(found, order)) {
    settling.missingSince.delete(order.clientOrderId);
    return recordFound(order, found, settling);
  }
  if (order.state === 'open') return stillMissing(order, settling);
  if (!late) return 'unknown';
  await journal.lost(order.clientOrderId);
  return 'done';
}

/** Whether an answer is from before what is already known of an order. */
function isOlder({ filled }: VenueOrder, order: OrderRecord): boolean {
  return compare(decimal(filled), decimal(order.filled)) < 0;
}

/** An order that was accepted, and is not shown: for a while that is an answer from an old copy. */
function stillMissing({ clientOrderId, symbol }: OrderRecord, { missingSince, wall }: Settling): 'unknown' {
  const now = wall();
  const since = missingSince.get(clientOrderId) ?? now;
  missingSince.set(clientOrderId, since);
  if (now - since <= SHOWN_LATE_MS) return 'unknown';
  throw inconsistent(
    `The exchange no longer shows an order as it had accepted it (${clientOrderId} in ${symbol}). Look at the account before you go on.`,
  );
}

/**
 * Writes down an order as the exchange told it.
 *
 * @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED, VENUE_INCONSISTENT
 */
export async function recordFound(
  order: OrderRecord,
  found: VenueOrder,
  settling: Settling,
): Promise<'open' | 'done'> {
  const { journal } = settling;
  if (compare(decimal(found.filled), decimal(order.amount)) > 0) {
    throw inconsistent(
      `The exchange says that order ${order.clientOrderId} in ${order.symbol} is filled with ${found.filled}, and it was for ${order.amount}.`,
    );
  }
  if (found.state === 'open') {
    if (order.state !== 'open' || order.filled !== found.filled) {
      await journal.opened(order.clientOrderId, found.exchangeId, found.filled);
    }
    return 'open';
  }
  const fills = await allFills(order, found, settling);
  await journal.closed(order, { exchangeId: found.exchangeId, filled: found.filled, fills });
  return 'done';
}

/** The fills of a closed order: as many as it says it has. */
async function allFills(
  order: OrderRecord,
  found: VenueOrder,
  { venue, wall, sleep }: Settling,
): Promise<readonly VenueFill[]> {
  const wanted = decimal(found.filled);
  if (wanted.units === 0n) return [];
  if (found.fills !== null && isComplete(found.fills, wanted)) return found.fills;
  const until = wall() + SHOWN_LATE_MS;
  for (;;) {
    const fills = await venue.fills(order.symbol, found.exchangeId);
    if (isComplete(fills, wanted)) return fills;
    if (wall() > until) {
      throw inconsistent(
        `The exchange says that order ${order.clientOrderId} in ${order.symbol} is filled with ${found.filled}, but shows trades of another sum.`,
      );
    }
    await sleep(ASK_AGAIN_MS);
  }
}

function isComplete(fills: readonly VenueFill[], wanted: Decimal): boolean {
  const sum = fills.reduce<Decimal>((so, { amount }) => add(so, decimal(amount)), { units: 0n, scale: 0 });
  return compare(sum, wanted) === 0;
}

function inconsistent(message: string): HoldfastError {
  return new HoldfastError('VENUE_INCONSISTENT', message);
}
