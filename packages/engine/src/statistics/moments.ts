/** Mean of `count` values from `from`. */
export function mean(values: Float64Array, from = 0, count = values.length - from): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i];
  return sum / count;
}

/** Sample standard deviation (divisor n − 1) of `count` values from `from`; NaN for fewer than 2. */
export function sampleDeviation(values: Float64Array, from = 0, count = values.length - from): number {
  const centre = mean(values, from, count);
  let squares = 0;
  for (let i = from; i < from + count; i++) {
    const d = values[i] - centre;
    squares += d * d;
  }
  return Math.sqrt(squares / (count - 1));
}

/** Median; sorts `values` in place. The mean of the middle two for an even count. */
export function median(values: Float64Array): number {
  values.sort();
  const middle = values.length >>> 1;
  return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}
