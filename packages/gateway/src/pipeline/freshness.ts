import type { ClaimedSignature, Dialect } from '../dialect/dialect.ts';
import { Refusal } from '../refusal.ts';

/** When a request may still be sent; milliseconds since 1970 by the gateway's clock. */
export interface Validity {
  /** After this the client counts its request as dead, so it must not be sent any more. */
  readonly until: number;
}

/** What a request is worth without a timestamp of its own: it was fresh when it came. */
const ARRIVAL_WINDOW_MS = 5000;

/**
 * Checks when a request was signed: within its window, and not in the future by more than the clocks may differ.
 * Exchanges that sign with nonces alone give no time; what counts then is the arrival, and the replay check.
 *
 * @param clockSkewMs how far a client's clock may be ahead
 * @throws Refusal stale
 */
export function checkFreshness(
  signature: ClaimedSignature,
  { window }: Pick<Dialect, 'window'>,
  receivedAt: number,
  clockSkewMs: number,
): Validity {
  if (signature.timestamp === null) return { until: receivedAt + ARRIVAL_WINDOW_MS };
  const windowMs = signature.windowMs ?? window.default;
  if (!(windowMs > 0 && windowMs <= window.longest)) {
    throw new Refusal(
      'stale',
      'window',
      `The request asks for a window of ${windowMs} ms; at most ${window.longest} ms are accepted.`,
    );
  }
  // Written so that a time that is no number is refused.
  if (!(signature.timestamp <= receivedAt + clockSkewMs)) {
    throw new Refusal(
      'stale',
      'timestamp',
      'The request is signed for a time that is still to come. Check the clock of the client.',
    );
  }
  const until = signature.timestamp + windowMs;
  if (!(receivedAt <= until)) {
    throw new Refusal(
      'stale',
      'timestamp',
      'The request was signed too long ago. Check the clock of the client, or its window.',
    );
  }
  return { until };
}

/** Refuses to put a new stamp on a request that its client has given up meanwhile. @throws Refusal stale */
export function checkStillWanted({ until }: Validity, now: number): void {
  if (!(now <= until)) {
    throw new Refusal(
      'stale',
      'late',
      'The request became too old before it could be sent; it was not sent.',
    );
  }
}
