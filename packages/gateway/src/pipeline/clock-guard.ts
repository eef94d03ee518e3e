import { Refusal } from '../refusal.ts';

/** How far the gateway's clock may be from the database's: far less than replay keys are kept. */
export const MOST_APART_MS = 30_000;

/**
 * Holds the gateway's clock against the database's. Requests are fresh by the one and remembered by the other: set back far
 * enough, the first would take requests again that the second has forgotten. Between two looks the database's time is carried on
 * by a clock that never goes back, so that a jump is noticed with the next request.
 */
export class ClockGuard {
  readonly #clock: () => number;
  readonly #monotonic: () => number;
  /** What to add to the monotonic clock; null before the first look. */
  #ahead: number | null = null;

  /** @param clock milliseconds since 1970 @param monotonic milliseconds of a clock that never goes back */
  constructor(clock: () => number, monotonic: () => number) {
    this.#clock = clock;
    this.#monotonic = monotonic;
  }

  /**
   * Looks at the database's clock.
   *
   * @param ask the database's time
   * @throws what `ask` throws; then the last look holds
   */
  async look(ask: () => Promise<Date>): Promise<void> {
    const asked = this.#monotonic();
    const told = await ask();
    const answered = this.#monotonic();
    this.#ahead = told.getTime() - (asked + answered) / 2;
  }

  /** How far the gateway's clock is ahead of the database's, in milliseconds; null before the first look. */
  apartMs(): number | null {
    return this.#ahead === null ? null : this.#clock() - (this.#monotonic() + this.#ahead);
  }

  /** @throws Refusal unavailable, while the clocks are too far apart, or nothing is known of the database's */
  check(): void {
    const apart = this.apartMs();
    if (apart !== null && Math.abs(apart) <= MOST_APART_MS) return;
    throw new Refusal(
      'unavailable',
      'clock',
      apart === null
        ? 'The database’s clock is not known yet.'
        : `The gateway’s clock and the database’s are ${Math.round(Math.abs(apart) / 1000)} s apart.`,
    );
  }
}
