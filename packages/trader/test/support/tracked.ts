import { expect } from 'vitest';
import {
  type TrackingFill,
  type TrackingMark,
  type TrackingParts,
  type TrackingReport,
  track,
} from '../../src/index.ts';

export const DAY = 86_400_000;
export const START = Date.UTC(2021, 0, 1);

/** A mark at a day's beginning; USDT is worth a dollar. */
export function mark(
  day: number,
  mids: Record<string, number>,
  holdings: Record<string, number>,
  level: number,
  weights: Record<string, number>,
  more: Partial<TrackingMark> = {},
): TrackingMark {
  return {
    time: START + day * DAY,
    mids: { USDT: 1, ...mids },
    holdings,
    index: { level, weights },
    ...more,
  };
}

export function trackMarks(marks: TrackingMark[], fills: readonly TrackingFill[] = []): TrackingReport {
  const [last] = marks.slice(-1);
  return track({ marks: [...marks.slice(0, -1), { ...last, fills }], cash: ['USDT'] });
}

export const sumOf = (parts: TrackingParts): number =>
  Object.values(parts).reduce((sum, part) => sum + part, 0);

/** Expects these parts, all others to be zero, and all of them to add up. */
export function expectParts(report: TrackingReport, expected: Partial<TrackingParts>): void {
  for (const [part, amount] of Object.entries(report.parts)) {
    expect(amount, part).toBeCloseTo(expected[part as keyof TrackingParts] ?? 0, 12);
  }
  expect(sumOf(report.parts)).toBeCloseTo(report.trackingDifference, 12);
}
