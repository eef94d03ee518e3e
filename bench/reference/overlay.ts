import type { IndexDefinition } from '@holdfast/engine';
import type { CloseCalls } from './close-calls.ts';
import { mean, sampleDeviation } from './moments.ts';

/** What the overlay sees of a day of the shadow. */
interface ShadowDay {
  readonly level: number;
  readonly isCash: boolean;
}

/**
 * The invested share s, from the shadow's days up to t − lag (oldest first; shorter than needed, or empty, near
 * the first date).
 */
export function investedShare(
  overlay: NonNullable<IndexDefinition['overlay']>,
  days: readonly ShadowDay[],
  closeCalls: CloseCalls,
): number {
  const levels = days.map(({ level }) => level);
  if ('trend' in overlay) {
    const { window } = overlay.trend;
    if (levels.length < window) return 1;
    const now = levels[levels.length - 1];
    // As differences, so that a flat series is exactly on its mean.
    const above = mean(levels.slice(-window).map((level) => level - now));
    const exact = window === 1 || days.slice(-window).every(({ isCash }) => isCash);
    closeCalls.compared(above, 0, now, exact);
    return above > 0 ? 0 : 1;
  }
  const { annual, window } = overlay.volatility_target;
  if (levels.length < window + 1) return 1;
  const last = levels.slice(-window - 1);
  const deviation = sampleDeviation(last.slice(1).map((level, k) => level / last[k] - 1));
  if (deviation === null || !(deviation > 0)) return 1;
  return Math.min(1, annual / (deviation * Math.sqrt(365)));
}

/** The overlay's own schedule. */
export function overlaySchedule(overlay: NonNullable<IndexDefinition['overlay']>) {
  return 'trend' in overlay ? overlay.trend.schedule : overlay.volatility_target.schedule;
}
