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
 * Lets trading time pass until the first of several moments, or until a person wants it to end. Of a paper exchange's time
 * hours pass in a moment, so it is waited for in one piece once the first piece took next to no time.
 *
 * @param wall milliseconds of the wall's clock
 */
export async function waitFor(
  wakeUps: readonly WakeUp[],
  fallback: TradingClock,
  wall: () => number,
  isStopping: () => Promise<boolean>,
): Promise<void> {
  let clock = fallback;
  let left = wakeUps.length === 0 ? DEFAULT_MS : Number.POSITIVE_INFINITY;
  for (const wakeUp of wakeUps) {
    const away = Math.max(LEAST_MS, wakeUp.at - wakeUp.clock.now());
    if (away < left) {
      left = away;
      clock = wakeUp.clock;
    }
  }
  let piece = LOOK_UP_MS;
  while (left > 0) {
    const pause = Math.min(left, piece);
    const began = wall();
    await clock.wait(pause);
    left -= pause;
    if (left <= 0 || (await isStopping())) return;
    if (wall() - began < pause / 2) piece = left;
  }
}
