import type { IndexDefinition } from '../definition/schema.ts';
import type { BenchmarkStatistics, Statistics } from '../statistics/types.ts';

/** Why a date is a rebalance. `weights`: a `from` date of the definition's own weights. */
export type RebalanceReason = 'start' | 'schedule' | 'weights' | 'drift' | 'overlay';

/** What a run wants its reader to know: dates that broke a bound, empty dates, missing benchmarks, … */
export interface Note {
  readonly code:
    | 'fewer-members-than-top'
    | 'no-eligible-asset'
    | 'bounds-infeasible'
    | 'delisted'
    | 'stale-asset-sold'
    | 'impact-unknown'
    | 'cash-asset-without-price'
    | 'custom-weight-to-cash'
    | 'unknown-asset'
    | 'benchmark-left-out'
    | 'base-date-moved';
  /** Epoch day, or null when it is about the whole run. */
  readonly date: number | null;
  readonly asset: string | null;
  readonly message: string;
}

/** One rebalance. Values are in level units. */
export interface Rebalance {
  /** Epoch day. */
  readonly date: number;
  readonly reason: RebalanceReason;
  /** Value before the trades, stale holdings that are sold valued after their haircut. */
  readonly valueBefore: number;
  readonly valueAfter: number;
  /** Σ |wᵢ·V − heldᵢ| over old and new members and the cash asset. */
  readonly traded: number;
  /** `cost_bps` and impact together. */
  readonly cost: number;
  /** The impact's part of `cost`; 0 without `capital`. */
  readonly impact: number;
  /** ½ × traded / valueBefore. */
  readonly turnover: number;
  /** The overlay's share s; 1 without an overlay. */
  readonly investedShare: number;
  /** How many assets passed all filters; null on an overlay date, where nothing is selected. */
  readonly eligible: number | null;
  /** Target weights above 0 by asset id, s × w, the cash asset included; what is missing to 1 is cash. */
  readonly targets: Readonly<Record<string, number>>;
}

/** One benchmark beside the index. */
export interface BenchmarkResult {
  readonly id: string;
  /** One entry a date of the backtest, starting at `base.value`. */
  readonly levels: Float64Array;
  /** The benchmark's own statistics. */
  readonly own: Statistics;
  /** The index measured against it. */
  readonly against: BenchmarkStatistics;
}

/** A finished backtest. */
export interface Backtest {
  readonly definition: IndexDefinition;
  /** Epoch days, from the first date of the index to the last. */
  readonly dates: Int32Array;
  /** One entry a date; the first is `base.value` less the cost of the first purchase. */
  readonly levels: Float64Array;
  readonly rebalances: readonly Rebalance[];
  readonly statistics: Statistics;
  readonly benchmarks: readonly BenchmarkResult[];
  readonly notes: readonly Note[];
  /** With an overlay: the invested share on each date, and the level of the shadow; otherwise null. */
  readonly overlay: { readonly investedShare: Float64Array; readonly shadowLevels: Float64Array } | null;
}
