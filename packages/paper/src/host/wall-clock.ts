import { DAY_MS } from '../market/price-path.ts';
import { decodeCommand } from './command.ts';
import type { CommandLog } from './command-log.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** Simulated time that is the wall's: after a restart it has gone on meanwhile. */
export class WallClock extends SimulatedClock {
  /** @param wall milliseconds since 1970 @param end where it stops */
  constructor(end: number, wall: () => number) {
    super(wall(), end, 1, wall);
  }

  override resume(): void {
    // The wall's time goes on where it is.
  }
}

/**
 * The midnight (UTC) at which the history of an exchange on the wall's clock ends and its simulated prices begin: of the day on
 * which the exchange began, so that a restart has the same prices.
 *
 * @param now milliseconds since 1970, for an exchange that begins
 */
export async function wallAnchor(log: CommandLog, now: number): Promise<number> {
  let first = now;
  for await (const text of log.read()) {
    first = decodeCommand(text).time;
    break;
  }
  return first - (first % DAY_MS);
}
