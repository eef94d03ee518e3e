import { finite, ratio, YEAR_DAYS } from './series.ts';
import type { BenchmarkStatistics } from './types.ts';

/**
 * An index measured against a benchmark on daily returns: beta and alpha by least squares, tracking error and
 * information ratio of the difference, capture over the benchmark's up and down days.
 *
 * @param levels of the index, one entry a date; `benchmark` likewise
 */
export function benchmarkStatistics(levels: Float64Array, benchmark: Float64Array): BenchmarkStatistics {
  const count = levels.length - 1;
  let sum = 0;
  let benchmarkSum = 0;
  let upSum = 0;
  let upBenchmark = 0;
  let downSum = 0;
  let downBenchmark = 0;
  for (let t = 1; t <= count; t++) {
    const r = levels[t] / levels[t - 1] - 1;
    const b = benchmark[t] / benchmark[t - 1] - 1;
    sum += r;
    benchmarkSum += b;
    if (b > 0) {
      upSum += r;
      upBenchmark += b;
    } else if (b < 0) {
      downSum += r;
      downBenchmark += b;
    }
  }
  const mean = sum / count;
  const benchmarkMean = benchmarkSum / count;
  const differenceMean = mean - benchmarkMean;
  let covariance = 0;
  let variance = 0;
  let differenceSquares = 0;
  for (let t = 1; t <= count; t++) {
    const r = levels[t] / levels[t - 1] - 1 - mean;
    const b = benchmark[t] / benchmark[t - 1] - 1 - benchmarkMean;
    covariance += r * b;
    variance += b * b;
    differenceSquares += (r - b) * (r - b);
  }
  const enough = count > 1;
  const year = Math.sqrt(YEAR_DAYS);
  const beta = enough ? ratio(covariance, variance, 1) : null;
  const differenceDeviation = Math.sqrt(differenceSquares / (count - 1));
  return {
    beta,
    alpha: beta === null ? null : finite((mean - beta * benchmarkMean) * YEAR_DAYS),
    trackingError: enough ? finite(differenceDeviation * year) : null,
    informationRatio: enough ? ratio(differenceMean, differenceDeviation, year) : null,
    upCapture: ratio(upSum, upBenchmark, 1),
    downCapture: ratio(downSum, downBenchmark, 1),
  };
}
