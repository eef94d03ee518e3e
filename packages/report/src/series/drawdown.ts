/** A fall from a peak to a trough and the way back. Positions in the series. */
export interface Drawdown {
  readonly peak: number;
  readonly trough: number;
  /** First position at or above the peak's level again; null when it never came. */
  readonly recovery: number | null;
  /** < 0. */
  readonly depth: number;
}

/** Vₜ / max_{s≤t} V_s − 1 for each level; 0 at a peak. */
export function drawdownSeries(levels: ArrayLike<number>): Float64Array {
  const out = new Float64Array(levels.length);
  let peak = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < out.length; t++) {
    peak = Math.max(peak, levels[t]);
    out[t] = peak > 0 ? levels[t] / peak - 1 : 0;
  }
  return out;
}

/** The deepest drawdowns, deepest first; those that overlap count once. */
export function deepestDrawdowns(levels: ArrayLike<number>, count: number): Drawdown[] {
  const falls: Drawdown[] = [];
  let peak = 0;
  let trough = 0;
  const close = (recovery: number | null): void => {
    if (trough > peak) {
      falls.push({ peak, trough, recovery, depth: levels[trough] / levels[peak] - 1 });
    }
  };
  for (let t = 1; t < levels.length; t++) {
    if (levels[t] >= levels[peak]) {
      close(t);
      peak = t;
      trough = t;
    } else if (levels[t] < levels[trough] || trough === peak) {
      trough = t;
    }
  }
  close(null);
  return falls.sort((a, b) => a.depth - b.depth).slice(0, count);
}
