import {
  probabilityOfBacktestOverfitting,
  seededRandom,
  stationaryBootstrap,
  uniform,
} from '@holdfast/engine';
import { duration, medianTime, quick, reportFigure, reportRatio } from '../harness.ts';
import { referenceBootstrap, referenceOverfitting } from './reference-uncertainty.ts';

// Uncertainty statistics against the plain reference in reference-uncertainty.ts, in the same run, warm. `--quick`:
// short histories.

const random = seededRandom(7);

/** Roughly normal: the sum of twelve uniform numbers minus 6. */
const noise = () => Array.from({ length: 12 }, () => uniform(random)).reduce((a, b) => a + b, -6);

function matrixOf(days: number, trials: number) {
  return { returns: Float64Array.from({ length: days * trials }, () => 0.04 * noise()), days, trials };
}

const days = quick ? 400 : 3650;
const draws = quick ? 200 : 2000;
const levels = new Float64Array(days + 1).fill(1000);
for (let t = 1; t <= days; t++) levels[t] = levels[t - 1] * Math.exp(0.001 + 0.04 * noise());
const dates = Int32Array.from(levels, (_, t) => 15_000 + t);
const list = Array.from(levels);

const wide = quick ? matrixOf(400, 50) : matrixOf(3650, 1000);
const narrow = quick ? matrixOf(160, 10) : matrixOf(1000, 20);
const splits = quick ? 8 : 16;

reportFigure(
  `PBO of ${wide.trials} trials of ${wide.days} days, 16 splits`,
  duration(medianTime(3, () => probabilityOfBacktestOverfitting(wide))),
);
reportRatio(
  `stationary bootstrap, ${draws} draws of ${days} days`,
  medianTime(9, () => stationaryBootstrap(levels, dates, { draws, random: seededRandom(1) })),
  'reference',
  medianTime(3, () => referenceBootstrap(list, days, 1000, draws, 20, seededRandom(1))),
);
reportRatio(
  `PBO of ${narrow.trials} trials of ${narrow.days} days, ${splits} splits`,
  medianTime(9, () => probabilityOfBacktestOverfitting(narrow, splits)),
  'reference',
  medianTime(1, () => referenceOverfitting(narrow, splits)),
);
