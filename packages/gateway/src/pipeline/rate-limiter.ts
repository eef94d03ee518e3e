import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import { type TokenBucket, takeToken } from '../policy/rate.ts';
import { Refusal } from '../refusal.ts';
import type { PaperClock } from '../upstream/paper-clock.ts';

/** Keeps the token bucket of each virtual key on this replica; all its generations share one. */
export class RateLimiter {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #monotonic: () => number;

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /**
   * Takes a token of the key's bucket.
   *
   * @param paper the clock of the paper exchange that it trades on
   * @throws Refusal rate
   */
  take({ name, policy }: Pick<LoadedVirtualKey, 'name' | 'policy'>, paper: PaperClock | null = null): void {
    // A name has no slash, so a key that goes live has a bucket of the machine's clock.
    const of = paper === null ? name : `${name}/paper`;
    const { allowed, bucket, retryAfterMs } = takeToken(
      this.#buckets.get(of) ?? null,
      policy.rate,
      paper?.limitMs() ?? this.#monotonic(),
    );
    this.#buckets.set(of, bucket);
    if (allowed) return;
    throw new Refusal('rate', 'rate', `rate: too many requests; try again in ${retryAfterMs} ms.`, {
      retryAfterMs,
    });
  }
}
