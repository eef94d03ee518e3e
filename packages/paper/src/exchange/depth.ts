import type { Side } from './order.ts';
import type { Units } from './units.ts';

/** How long a book takes to fill up again, in simulated milliseconds. */
const REFILL_MS = 3_600_000;

/** What was taken from one side of a book. */
interface Taken {
  readonly quantity: Units;
  readonly time: number;
}

/** What was taken from synthetic books and has not come back yet. */
export class TakenDepth {
  readonly #taken = new Map<string, Taken>();

  /** Base units that who buys (or sells) does not find at a time. */
  at(symbol: string, side: Side, time: number): Units {
    const taken = this.#taken.get(`${symbol} ${side}`);
    if (taken === undefined) return 0n;
    const left = BigInt(Math.max(0, REFILL_MS - Math.floor(time - taken.time)));
    return (taken.quantity * left) / BigInt(REFILL_MS);
  }

  note(symbol: string, side: Side, quantity: Units, time: number): void {
    this.#taken.set(`${symbol} ${side}`, { quantity: this.at(symbol, side, time) + quantity, time });
  }
}
