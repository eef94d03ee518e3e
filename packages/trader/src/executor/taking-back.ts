import { HoldfastError } from '@holdfast/errors';
import type { OrderRecord } from './journal.ts';
import { type Settling, SHOWN_LATE_MS } from './settle-order.ts';

/** Takes resting orders back, and remembers since when: one that is still shown as open was asked for too soon. */
export class TakingBack {
  readonly #askedAt = new Map<string, number>();

  /**
   * @returns null: there is nothing to take back; else whether it was asked for before
   * @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED; VENUE_INCONSISTENT when it stays open all the same
   */
  async takeBack(
    { symbol, clientOrderId, exchangeId, state }: OrderRecord,
    { venue, wall }: Pick<Settling, 'venue' | 'wall'>,
  ): Promise<'first' | 'again' | null> {
    if (state !== 'open' || exchangeId === null) return null;
    const askedAt = this.#askedAt.get(clientOrderId);
    if (askedAt !== undefined && wall() - askedAt > SHOWN_LATE_MS) {
      throw new HoldfastError(
        'VENUE_INCONSISTENT',
        `The exchange was told to cancel an order, and still shows it as open (${clientOrderId} in ${symbol}). Look at the account before you go on.`,
      );
    }
    await venue.cancel(symbol, clientOrderId, exchangeId);
    this.#askedAt.set(clientOrderId, askedAt ?? wall());
    return askedAt === undefined ? 'first' : 'again';
  }
}
