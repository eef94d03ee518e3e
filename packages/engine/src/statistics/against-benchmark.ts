import { finite, ratio, YEAR_DAYS } from './series.ts';
import type { BenchmarkStatistics } from './types.ts';

/**
 * An index measured against a benchmark on daily returns: beta and alpha by least squares, tracking error and
 * information ratio of the difference, capture over the benchmark's up and down days.
 *
 * @param returns daily returns of the index, `benchmark` those of the benchmark on the same dates
 */
export function benchmarkStatistics(returns: Float64Array, benchmark: Float64Array): BenchmarkStatistics {
  const count = returns.length;
  let sum = 0;
  let benchmarkSum = 0;
  let upSum = 0;
  let upBenchmark = 0;
  let downSum = 0;
  let downBenchmark = 0;
  for (let t = 0; t < count; t++) {
    const r = returns[t];
    const b = benchmark[t];
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
  for (let t = 0; t < count; t++) {
    const r = returns[t] - mean;
    const b = benchmark[t] - benchmarkMean;
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
