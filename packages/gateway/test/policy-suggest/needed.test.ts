import { compare, formatDecimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeToken } from '../../src/policy/rate.ts';
import { DailyPeak } from '../../src/policy-suggest/daily-peak.ts';
import { dailySpan, hoursInside } from '../../src/policy-suggest/daily-span.ts';
import { neededBand, roundBand } from '../../src/policy-suggest/needed-band.ts';
import { BusiestSpan, NeededBurst, refillsToTry, withRoom } from '../../src/policy-suggest/needed-rate.ts';
import { largestOrder } from '../../src/policy-suggest/order-worth.ts';
import { roomAbove } from '../../src/policy-suggest/used-amounts.ts';
import { bought, dec, recorded } from '../policy-test/requests.ts';

const HOUR = 3_600_000;
const worth = (notional: string, slippage: string) => ({
  notionalUsd: dec(notional),
  slippageUsd: dec(slippage),
});

describe('the band that a request needed', () => {
  const band = (orders: Parameters<typeof recorded>[0], amounts: [string, string] | null) => {
    const { pct, exact } = neededBand(recorded(orders, amounts));
    return [pct && formatDecimal(pct), exact];
  };

  it('is how much worse a single order was than the reference price, never less', () => {
    const [buy] = band([bought({ price: dec('101') })], ['101', '1']);
    expect(Number(buy)).toBeGreaterThanOrEqual(1);
    expect(Number(buy)).toBeCloseTo(1, 6);
    // A sale at 99 of what is worth 100.
    const [sale] = band([bought({ side: 'sell', price: dec('99') })], ['100', '1']);
    expect(Number(sale)).toBeCloseTo(1, 6);
  });

  it('is none for orders that gave nothing away, or when there was no order', () => {
    expect(band([bought()], ['100', '0'])).toEqual(['0', true]);
    expect(band([], ['0', '0'])).toEqual(['0', true]);
    const change = bought({ action: 'amend', side: null, type: null });
    expect(band([change], ['100', '0'])).toEqual(['0', true]);
    expect(band([change], ['100', '1'])).toEqual([expect.stringMatching(/^1\.0101/), true]);
  });

  it('is the whole band of its time for an order that fills at any price', () => {
    const [pct] = band([bought({ type: 'market', price: null })], ['102', '2']);
    expect(Number(pct)).toBeCloseTo(2, 6);
  });

  it('is the most that one order of a batch can have been away, and says so', () => {
    // One of two gave away 1; which, nobody knows.
    expect(band([bought(), bought()], ['200', '1'])).toEqual([expect.stringMatching(/^1\.0101/), false]);
    // Of the sizes of market orders in a batch nothing is known.
    expect(band([bought(), bought({ type: 'market', price: null })], ['202', '2'])).toEqual([null, false]);
  });

  it.each<[string, Parameters<typeof recorded>[0], [string, string] | null]>([
    ['no worth', [bought()], null],
    ['a test, which counts nothing', [bought({ action: 'test' })], ['0', '0']],
    ['a market order that gave nothing away', [bought({ type: 'market', price: null })], ['100', '0']],
    ['more given away than it was worth', [bought()], ['1', '1']],
    ['less than the rounding', [bought()], ['0.00000001', '0.00000001']],
  ])('is not known of %s', (_, orders, amounts) => {
    expect(band(orders, amounts)).toEqual([null, false]);
  });

  it.each([
    ['0', '2', '0.01'],
    ['0.4001', '2', '0.41'],
    ['0.41', '2', '0.41'],
    ['1', '2', '1'],
    ['1.01', '2', '1.1'],
    ['1.99', '2', '2'],
    ['3', '2', '2'],
    ['0', '0.0001', '0.0001'],
  ])('is rounded up: %s of at most %s is %s', (pct, most, rounded) => {
    expect(formatDecimal(roundBand(dec(pct), dec(most)))).toBe(rounded);
  });
});

describe('the largest order', () => {
  it('is the worth of a single one, and of a batch at most what the others leave over', () => {
    expect(formatDecimal(largestOrder([bought()], worth('100', '0')))).toBe('100');
    const dear = bought({ quantity: dec('3') });
    expect(formatDecimal(largestOrder([bought(), dear], worth('400', '0')))).toBe('300');
    const market = bought({ type: 'market', price: null });
    expect(formatDecimal(largestOrder([bought(), market], worth('350', '5')))).toBe('250');
  });
});

describe('the largest sum of 24 hours', () => {
  it('lets go what is 24 hours old, to the millisecond, and what was rejected', () => {
    const peak = new DailyPeak();
    peak.count('1', 0, worth('100', '1'));
    peak.count('2', 24 * HOUR - 1, worth('50', '0'));
    expect([formatDecimal(peak.notionalUsd.amount), peak.notionalUsd.time]).toEqual(['150', 24 * HOUR - 1]);
    peak.count('3', 24 * HOUR, worth('90', '0'));
    expect(formatDecimal(peak.notionalUsd.amount)).toBe('150');
    peak.release('2');
    peak.release('2');
    peak.release('nobody');
    peak.count('4', 24 * HOUR + 1, worth('60.00000001', '0'));
    expect(formatDecimal(peak.notionalUsd.amount)).toBe('150.00000001');
    expect(formatDecimal(peak.slippageUsd.amount)).toBe('1');
  });

  it('counts what was before the time looked at, without being looked at then', () => {
    const peak = new DailyPeak();
    peak.count('1', 0, worth('100', '1'), false);
    expect(peak.notionalUsd.time).toBeNull();
    peak.count('2', 1, worth('1', '0'));
    expect(formatDecimal(peak.notionalUsd.amount)).toBe('101');
  });
});

describe('the rate', () => {
  const gaps = fc.array(fc.oneof(fc.integer({ min: -5, max: 50 }), fc.integer({ min: 0, max: 10_000_000 })), {
    minLength: 1,
    maxLength: 60,
  });

  it('needs exactly the burst that no request finds empty, and one less is too little', () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 10_000_000 }), (steps, perSecondMilli) => {
        const times = steps.map((_, i) => steps.slice(0, i + 1).reduce((a, b) => a + b, 1_700_000_000_000));
        const needed = new NeededBurst(perSecondMilli);
        for (const time of times) needed.count(time);
        const refused = (burst: number) => {
          let bucket: Parameters<typeof takeToken>[0] = null;
          return times.filter((time) => {
            const taken = takeToken(bucket, { perSecondMilli, burst }, time);
            bucket = taken.bucket;
            return !taken.allowed;
          }).length;
        };
        expect(refused(needed.burst)).toBe(0);
        if (needed.burst > 1) expect(refused(needed.burst - 1)).toBeGreaterThan(0);
      }),
    );
  });

  it('finds the busiest span, one that is just too long not counted', () => {
    const span = new BusiestSpan(1000);
    for (const time of [0, 500, 999, 1000, 5000, 5000, 5000]) span.count(time);
    expect([span.most, span.time]).toEqual([3, 999]);
    for (let i = 0; i < 5000; i++) span.count(10_000 + i);
    expect(span.most).toBe(1000);
  });

  it('tries strict refills first and never more than is allowed now', () => {
    const minute = new BusiestSpan(60_000);
    const second = new BusiestSpan(1000);
    for (let i = 0; i < 30; i++) for (const span of [minute, second]) span.count(i);
    const now = { perSecondMilli: 10_000, burst: 20 };
    expect(refillsToTry([minute, second], 20n, now)).toEqual([600, 10_000]);
    expect(refillsToTry([minute, second], 0n, { perSecondMilli: 100, burst: 20 })).toEqual([100]);
    expect(refillsToTry([new BusiestSpan(1000)], 20n, now)).toEqual([1, 10_000]);
  });

  it('leaves room above a count, in whole requests', () => {
    expect([withRoom(1, 20n), withRoom(5, 20n), withRoom(6, 20n), withRoom(7, 0n)]).toEqual([2, 6, 8, 7]);
  });
});

describe('an amount with room above it', () => {
  it.each([
    ['48.20', 20n, '57.84'],
    ['48.201', 20n, '57.85'],
    ['0', 20n, '0'],
    ['0.00000001', 0n, '0.01'],
    ['100', 0n, '100'],
  ])('of %s and %s percent is %s', (amount, room, expected) => {
    expect(formatDecimal(roomAbove(dec(amount), room))).toBe(expected);
    expect(compare(roomAbove(dec(amount), room), dec(amount))).toBeGreaterThanOrEqual(0);
  });
});

describe('the span of the day', () => {
  const used = (...spans: [number, number][]) =>
    Array.from({ length: 1440 }, (_, minute) => spans.some(([from, to]) => minute >= from && minute <= to));

  it('is from the first to the last use in whole hours, with half an hour of room', () => {
    expect(dailySpan(used([9 * 60 + 5, 9 * 60 + 7], [16 * 60 + 40, 16 * 60 + 40]), 20)).toEqual({
      first: 545,
      last: 1000,
      window: { from: 480, to: 1080 },
    });
  });

  it('goes over midnight where use does, and ends at 24:00 where it ends there', () => {
    expect(dailySpan(used([1380, 1439], [0, 100]), 20)?.window).toEqual({ from: 1320, to: 180 });
    expect(dailySpan(used([1200, 1400]), 20)?.window).toEqual({ from: 1140, to: 1440 });
    expect(dailySpan(used([10, 100]), 20)?.window).toEqual({ from: 1380, to: 180 });
  });

  it.each<[string, boolean[], number]>([
    ['too few days', used([600, 660]), 13],
    ['no rest long enough', used([0, 1100]), 100],
    ['use at every hour', used([0, 1439]), 100],
    ['use in the middle of every rest', used([0, 0], [360, 360], [720, 720], [1080, 1080]), 100],
    ['no use', used(), 100],
  ])('is none with %s', (_, minutes, days) => {
    expect(dailySpan(minutes, days)).toBeNull();
  });

  it('is held to the hours that are allowed now', () => {
    const window = { from: 480, to: 1080 };
    expect(hoursInside(window, null)).toEqual([window]);
    expect(
      hoursInside(window, [
        { from: 0, to: 600 },
        { from: 1000, to: 1200 },
      ]),
    ).toEqual([
      { from: 480, to: 600 },
      { from: 1000, to: 1080 },
    ]);
    expect(hoursInside(window, [{ from: 0, to: 100 }])).toBeNull();
    // Cutting one window in two may give more than a policy can have.
    const many = Array.from({ length: 24 }, (_, i) => ({ from: i * 60, to: i * 60 + 30 }));
    expect(hoursInside({ from: 15, to: 10 }, many)).toBeNull();
  });
});
