import type { RateRule } from './policy.ts';

/** What is left of a token bucket at a moment. */
export interface TokenBucket {
  /** Millionths of a token. */
  readonly microtokens: number;
  /** When that was, in milliseconds of the caller's clock. */
  readonly at: number;
}

/** What taking a token gave. */
export interface TokenTaken {
  readonly allowed: boolean;
  readonly bucket: TokenBucket;
  /** Milliseconds until one token is there; 0 when it was allowed. */
  readonly retryAfterMs: number;
}

const TOKEN = 1_000_000;

/**
 * Takes one token of a bucket that holds `burst` and refills with `per_second`, in whole numbers, so that no rounding
 * adds up. A clock that goes back refills nothing.
 *
 * @param bucket null: a full one, as at the first request
 * @param now milliseconds of a monotonic clock, such as `performance.now()`; fractions are cut off
 * @example
 * let { allowed, bucket } = takeToken(null, policy.rate, now);
 */
export function takeToken(
  bucket: TokenBucket | null,
  { perSecondMilli, burst }: RateRule,
  now: number,
): TokenTaken {
  const most = burst * TOKEN;
  const at = Math.max(Math.trunc(now), bucket?.at ?? Number.MIN_SAFE_INTEGER);
  // A thousandth of a token per second is a millionth of one per millisecond.
  const held =
    bucket === null
      ? most
      : Math.min(most, bucket.microtokens + Math.min(at - bucket.at, most) * perSecondMilli);
  if (held >= TOKEN) return { allowed: true, bucket: { microtokens: held - TOKEN, at }, retryAfterMs: 0 };
  return {
    allowed: false,
    bucket: { microtokens: held, at },
    retryAfterMs: Math.ceil((TOKEN - held) / perSecondMilli),
  };
}
