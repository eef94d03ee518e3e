import { compare, type Decimal, multiply, subtract } from '@holdfast/decimal';
import type { BasisSource, LotMethod } from './events.ts';
import { share, ZERO } from './share.ts';

/** A part of what is held of an asset that was acquired at one time, for one price. */
export interface Lot {
  /** Epoch milliseconds. */
  readonly acquired: number;
  readonly amount: Decimal;
  /** USD, of the whole lot. */
  readonly cost: Decimal;
  readonly basis: BasisSource;
}

interface QueuedLot extends Lot {
  /** As it was when it came; its price per unit is what HIFO goes by, also after parts were taken. */
  readonly whole: Lot;
}

/** What taking an amount yields. */
interface Taken {
  readonly lots: readonly Lot[];
  /** What wasn't there. */
  readonly missing: Decimal;
}

/** The lots of one asset, in the order in which they are taken. */
export class LotQueue {
  readonly #method: LotMethod;
  /** The next to be taken is the last, so that taking moves nothing. */
  readonly #lots: QueuedLot[] = [];

  constructor(method: LotMethod) {
    this.#method = method;
  }

  /** @param lot its amount is above zero */
  add(lot: Lot): void {
    const queued = { ...lot, whole: lot };
    let low = 0;
    let high = this.#lots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#goesBefore(this.#lots[middle], queued)) high = middle;
      else low = middle + 1;
    }
    this.#lots.splice(low, 0, queued);
  }

  /**
   * Takes an amount off the queue. A lot that is taken in part gives its cost in proportion (`share`); the rest keeps its place.
   *
   * @param until stops at a lot that was acquired after this time
   */
  take(amount: Decimal, until = Number.POSITIVE_INFINITY): Taken {
    const lots: Lot[] = [];
    let missing = amount;
    while (missing.units > 0n) {
      const next = this.#lots.at(-1);
      if (next === undefined || next.acquired > until) break;
      this.#lots.pop();
      const { acquired, basis, whole } = next;
      if (compare(next.amount, missing) <= 0) {
        lots.push({ acquired, amount: next.amount, cost: next.cost, basis });
        missing = subtract(missing, next.amount);
        continue;
      }
      const cost = share(next.cost, missing, next.amount);
      lots.push({ acquired, amount: missing, cost, basis });
      this.#lots.push({
        acquired,
        basis,
        whole,
        amount: subtract(next.amount, missing),
        cost: subtract(next.cost, cost),
      });
      missing = ZERO;
    }
    return { lots, missing };
  }

  /** What is left, in the order in which it would be taken. */
  remaining(): Lot[] {
    return this.#lots
      .map(({ acquired, amount, cost, basis }) => ({ acquired, amount, cost, basis }))
      .reverse();
  }

  /** Whether a newcomer is taken after one that is there already. */
  #goesBefore(there: QueuedLot, newcomer: QueuedLot): boolean {
    switch (this.#method) {
      case 'fifo':
        return there.acquired <= newcomer.acquired;
      case 'lifo':
        return there.acquired > newcomer.acquired;
      case 'hifo': {
        const byPrice = compare(
          multiply(there.whole.cost, newcomer.whole.amount),
          multiply(newcomer.whole.cost, there.whole.amount),
        );
        return byPrice > 0 || (byPrice === 0 && there.acquired <= newcomer.acquired);
      }
    }
  }
}
