/**
 * Factorises a symmetric positive definite matrix A = L·L' in place: the lower triangle of `a` becomes L.
 *
 * @param a `size × size`, row-major with row length `stride`
 * @returns false when A is not positive definite to working precision
 */
export function cholesky(a: Float64Array, size: number, stride: number): boolean {
  for (let i = 0; i < size; i++) {
    const rowI = i * stride;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * stride;
      let sum = a[rowI + j];
      for (let k = 0; k < j; k++) sum -= a[rowI + k] * a[rowJ + k];
      if (i === j) {
        if (!(sum > 0)) return false;
        a[rowI + i] = Math.sqrt(sum);
      } else a[rowI + j] = sum / a[rowJ + j];
    }
  }
  return true;
}

/** Solves L·L'·x = b in place of `b`, with L from `cholesky`. */
export function choleskySolve(l: Float64Array, size: number, stride: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * stride + k] * b[k];
    b[i] = sum / l[i * stride + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < size; k++) sum -= l[k * stride + i] * b[k];
    b[i] = sum / l[i * stride + i];
  }
}
