/** Σ values. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Arithmetic mean of at least one value. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Whether all values are the same: their deviation is 0, whatever rounding makes of it. */
export function allEqual(values: readonly number[]): boolean {
  return Math.max(...values) === Math.min(...values);
}

/** √(Σ (x − mean)² / (n − 1)); null for fewer than two values, where it would divide by 0. */
export function sampleDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  if (allEqual(values)) return 0;
  const centre = mean(values);
  return Math.sqrt(sum(values.map((x) => (x - centre) ** 2)) / (values.length - 1));
}

/** Middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** mean / sample deviation × √365, risk-free 0; null where it would divide by 0. */
export function annualisedSharpe(returns: readonly number[]): number | null {
  const deviation = sampleDeviation(returns);
  return deviation === null || deviation === 0 ? null : (mean(returns) / deviation) * Math.sqrt(365);
}
