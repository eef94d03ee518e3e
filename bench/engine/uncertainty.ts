import {
  probabilityOfBacktestOverfitting,
  seededRandom,
  stationaryBootstrap,
  uniform,
} from '@holdfast/engine';
import { referenceBootstrap, referenceOverfitting } from './reference-uncertainty.ts';

// Uncertainty statistics against the plain reference in reference-uncertainty.ts, in the same run.
// `--quick` makes the same comparisons on small inputs.

const quick = process.argv.includes('--quick');
const random = seededRandom(7);

/** Roughly normal: the sum of twelve uniform numbers minus 6. */
const noise = () => Array.from({ length: 12 }, () => uniform(random)).reduce((a, b) => a + b, -6);

/** Best of several runs, in milliseconds: the least disturbed one. */
function time(runs: number, work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const milliseconds = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

function report(name: string, ours: number, reference: number): void {
  console.log(
    `ratio ${name}: ${(reference / ours).toFixed(1)}x (holdfast ${milliseconds(ours)} vs reference ${milliseconds(reference)})`,
  );
}

function matrixOf(days: number, trials: number) {
  return { returns: Float64Array.from({ length: days * trials }, () => 0.04 * noise()), days, trials };
}

const days = quick ? 400 : 3650;
const draws = quick ? 200 : 2000;
const levels = new Float64Array(days + 1).fill(1000);
for (let t = 1; t <= days; t++) levels[t] = levels[t - 1] * Math.exp(0.001 + 0.04 * noise());
const dates = Int32Array.from(levels, (_, t) => 15_000 + t);
const list = Array.from(levels);

const small = quick ? matrixOf(160, 10) : matrixOf(1000, 20);
const smallSplits = quick ? 8 : 16;
const large = quick ? matrixOf(400, 50) : matrixOf(3650, 1000);

const bootstrap = time(quick ? 2 : 7, () =>
  stationaryBootstrap(levels, dates, { draws, random: seededRandom(1) }),
);
const plainBootstrap = time(quick ? 1 : 2, () =>
  referenceBootstrap(list, days, 1000, draws, 20, seededRandom(1)),
);
const overfitting = time(quick ? 2 : 7, () => probabilityOfBacktestOverfitting(small, smallSplits));
const plainOverfitting = time(1, () => referenceOverfitting(small, smallSplits));
const wide = time(quick ? 1 : 3, () => probabilityOfBacktestOverfitting(large));

console.log(`stationary bootstrap: ${draws} draws of ${days} days`);
console.log(`PBO, compared: ${small.trials} trials of ${small.days} days, ${smallSplits} splits`);
console.log(`PBO of ${large.trials} trials of ${large.days} days, 16 splits: ${milliseconds(wide)}`);
report('stationary-bootstrap', bootstrap, plainBootstrap);
report('backtest-overfitting', overfitting, plainOverfitting);
