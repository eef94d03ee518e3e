/** A symmetric `size × size` matrix, row-major. */
export interface Covariance {
  readonly size: number;
  readonly values: Float64Array;
  /** Share of the scaled identity in the estimate, 0 to 1. */
  readonly shrinkage: number;
}

/**
 * An intensity of 0 means that every day's returns say the same, as any two days do, so that the matrix is singular
 * and the solvers may have many answers or none. This much identity picks one, and is below every tolerance else.
 */
const LEAST_SHRINKAGE = 1e-10;

/**
 * Covariance of daily returns, shrunk to the scaled identity.
 *
 * The sample covariance S (de-meaned, divisor n) is mixed with m·I, m the mean variance, with the intensity that
 * minimises the expected squared error: b² / d², d² = ‖S − mI‖², b² the estimated error of S, clipped to [0, 1].
 * Source: O. Ledoit, M. Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", Journal
 * of Multivariate Analysis 88 (2004), section 3.
 *
 * @param returns `size` rows of `window` returns, row-major; de-meaned in place
 * @param out room for size × size values
 */
export function shrunkCovariance(
  returns: Float64Array,
  size: number,
  window: number,
  out: Float64Array,
): Covariance {
  for (let i = 0; i < size; i++) {
    const from = i * window;
    let sum = 0;
    for (let k = 0; k < window; k++) sum += returns[from + k];
    const centre = sum / window;
    for (let k = 0; k < window; k++) returns[from + k] -= centre;
  }
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const a = i * window;
      const b = j * window;
      let sum = 0;
      for (let k = 0; k < window; k++) sum += returns[a + k] * returns[b + k];
      const value = sum / window;
      out[i * size + j] = value;
      out[j * size + i] = value;
      squares += i === j ? value * value : 2 * value * value;
    }
    trace += out[i * size + i];
  }
  const meanVariance = trace / size;
  // ‖S − mI‖² = ‖S‖² − size·m², and Σₖ‖xₖxₖ' − S‖² = Σₖ(xₖ'xₖ)² − n‖S‖²: no matrix per day is needed.
  const distance = squares - size * meanVariance * meanVariance;
  let fourth = 0;
  for (let k = 0; k < window; k++) {
    let length = 0;
    for (let i = 0; i < size; i++) {
      const x = returns[i * window + k];
      length += x * x;
    }
    fourth += length * length;
  }
  const error = (fourth / window - squares) / window;
  const shrinkage = distance > 0 ? Math.min(1, Math.max(LEAST_SHRINKAGE, error / distance)) : 1;
  const keep = 1 - shrinkage;
  for (let i = 0; i < size * size; i++) out[i] *= keep;
  for (let i = 0; i < size; i++) out[i * size + i] += shrinkage * meanVariance;
  return { size, values: out, shrinkage };
}
