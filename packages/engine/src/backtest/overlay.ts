import type { IndexDefinition, Schedule } from '../definition/schema.ts';
import { sampleDeviation } from '../statistics/moments.ts';

/**
 * The share that an overlay invests, from the shadow's levels up to t − lag; `known` is how many of them that is.
 * 1 as long as there are too few, or when they never moved.
 */
export type ShareRule = (levels: Float64Array, known: number) => number;

/** The rule of a definition's overlay and the schedule it is evaluated on; null without an overlay. */
export function overlayOf(definition: IndexDefinition): { schedule: Schedule; share: ShareRule } | null {
  const { overlay } = definition;
  if (overlay === null) return null;
  if ('trend' in overlay) {
    const { window, schedule } = overlay.trend;
    return { schedule, share: (levels, known) => trendShare(levels, known, window) };
  }
  const { annual, window, schedule } = overlay.volatility_target;
  return { schedule, share: (levels, known) => volatilityShare(levels, known, window, annual) };
}

/** 0 when the last known level is below the mean of the last `window` levels, else 1. */
function trendShare(levels: Float64Array, known: number, window: number): number {
  if (known < window) return 1;
  const last = levels[known - 1];
  // Differences from the last level, so that a flat series has a mean difference of exactly 0.
  let difference = 0;
  for (let i = known - window; i < known; i++) difference += levels[i] - last;
  return difference > 0 ? 0 : 1;
}

/** min(1, target / realised volatility of the last `window` simple returns). */
function volatilityShare(levels: Float64Array, known: number, window: number, annual: number): number {
  if (known - 1 < window) return 1;
  const returns = new Float64Array(window);
  for (let k = 0; k < window; k++) {
    const i = known - window + k;
    returns[k] = levels[i] / levels[i - 1] - 1;
  }
  const volatility = sampleDeviation(returns) * Math.sqrt(365);
  return volatility > 0 ? Math.min(1, annual / volatility) : 1;
}
