import type { TradingClock } from '../venue/venue.ts';

/** When something is to be looked at again, by an account's own clock. */
export interface WakeUp {
  readonly clock: TradingClock;
  /** Trading time, milliseconds since 1970. */
  readonly at: number;
}

/** A person who pauses is not kept waiting longer than about that; milliseconds. */
const LOOK_UP_MS = 5000;
const LEAST_MS = 1000;
/** When nothing says how long. */
const DEFAULT_MS = 15_000;

/**
 * Lets trading time pass, until the first of several moments or until a person wants it to end. Of a paper exchange's time hours
 * pass in a moment; it is waited for in one piece once that was seen.
 */
export class TradingWait {
  readonly #wall: () => number;
  readonly #isStopping: () => Promise<boolean>;
  #isSimulated = false;

  /** @param wall milliseconds of the wall's clock */
  constructor(wall: () => number, isStopping: () => Promise<boolean>) {
    this.#wall = wall;
    this.#isStopping = isStopping;
  }

  /** @param fallback the clock to go by when nothing says how long */
  async wait(wakeUps: readonly WakeUp[], fallback: TradingClock): Promise<void> {
    const [first = { clock: fallback, left: DEFAULT_MS }] = wakeUps
      .map(({ clock, at }) => ({ clock, left: Math.max(LEAST_MS, at - clock.now()) }))
      .toSorted((a, b) => a.left - b.left);
    for (let { left } = first; left > 0; ) {
      const piece = this.#isSimulated ? left : Math.min(left, LOOK_UP_MS);
      const began = this.#wall();
      await first.clock.wait(piece);
      left -= piece;
      this.#isSimulated ||= this.#wall() - began < piece / 2;
      if (left > 0 && (await this.#isStopping())) return;
    }
  }
}
