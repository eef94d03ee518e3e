import type { Statistics } from '@holdfast/engine';
import type { SnapshotInfo } from '../quality/input.ts';

/** What a varied key can be set to. */
export type SweepValue = string | number | boolean | null;

/** A key of the definition that was varied, and its values in the order given. */
export interface SweepKey {
  /** As in the file: `select.top`. */
  readonly key: string;
  readonly values: readonly SweepValue[];
}

/** One combination. */
export interface SweepVariant {
  /** By key. */
  readonly values: Readonly<Record<string, SweepValue>>;
  /** Null when this combination could not be run. */
  readonly statistics: Statistics | null;
  /** Why not. */
  readonly error: string | null;
}

/** A statistic that a sweep can be read by. */
export type SweepStatistic =
  | 'sharpe'
  | 'cagr'
  | 'sortino'
  | 'calmar'
  | 'maxDrawdown'
  | 'volatility'
  | 'finalLevel'
  | 'meanOneWayTurnover'
  | 'totalCost';

/** How much of the best variant's figures selection explains. */
export interface SelectionBias {
  /** Probability of backtest overfitting by CSCV; null when there are too few variants or days. */
  readonly pbo: number | null;
  readonly splits: number;
  /** Of the best variant by Sharpe ratio. */
  readonly deflatedSharpe: number | null;
  /** The same with every variant counted as an independent trial: the stricter one. */
  readonly deflatedSharpeByAll: number | null;
  readonly probabilisticSharpe: number | null;
  /** Variants that could be run. */
  readonly tried: number;
  /** The independent trials they amount to; null when that can't be told. */
  readonly effectiveTrials: number | null;
  /** Variants whose daily returns were compared for PBO and independence; fewer than `tried` in a large sweep. */
  readonly compared: number;
}

/** Everything a sweep's report shows. */
export interface SweepReportInput {
  readonly name: string;
  readonly keys: readonly SweepKey[];
  readonly variants: readonly SweepVariant[];
  /** How many combinations there are; more than `variants` when the sweep was stopped. */
  readonly total: number;
  readonly statistic: SweepStatistic;
  readonly bias: SelectionBias | null;
  readonly snapshot: SnapshotInfo;
  /** The definition file as written. */
  readonly definitionText: string;
}
