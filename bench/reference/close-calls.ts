/**
 * How close a run came to deciding otherwise. Two correct programs differ in the last bits, and a threshold
 * that is missed by less than those bits is not decided by the rules but by rounding; a test leaves such cases
 * out. Exact ties of what the snapshot says are no close calls: the rules say what happens to them. Ties of what
 * was computed through levels are.
 */
export class CloseCalls {
  #nearest = Number.POSITIVE_INFINITY;

  /** Smallest relative distance from a threshold. */
  get nearest(): number {
    return this.#nearest;
  }

  /**
   * Reports that `value` was compared with `threshold`; `scale` is the size of the numbers behind them.
   *
   * @param exact whether equality means a tie, rather than two roundings that happen to agree
   */
  compared(value: number, threshold: number, scale: number, exact = true): void {
    const distance = Math.abs(value - threshold);
    if (distance > 0 || !exact)
      this.#nearest = Math.min(this.#nearest, distance === 0 ? 0 : distance / scale);
  }
}
