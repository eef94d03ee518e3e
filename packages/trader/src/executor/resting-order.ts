import { compare } from '@holdfast/decimal';
import { decimal } from '../decimal-text.ts';
import type { Quote } from '../venue/venue.ts';
import { restingPrice } from './crossing.ts';
import type { ExecutionSettings } from './execution-settings.ts';
import type { OrderRecord } from './journal.ts';

type Patience = Pick<ExecutionSettings, 'patience_s' | 'reprice_s'>;

/** When a step stops resting and crosses the spread, in trading time. It counts from its first attempt, whatever became of it. */
export function patienceEnds(firstPlacedAt: number, { patience_s }: Patience): number {
  return firstPlacedAt + patience_s * 1000;
}

/**
 * Whether a resting order is to be taken back: its step's patience is over; or it was long enough where it is, and the best
 * price of its side is another by now.
 *
 * @param quote undefined: the market shows none
 */
export function isToBeTakenBack(
  order: Pick<OrderRecord, 'side' | 'price' | 'placedAt'>,
  patienceEnd: number,
  quote: Quote | undefined,
  now: number,
  { reprice_s }: Patience,
): boolean {
  if (now >= patienceEnd) return true;
  if (quote === undefined || now - order.placedAt < reprice_s * 1000) return false;
  return compare(restingPrice(order.side, quote), decimal(order.price)) !== 0;
}
