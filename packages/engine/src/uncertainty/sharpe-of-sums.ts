/** Sample variance below which daily returns only differ by the rounding of the levels: a deviation of 1e-13. */
const ROUNDING_VARIANCE = 1e-26;
/** Share of the mean square that the subtraction in the variance can leave as rounding error. */
const CANCELLATION = 1e-12;

/**
 * Mean / sample standard deviation of `count` returns given as sums, a period (not annualised); NaN when the
 * returns are all equal.
 *
 * The sums are of `return − centre`, with a centre near the mean, so that the subtraction keeps its digits.
 *
 * @example
 * sharpeOfSums(2, 0, 0.02 + 0.04, 0.02 ** 2 + 0.04 ** 2); // 0.03 / 0.01414…
 */
export function sharpeOfSums(count: number, centre: number, sum: number, sumOfSquares: number): number {
  const mean = sum / count;
  const variance = (sumOfSquares - sum * mean) / (count - 1);
  if (variance <= ROUNDING_VARIANCE || variance <= CANCELLATION * (sumOfSquares / count)) return Number.NaN;
  return (centre + mean) / Math.sqrt(variance);
}
