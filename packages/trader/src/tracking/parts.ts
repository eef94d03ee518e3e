import type { DeviationLabel } from './tracking-input.ts';

/** The causes into which a difference is split, in the order in which they are told. */
const TRACKING_PARTS = [
  'fees',
  'spread',
  'cash',
  'timing',
  'untradable',
  'notWorthIt',
  'minimum',
  'indexPricing',
  'unexplained',
] as const;

/**
 * - `fees`: what exchanges charged.
 * - `spread`: fills' prices against the mids at which they were filled.
 * - `cash`: cash that the index doesn't hold, or lacking cash that it does.
 * - `timing`: from the index's rebalance until the trades were filled, the move between plan and fill included.
 * - `untradable`, `notWorthIt`, `minimum`: deviations that were kept, by why.
 * - `indexPricing`: the index's level against its own weights at the account's mids: other price sources, costs that it models.
 * - `unexplained`: units that came or went without a fill, fee or flow.
 */
export type TrackingPart = (typeof TRACKING_PARTS)[number];

/** An amount for each cause. */
export type TrackingParts = Readonly<Record<TrackingPart, number>>;

const LABEL_PART: Readonly<Record<DeviationLabel, TrackingPart>> = {
  untradable: 'untradable',
  'not-worth-it': 'notWorthIt',
  minimum: 'minimum',
  pending: 'timing',
};

/** The part that a deviation's label belongs to. */
export function partOf(label: DeviationLabel | undefined): TrackingPart {
  return LABEL_PART[label ?? 'pending'];
}

/** Nothing for each cause, to add to. */
export function noParts(): Record<TrackingPart, number> {
  return Object.fromEntries(TRACKING_PARTS.map((part) => [part, 0])) as Record<TrackingPart, number>;
}

/** Each cause's amount, changed. */
export function mapParts(change: (part: TrackingPart) => number): TrackingParts {
  return Object.fromEntries(TRACKING_PARTS.map((part) => [part, change(part)])) as TrackingParts;
}
