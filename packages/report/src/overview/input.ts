import type { Statistics } from '@holdfast/engine';
import type { AssetName } from '../index-report/input.ts';
import type { SnapshotInfo } from '../quality/input.ts';

/** A level series with its statistics. Epoch days; rates are fractions. */
export interface OverviewSeries {
  /** Definition id, or asset id of a benchmark. */
  readonly id: string;
  readonly name: string;
  readonly baseValue: number;
  readonly dates: ArrayLike<number>;
  readonly levels: ArrayLike<number>;
  readonly statistics: Statistics;
}

/** One index of the overview. */
export interface OverviewIndex extends OverviewSeries {
  readonly description: string;
  /** Its report, relative to the overview: "top-20.html". */
  readonly href: string;
  /** Target weights at the last rebalance by asset id; what is missing to 1 is cash. */
  readonly lastMembers: Readonly<Record<string, number>>;
}

/** Everything the overview shows. */
export interface OverviewInput {
  readonly indices: readonly OverviewIndex[];
  /** Shown below the indices for comparison. */
  readonly benchmarks: readonly OverviewSeries[];
  readonly snapshot: SnapshotInfo;
  /** By asset or definition id. */
  readonly names: ReadonlyMap<string, AssetName>;
}
