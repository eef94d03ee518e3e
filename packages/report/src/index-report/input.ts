import type { Backtest, Decision, Statistics } from '@holdfast/engine';
import type { QualityInput, SnapshotInfo } from '../quality/input.ts';

/** Names of an asset for people. */
export interface AssetName {
  readonly symbol: string;
  readonly name: string;
}

/** Both ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What the seeded bootstrap and the Sharpe ratio's own distribution say about chance. */
export interface Uncertainty {
  /** Share of draws inside the intervals, 0.9 for instance. */
  readonly confidence: number;
  readonly draws: number;
  /** Days. */
  readonly meanBlock: number;
  readonly cagr: Interval | null;
  readonly sharpe: Interval | null;
  readonly maxDrawdown: Interval | null;
  /** Probability that the true Sharpe ratio is above 0. */
  readonly probabilisticSharpe: number | null;
  /** The same after allowing for the number of variants tried. */
  readonly deflatedSharpe: number | null;
}

/** What the index would have cost and earned with so much money in it. */
export interface CapacityRow {
  readonly capitalUsd: number;
  /** CAGR without costs less CAGR with them; null when it can't be told. */
  readonly costDragPerYear: number | null;
  readonly cagr: number | null;
  /** False: a trade's impact would have cost more than the index is worth. */
  readonly feasible: boolean;
}

/** The same index held at one constant share beside cash, to compare an overlay with. */
export interface ConstantMix {
  readonly share: number;
  /** One entry a date of the backtest. */
  readonly levels: ArrayLike<number>;
  readonly statistics: Statistics;
}

/** What repeats the result to the last digit. */
export interface Provenance {
  readonly definitionSha256: string;
  readonly engineSha256: string;
  /** Of the asset tags in use. */
  readonly tagsSha256: string;
}

/** Everything an index report shows. Dates are epoch days, rates are fractions. */
export interface IndexReportInput {
  readonly backtest: Backtest;
  /** From a recorder of scope `involved`, in order of date. Rebalances without one are shown without reasons. */
  readonly decisions: readonly Decision[];
  /**
   * The last rebalance that selected, from a recorder of scope `all`: near misses and what the filters left out.
   * Null: only what `decisions` knows is shown.
   */
  readonly lastSelection: Decision | null;
  readonly snapshot: SnapshotInfo;
  readonly quality: QualityInput | null;
  readonly uncertainty: Uncertainty | null;
  readonly capacity: readonly CapacityRow[];
  readonly constantMix: ConstantMix | null;
  /** How many definitions were tried before this one was shown, itself included; null when nobody counted. */
  readonly variantsTried: number | null;
  /** By asset id, or by definition id for members and benchmarks that are definitions. */
  readonly names: ReadonlyMap<string, AssetName>;
  readonly provenance: Provenance;
  /** The definition file as written. */
  readonly definitionText: string;
  /** Where the overview lies, relative to the report; null when there is none. */
  readonly overviewHref: string | null;
}
