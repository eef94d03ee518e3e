import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import { type TokenBucket, takeToken } from '../policy/rate.ts';
import { Refusal } from '../refusal.ts';

/** Keeps the token bucket of each virtual key on this replica; all its generations share one. */
export class RateLimiter {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #monotonic: () => number;

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Takes a token of the key's bucket. @throws Refusal rate */
  take({ name, policy }: Pick<LoadedVirtualKey, 'name' | 'policy'>): void {
    const { allowed, bucket, retryAfterMs } = takeToken(
      this.#buckets.get(name) ?? null,
      policy.rate,
      this.#monotonic(),
    );
    this.#buckets.set(name, bucket);
    if (allowed) return;
    throw new Refusal('rate', 'rate', `rate: too many requests; try again in ${retryAfterMs} ms.`, {
      retryAfterMs,
    });
  }
}
