import { compare, type Decimal, formatDecimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BookSample,
  DEFAULT_REFERENCE_PRICE,
  referencePrice,
  withSample,
} from '../../src/policy/reference-price.ts';
import { dec } from './requests.ts';

const NOW = 1_800_000_000_000;
const sample = (secondsAgo: number, bid: string, ask: string): BookSample => ({
  time: NOW - secondsAgo * 1000,
  bid: dec(bid),
  ask: dec(ask),
});
/** A book each ten seconds over the last `minutes`. */
const steady = (minutes = 5.5, bid = '99', ask = '100'): BookSample[] =>
  Array.from({ length: minutes * 6 + 1 }, (_, i) => sample(i * 10, bid, ask));
const reasonOf = (
  samples: readonly BookSample[],
  second: Parameters<typeof referencePrice>[1] = 'waived',
) => {
  const result = referencePrice(samples, second, NOW);
  if (result.price !== null) throw new Error(`there is a price: ${formatDecimal(result.price.mid)}`);
  return result.reason;
};
const midOf = (samples: readonly BookSample[], second: Parameters<typeof referencePrice>[1] = 'waived') => {
  const result = referencePrice(samples, second, NOW);
  if (result.price === null) throw new Error(result.reason);
  return formatDecimal(result.price.mid);
};

describe('referencePrice', () => {
  it('is the middle of bid and ask, exactly', () => {
    expect(midOf(steady())).toBe('99.5');
    expect(midOf(steady(5.5, '0.00000001', '0.0000000101'))).toBe('0.00000001005');
  });

  it('comes with the newest best prices and their age', () => {
    const samples = [...steady().slice(1), sample(3, '99.2', '99.4')];
    expect(referencePrice(samples, steady(), NOW).price).toMatchObject({
      bestBid: dec('99.2'),
      bestAsk: dec('99.4'),
      ageMs: 3000,
      agrees: true,
    });
  });

  it.each<[string, BookSample[], string]>([
    ['no books at all', [], 'no order book was seen'],
    ['a single book', [sample(0, '99', '100')], 'order books of 5 minutes are needed'],
    ['less than five minutes', steady(4.5), 'order books of 5 minutes are needed'],
    [
      'a hole of two minutes',
      steady().filter(({ time }) => NOW - time < 60_000 || NOW - time > 210_000),
      'are needed',
    ],
    ['nothing new for half a minute', steady().slice(4), 'is 40000 ms old'],
    [
      'only books of an hour ago',
      steady().map((one) => ({ ...one, time: one.time - 3_600_000 })),
      'no order book',
    ],
    ['only books of the future', steady().map((one) => ({ ...one, time: NOW + 1 })), 'no order book'],
    ['crossed books', steady(5.5, '100', '99'), 'empty, crossed or too wide'],
    ['locked books', steady(5.5, '100', '100'), 'empty, crossed or too wide'],
    ['books without bids', steady(5.5, '0', '100'), 'empty, crossed or too wide'],
    ['books a little too wide', steady(5.5, '100', '102.0001'), 'empty, crossed or too wide'],
    ['good books until a minute ago', [...steady().slice(6), sample(0, '50', '100')], 'is 60000 ms old'],
  ])('refuses %s', (_, samples, reason) => {
    expect(reasonOf(samples)).toContain(reason);
  });

  it('wants a second venue that is as good, and close', () => {
    expect(midOf(steady(), steady(5.5, '99.9', '100.9'))).toBe('99.5');
    expect(midOf(steady(5.5, '99.5', '100.5'), steady(5.5, '100.5', '101.5'))).toBe('100');
    expect(reasonOf(steady(5.5, '99.5', '100.5'), steady(5.5, '100.5', '101.5001'))).toContain(
      'more than 1 % away',
    );
    expect(reasonOf(steady(5.5, '100.5', '101.5001'), steady(5.5, '99.5', '100.5'))).toContain(
      'more than 1 % away',
    );
    expect(reasonOf(steady(), [])).toBe('second venue: no order book was seen');
    expect(reasonOf(steady(), steady(2))).toContain('second venue: order books of 5 minutes');
  });

  it('does not depend on the order of the samples', () => {
    const anySamples = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 360 }),
        fc.integer({ min: 9900, max: 10_100 }),
        fc.integer({ min: 1, max: 60 }),
      ),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(anySamples, fc.infiniteStream(fc.nat()), (rows, keys) => {
        const samples = [
          ...steady(),
          ...rows.map(([ago, bid, wide]) => ({
            time: NOW - ago * 1000,
            bid: { units: BigInt(bid), scale: 2 },
            ask: { units: BigInt(bid + wide), scale: 2 },
          })),
        ];
        const shuffled = samples
          .map((one) => [keys.next().value as number, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        expect(shownAs(referencePrice(shuffled, 'waived', NOW))).toEqual(
          shownAs(referencePrice(samples, 'waived', NOW)),
        );
      }),
    );
  });

  it('stays between the honest prices, whatever is written into one minute, however often', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 9900, max: 10_100 }), { minLength: 37, maxLength: 37 }),
        fc.integer({ min: 0, max: 300 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 59_999 }), fc.bigInt(1n, 10n ** 9n)), { maxLength: 300 }),
        (honest, start, lies) => {
          const samples = honest.map((bid, i) => book(NOW - i * 10_000, BigInt(bid)));
          const minute = NOW - start * 1000;
          // The minute is the thief's alone: the honest books of it are gone.
          const outside = samples.filter(({ time }) => time > minute || time <= minute - 60_000);
          const forged = lies.map(([ms, bid]) => book(minute - ms, bid));
          const { price } = referencePrice([...outside, ...forged], 'waived', NOW);
          if (price === null) return;
          const mids = outside.map(({ bid, ask }) => ({ units: (bid.units + ask.units) * 5n, scale: 3 }));
          const sorted = mids.toSorted(compare);
          expect(compare(price.mid, sorted[0])).toBeGreaterThanOrEqual(0);
          expect(compare(price.mid, sorted.at(-1)!)).toBeLessThanOrEqual(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has a price in most of those cases, so that the property above says something', () => {
    const forged = Array.from({ length: 600 }, (_, i) => book(NOW - i * 100, 500_000n));
    const samples = [...steady().filter(({ time }) => time <= NOW - 60_000), ...forged];
    expect(midOf(samples)).toBe('99.5');
  });

  it('counts a burst of samples as one', () => {
    const burst = Array.from({ length: 1000 }, (_, i) => book(NOW - 31_000 - i, 10_100n));
    expect(midOf([...steady(), ...burst])).toBe('99.5');
  });
});

/** A book one hundredth wide; the bid in hundredths. */
function book(time: number, bid: bigint): BookSample {
  const at = (units: bigint): Decimal => ({ units, scale: 2 });
  return { time, bid: at(bid), ask: at(bid + 1n) };
}

/** Numbers as text: 1.0 and 1.00 are one number. */
function shownAs(result: ReturnType<typeof referencePrice>): unknown {
  if (result.price === null) return result;
  const { mid, bestBid, bestAsk, ageMs } = result.price;
  return [mid, bestBid!, bestAsk!].map(formatDecimal).concat(String(ageMs));
}

describe('withSample', () => {
  it('keeps what a price needs and no more', () => {
    let samples: BookSample[] = [];
    for (let second = 0; second < 3600; second++) {
      samples = withSample(samples, book(NOW + second * 1000, 9_950n));
      expect(samples.length).toBeLessThanOrEqual(360);
    }
    expect(referencePrice(samples, 'waived', NOW + 3_599_000).price).not.toBeNull();
  });

  it('replaces a sample of the same moment, and changes no list', () => {
    const first = withSample([], book(NOW, 100n));
    const second = withSample(first, book(NOW, 200n));
    expect(first).toEqual([book(NOW, 100n)]);
    expect(second).toEqual([book(NOW, 200n)]);
  });

  it('gives the same price as all samples would', () => {
    const all = steady(30).toReversed();
    const kept = all.reduce<BookSample[]>((samples, one) => withSample(samples, one), []);
    expect(kept.length).toBeLessThan(all.length);
    expect(referencePrice(kept, 'waived', NOW)).toEqual(referencePrice(all, 'waived', NOW));
    expect(DEFAULT_REFERENCE_PRICE.windowMs).toBeGreaterThanOrEqual(300_000);
  });
});
