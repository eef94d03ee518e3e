import { scaleLinear, scaleLog } from 'd3-scale';

/** From values to heights: 0 at the bottom, 1 at the top. */
export interface ValueAxis {
  readonly ticks: readonly number[];
  /** Share of the height; clamped to it. NaN gives NaN. */
  at(value: number): number;
}

/**
 * An axis over round values that holds `low` to `high`. `log` needs positive values and falls back to a linear axis
 * without them.
 */
export function valueAxis(low: number, high: number, kind: 'linear' | 'log'): ValueAxis {
  if (!(Number.isFinite(low) && Number.isFinite(high))) return { ticks: [], at: () => Number.NaN };
  if (kind === 'log' && low > 0) {
    // A series that never moves still needs an axis with two ends.
    const wide = high > low ? [low, high] : [low / 1.1, high * 1.1];
    const scale = scaleLog()
      .domain([wide[0] * 0.98, wide[1] * 1.02])
      .range([0, 1])
      .clamp(true);
    return { ticks: logTicks(wide[0], wide[1]), at: (value) => (value > 0 ? scale(value) : 0) };
  }
  const room = high > low ? 0 : Math.abs(high) * 0.1 || 0.05;
  const scale = scaleLinear()
    .domain([low - room, high + room])
    .nice(5)
    .range([0, 1])
    .clamp(true);
  return { ticks: scale.ticks(5), at: (value) => scale(value) };
}

/** Round values between two positive ones: powers of ten when there are many, else 1-2-5, else finer steps. */
function logTicks(low: number, high: number): number[] {
  const inside = (value: number): boolean => value >= low * 0.999 && value <= high * 1.001;
  for (const steps of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]]) {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      for (const step of steps) {
        const value = Number((step * 10 ** power).toPrecision(6));
        if (inside(value)) ticks.push(value);
      }
    }
    if (ticks.length >= 4) return ticks.length > 9 ? ticks.filter((_, i) => i % 2 === 0) : ticks;
  }
  return scaleLinear().domain([low, high]).ticks(5);
}
