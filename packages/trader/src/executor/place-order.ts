import { clientOrderId } from '../venue/client-order-id.ts';
import { LATEST_SEND_MS, type RefusalCause } from '../venue/venue.ts';
import type { Execution } from './execution.ts';
import type { OrderRecord } from './journal.ts';
import type { NextOrder } from './next-order.ts';
import { recordFound, type Settling } from './settle-order.ts';
import type { StepProgress } from './step-progress.ts';

/** What came of placing an order. `under-way`: it was accepted, or may have been. */
export type Placed =
  | { readonly kind: 'under-way' }
  | { readonly kind: 'refused'; readonly cause: RefusalCause; readonly reason: string };

/**
 * Writes an order down, then sends it, once. An unclear answer is looked into in the next round.
 *
 * @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED, VENUE_INCONSISTENT, ACCOUNT_NOT_LIVE; and what the journal throws
 */
export async function placeOrder(
  { portfolio, plan }: Pick<Execution, 'portfolio' | 'plan'>,
  { step, nextAttempt, planned }: StepProgress,
  next: Extract<NextOrder, { kind: 'place' }>,
  settling: Settling,
): Promise<Placed> {
  const { venue, journal, wall } = settling;
  const { account, symbol, side } = planned;
  const { amount, price, timeInForce, mid } = next;
  const id = clientOrderId({ portfolio, plan, step, attempt: nextAttempt });
  const sentAt = wall();
  // What takes longer, because the database did, is not sent: when it counts as dead is written down before.
  const sendBy = sentAt + LATEST_SEND_MS;
  const order: OrderRecord = {
    clientOrderId: id,
    step,
    attempt: nextAttempt,
    account,
    symbol,
    side,
    amount,
    price,
    timeInForce,
    mid,
    state: 'written',
    filled: '0',
    exchangeId: null,
    refusal: null,
    placedAt: venue.clock.now(),
    sentAt,
    deadAt: sentAt + venue.acceptanceMs,
  };
  await journal.write(order);
  const placement = await venue.place({
    clientOrderId: id,
    symbol,
    side,
    amount,
    price,
    timeInForce,
    sendBy,
  });
  if (placement.kind === 'refused') {
    await journal.refused(id, placement.reason);
    return placement;
  }
  if (placement.kind === 'accepted') await recordFound(order, placement.order, settling);
  return { kind: 'under-way' };
}
