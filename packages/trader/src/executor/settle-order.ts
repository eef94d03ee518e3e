import { add, compare, type Decimal } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import type { Venue, VenueFill, VenueOrder } from '../venue/venue.ts';
import type { Journal, OrderRecord } from './journal.ts';
import { decimal } from './step-progress.ts';

/** How long an exchange may take to show the fills of an order that it calls closed; wall milliseconds. */
const FILLS_LATE_MS = 60_000;
const ASK_AGAIN_MS = 200;

export interface Settling {
  readonly venue: Venue;
  readonly journal: Journal;
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
  if (found !== null) return recordFound(order, found, settling);
  if (order.state === 'open') {
    throw new HoldfastError(
      'VENUE_INCONSISTENT',
      `The exchange no longer knows an order that it had accepted (${order.clientOrderId} in ${order.symbol}). Look at the account before you go on.`,
    );
  }
  if (!late) return 'unknown';
  await journal.lost(order.clientOrderId);
  return 'done';
}

/** Writes down an order as the exchange told it. */
export async function recordFound(
  order: OrderRecord,
  found: VenueOrder,
  settling: Settling,
): Promise<'open' | 'done'> {
  const { journal } = settling;
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
  if (found.fills !== null && compare(total(found.fills), wanted) === 0) return found.fills;
  const until = wall() + FILLS_LATE_MS;
  for (;;) {
    const fills = await venue.fills(order.symbol, found.exchangeId);
    const sum = total(fills);
    if (compare(sum, wanted) === 0) return fills;
    if (wall() > until) {
      throw new HoldfastError(
        'VENUE_INCONSISTENT',
        `The exchange says that order ${order.clientOrderId} in ${order.symbol} is filled with ${found.filled}, but shows trades of another sum.`,
      );
    }
    await sleep(ASK_AGAIN_MS);
  }
}

function total(fills: readonly VenueFill[]): Decimal {
  return fills.reduce<Decimal>((sum, { amount }) => add(sum, decimal(amount)), { units: 0n, scale: 0 });
}
