import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TokenBucket, takeToken } from '../../src/policy/rate.ts';

const rule = { perSecondMilli: 2_000, burst: 3 };

function takeAt(times: readonly number[], of = rule): boolean[] {
  let bucket: TokenBucket | null = null;
  return times.map((time) => {
    const taken = takeToken(bucket, of, time);
    bucket = taken.bucket;
    return taken.allowed;
  });
}

describe('takeToken', () => {
  it('gives a burst, then the rate', () => {
    expect(takeAt([0, 0, 0, 0, 499, 500, 500, 1000, 1001])).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it('never holds more than the burst, however long the pause', () => {
    expect(takeAt([0, 1e12, 1e12, 1e12, 1e12])).toEqual([true, true, true, true, false]);
    expect(
      takeAt([0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], {
        perSecondMilli: 10_000_000,
        burst: 10_000,
      }),
    ).toEqual([true, true, true]);
  });

  it('refills nothing while a clock goes back and forth', () => {
    expect(takeAt([1000, 1000, 1000, 0, 999, 0, 1000, 1499, 1500])).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('says when to come back, and keeps its word', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 1, max: 50 }),
        (perSecondMilli, burst) => {
          const of = { perSecondMilli, burst };
          let bucket: TokenBucket | null = null;
          for (let i = 0; i < burst; i++) bucket = takeToken(bucket, of, 0).bucket;
          const empty = takeToken(bucket, of, 0);
          expect(empty.allowed).toBe(false);
          expect(takeToken(empty.bucket, of, empty.retryAfterMs).allowed).toBe(true);
          if (empty.retryAfterMs > 1)
            expect(takeToken(empty.bucket, of, empty.retryAfterMs - 1).allowed).toBe(false);
        },
      ),
    );
  });

  it('allows in any span at most the burst and the rate times the span, asked at any times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 20 }),
        (gaps, perSecondMilli, burst) => {
          let now = 0;
          const times = gaps.map((gap) => (now += gap));
          const allowed = takeAt(times, { perSecondMilli, burst }).filter(Boolean).length;
          // Whole numbers: thousandths of a token × milliseconds.
          expect(allowed * 1_000_000).toBeLessThanOrEqual(
            burst * 1_000_000 + perSecondMilli * (now - times[0]),
          );
        },
      ),
    );
  });
});
