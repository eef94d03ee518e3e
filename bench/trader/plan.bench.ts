import { makePlan, readPlanInput } from '@holdfast/trader';
import { bruteForce } from '../../packages/trader/test/support/brute-force.ts';
import { type CaseShape, caseOf } from '../../packages/trader/test/support/cases.ts';
import { duration, medianTime, quick, reportFigure, reportRatio } from '../harness.ts';

/*
 * How long planning takes, and how far plans are from their lower bounds. Input is read before the clock starts, as a
 * program that plans again and again does it.
 */

const CASES = quick ? 6 : 60;

function measure(name: string, shape: Omit<CaseShape, 'seed'>): void {
  const inputs = Array.from({ length: CASES }, (_, seed) =>
    readPlanInput(caseOf({ ...shape, seed: seed + 1 })),
  );
  for (const input of inputs) makePlan(input);
  const times: number[] = [];
  const gaps: number[] = [];
  let orders = 0;
  for (const input of inputs) {
    const start = performance.now();
    const plan = makePlan(input);
    times.push(performance.now() - start);
    gaps.push(plan.objective - plan.lower_bound);
    orders += plan.orders.length;
  }
  times.sort((a, b) => a - b);
  gaps.sort((a, b) => a - b);
  const at = (sorted: readonly number[], part: number) => sorted[Math.floor((sorted.length - 1) * part)];
  reportFigure(
    name,
    `${duration(at(times, 0.5))} median, ${duration(at(times, 1))} longest; ${(orders / CASES).toFixed(1)} orders; ` +
      `above the lower bound ${at(gaps, 0.5).toExponential(1)} median, ${at(gaps, 0.99).toExponential(1)} at 99 %`,
  );
}

const large = { assets: 100, value: 100_000, accounts: 3, minimum: [5, 10] as const };
measure('100 assets, 3 accounts, drifted', { ...large, drift: 0.2, cash: 0.03 });
measure('100 assets, 3 accounts, 60 % new cash', { ...large, drift: 0.2, cash: 0.6 });
measure('50 USD in 20 assets by market cap', { assets: 20, value: 50, cash: 1, minimum: [5, 5] });
measure('50 USD in 20 equal assets, minimums 5 to 8', {
  assets: 20,
  value: 50,
  cash: 1,
  equal: true,
  minimum: [5, 8],
});
measure('200 USD in 20 equal assets, moved by 35 %', {
  assets: 20,
  value: 200,
  equal: true,
  drift: 0.35,
  minimum: [5, 5],
});
measure('10,000 USD in 20 assets, drifted', { assets: 20, value: 10_000, drift: 0.1, minimum: [5, 10] });

const small = caseOf({ assets: quick ? 8 : 12, value: 50, cash: 1, equal: true, minimum: [5, 7], seed: 1 });
const input = readPlanInput(small);
const start = performance.now();
bruteForce(small, { inSteps: false });
const tried = performance.now() - start;
reportRatio(
  `plan of ${quick ? 8 : 12} assets`,
  medianTime(20, () => makePlan(input)),
  'trying every combination',
  tried,
);
