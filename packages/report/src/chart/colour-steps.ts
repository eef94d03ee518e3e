/** Largest step of the diverging scale to either side of zero. */
const DIVERGING_STEPS = 5;
/** Steps of the sequential scale, 0 to this less 1. */
const SEQUENTIAL_STEPS = 9;

/**
 * Class of a gain or loss on the diverging scale (orange – neutral – blue, which colour-blind people tell apart):
 * `h-5` … `h0` … `h5`. `full` is the size that gets the strongest colour.
 */
export function divergingStep(value: number, full: number): string {
  if (!(full > 0) || !Number.isFinite(value)) return 'h0';
  const step = Math.round((value / full) * DIVERGING_STEPS);
  return `h${Math.max(-DIVERGING_STEPS, Math.min(DIVERGING_STEPS, step)) || 0}`;
}

/** Class of a value between the lowest and the highest on the sequential scale: `q0` … `q8`. */
export function sequentialStep(value: number, low: number, high: number): string {
  if (!Number.isFinite(value)) return 'none';
  if (!(high > low)) return `q${Math.floor(SEQUENTIAL_STEPS / 2)}`;
  const share = (value - low) / (high - low);
  return `q${Math.max(0, Math.min(SEQUENTIAL_STEPS - 1, Math.floor(share * SEQUENTIAL_STEPS)))}`;
}
