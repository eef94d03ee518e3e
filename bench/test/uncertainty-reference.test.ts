import {
  probabilityOfBacktestOverfitting,
  seededRandom,
  stationaryBootstrap,
  uniform,
} from '@holdfast/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceBootstrap, referenceOverfitting } from '../engine/reference-uncertainty.ts';

const relative = 1e-9;

function expectClose(actual: number | undefined, expected: number): void {
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(
    relative * Math.max(1e-3, Math.abs(expected)),
  );
}

describe('the fast bootstrap', () => {
  it('agrees with the plain reference on random series, with gaps in the calendar and quiet days', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -600, max: 1000 }), fc.constant(0)), {
          minLength: 30,
          maxLength: 120,
        }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 400 }),
        (returns, meanBlockLength, seed, gap) => {
          const levels = [990];
          for (const r of returns) levels.push(levels[levels.length - 1] * (1 + r / 1000));
          const dates = Int32Array.from(levels, (_, t) => (t > 20 ? t + gap : t));
          const ours = stationaryBootstrap(Float64Array.from(levels), dates, {
            baseValue: 1000,
            draws: 40,
            meanBlockLength,
            random: seededRandom(seed),
          });
          const plain = referenceBootstrap(
            levels,
            dates[dates.length - 1],
            1000,
            40,
            meanBlockLength,
            seededRandom(seed),
          );
          // 1e-9 of 1 + CAGR: an annual rate of +10^12 % is no rounding error of its exponent
          expectClose((ours.cagr?.lower as number) + 1, plain.cagr[0] + 1);
          expectClose((ours.cagr?.upper as number) + 1, plain.cagr[1] + 1);
          expectClose(ours.maxDrawdown?.lower, plain.maxDrawdown[0]);
          expectClose(ours.maxDrawdown?.upper, plain.maxDrawdown[1]);
          if (plain.sharpe === null) {
            expect(ours.sharpe).toBeNull();
          } else {
            expectClose(ours.sharpe?.lower, plain.sharpe[0]);
            expectClose(ours.sharpe?.upper, plain.sharpe[1]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the fast PBO', () => {
  it('agrees with the plain reference on random matrices', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 24, max: 75 }),
        fc.constantFrom(2, 4, 6, 8),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.boolean(),
        (trials, days, splits, seed, standing) => {
          const random = seededRandom(seed);
          const returns = Float64Array.from({ length: days * trials }, (_, i) =>
            standing && i % trials === 1 ? 0 : 0.1 * (uniform(random) - 0.48),
          );
          const ours = probabilityOfBacktestOverfitting({ returns, days, trials }, splits);
          const plain = referenceOverfitting({ returns, days, trials }, splits);
          expect(ours.pbo).toBe(plain.pbo);
          expect(ours.combinations).toBe(plain.logits.length);
          plain.logits.forEach((logit, i) => {
            expectClose(ours.logits[i], logit);
            expectClose(ours.inSample[i], plain.inSample[i]);
            expectClose(ours.outOfSample[i], plain.outOfSample[i]);
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});
