import type { RebalanceReason } from './result.ts';

/** The first rule an asset fails; `null` in `AssetDecision.failed` means eligible. */
export type EligibilityRule =
  | 'price-on-date'
  | 'price-at-lag'
  | 'excluded-id'
  | 'not-included'
  | 'excluded-tag'
  | 'no-included-tag'
  | 'market-cap-missing'
  | 'min-market-cap'
  | 'median-volume-incomplete'
  | 'min-median-volume'
  | 'min-age'
  | 'selection-window-incomplete'
  | 'weight-window-incomplete'
  | 'flat-window'
  | 'no-votes'
  | 'no-custom-weight';

/** Everything that was decided about one asset on one rebalance date. Values are in level units. */
export interface AssetDecision {
  readonly asset: string;
  readonly failed: EligibilityRule | null;
  /** A sentence with the numbers: "market cap 9,100,000 USD is below min_market_cap 10,000,000". */
  readonly failedBecause: string | null;
  /** 1-based rank among the eligible assets; null when not eligible or when nothing ranks. */
  readonly rank: number | null;
  /** The value it was ranked by, in the rule's own unit. */
  readonly value: number | null;
  /**
   * `top`: rank ≤ N; with a buffer `core`: rank ≤ N − b, `kept`: a member that kept its place, `filled`: a free
   * place by rank; `outside`: eligible but no member.
   */
  readonly place: 'top' | 'core' | 'kept' | 'filled' | 'all' | 'outside' | null;
  /** What the scheme gave, normalised to the sum of the weights, before bounds. */
  readonly rawWeight: number | null;
  /** After cap, floor and sector cap. */
  readonly boundedWeight: number | null;
  /** Which bound holds this weight. */
  readonly bound: 'cap' | 'floor' | 'sector-cap' | 'infeasible' | null;
  /** s × bounded weight: what was aimed at. */
  readonly targetWeight: number;
  readonly weightBefore: number;
  /** Bought (+) or sold (−). */
  readonly trade: number;
  readonly cost: number;
  /** The impact's part of `cost`. */
  readonly impact: number;
}

/** The full reasoning of one rebalance. */
export interface Decision {
  /** Epoch day of the trades. */
  readonly date: number;
  /** Epoch day of the last row the rules could see. */
  readonly knownUntil: number;
  readonly reason: RebalanceReason;
  readonly valueBefore: number;
  readonly valueAfter: number;
  readonly cost: number;
  readonly turnover: number;
  readonly investedShare: number;
  /** Whether the bounds could not be kept, so that the weights are equal. */
  readonly breach: boolean;
  /** Members and assets that left, or every asset of the panel when `scope` is `all`; by asset id. */
  readonly assets: readonly AssetDecision[];
}

/** Receives every decision of a run, in order of date. */
export interface DecisionRecorder {
  /** `involved`: old and new members; `all`: every asset of the panel. */
  readonly scope: 'involved' | 'all';
  /** Only rebalances from `from` to `to` (epoch days, inclusive) are recorded; all when left out. */
  readonly from?: number;
  readonly to?: number;
  record(decision: Decision): void;
}
