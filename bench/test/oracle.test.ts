import { Panel, runBacktest } from '@holdfast/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceBacktest } from '../reference/backtest.ts';
import { differencesBetween } from './agreement.ts';
import { type BacktestCase, indexOfAssets, portfolioOfIndices } from './arbitraries.ts';
import { outcome } from './outcome.ts';

// No scheme needs a wider tolerance: with at least 5 returns the shrunk covariance is far from singular, and both
// sides solve it to the last digits. (2 returns give a covariance of rank 1, which determines no weights.)

/** Nearer to a threshold than this, relative, a decision hangs on the last bits of a sum. */
const UNDECIDED = 1e-11;

function compare(count: number, seed: number, cases: fc.Arbitrary<BacktestCase>) {
  const seen = { compared: 0, errors: 0, undecided: 0 };
  fc.assert(
    fc.property(cases, ({ panel, definition, library }) => {
      const expected = outcome(() => referenceBacktest(panel, definition, library));
      const actual = outcome(() => runBacktest(new Panel(panel), definition, { library }));
      if (typeof expected === 'string' || typeof actual === 'string') {
        seen.errors++;
        expect(typeof actual === 'string' ? actual : 'a backtest').toBe(
          typeof expected === 'string' ? expected : 'a backtest',
        );
      } else if (expected.nearestThreshold < UNDECIDED) {
        seen.undecided++;
      } else {
        seen.compared++;
        expect(differencesBetween(actual, expected).slice(0, 5)).toEqual([]);
      }
    }),
    { numRuns: count, seed },
  );
  return seen;
}

describe('the engine agrees with the reference to 1e-9', () => {
  test('2,200 random indices of assets', () => {
    const seen = compare(2_200, 20_210_101, indexOfAssets);
    expect(seen.compared).toBeGreaterThan(1_900);
    expect(seen.undecided).toBeLessThan(25);
  });

  test('900 random portfolios of indices', () => {
    const seen = compare(900, 20_210_102, portfolioOfIndices);
    // An error of a member is the portfolio's, and equal levels of members are mostly equal only up to
    // rounding, so that more of these hang on the last bits.
    expect(seen.compared).toBeGreaterThan(450);
    expect(seen.undecided).toBeLessThan(250);
  });
});
