import { expect, it } from 'vitest';
import { makePlan, readPlanInput } from '../src/index.ts';
import { bruteForce } from './support/brute-force.ts';
import { type CaseShape, caseOf } from './support/cases.ts';

/** Every combination is tried, so cases are small; values are where minimums hurt. */
const SMALL: readonly Omit<CaseShape, 'seed'>[] = [20, 50, 200, 10_000].flatMap((value) =>
  [true, false].flatMap((equal) => [
    { assets: 4, value, equal, cash: 1, minimum: [3, 6] as const },
    { assets: 4, value, equal, cash: 0.3, drift: 0.4, minimum: [3, 6] as const },
    { assets: 4, value, equal, drift: 0.6, minimum: [1, 6] as const },
    { assets: 3, value, equal, cash: 0.5, drift: 0.9, minimum: [2, 9] as const, invested: 0.7 },
  ]),
);

/** What may be lost to a search that stops early. */
const TOLERANCE = 1e-6;

function expectOptimum(shape: CaseShape): void {
  const given = caseOf(shape);
  const plan = makePlan(readPlanInput(given));
  const brute = bruteForce(given);
  const name = JSON.stringify(shape);
  expect(plan.objective, name).toBeLessThanOrEqual(brute.inSteps + TOLERANCE + 0.3 * brute.steps);
  expect(plan.lower_bound, name).toBeLessThanOrEqual(brute.objective + 1e-8);
  expect(plan.lower_bound, name).toBeGreaterThanOrEqual(brute.objective - TOLERANCE);
}

it('finds what trying every combination in whole steps finds, in cases of 3 and 4 assets', () => {
  for (const [at, shape] of SMALL.entries()) {
    for (let nth = 0; nth < 8; nth++) expectOptimum({ ...shape, seed: at * 100 + nth });
  }
});

it.each([
  ['equal weights', true],
  ['market caps', false],
] as const)('finds what trying every combination finds, buying 12 assets with 50 USD: %s', (_, equal) => {
  const given = caseOf({ assets: 12, value: 50, equal, cash: 1, minimum: [5, 7], seed: 11 });
  const plan = makePlan(readPlanInput(given));
  const brute = bruteForce(given, { inSteps: false });
  expect(plan.lower_bound).toBeLessThanOrEqual(brute.objective + 1e-8);
  // Steps of 0.1 to 1 % of the value leave some cash, whose gap counts ten times.
  expect(plan.objective).toBeLessThanOrEqual(brute.objective + TOLERANCE + 0.3 * 10 * brute.steps);
});
