import type { PanelData } from '@holdfast/engine';
import type { Outcome } from './outcome.ts';
import type { SweepPlan } from './plan.ts';

/** What a worker starts with. The panel's arrays are shared, not copied. */
export interface WorkerStart {
  readonly panel: PanelData;
  readonly plan: SweepPlan;
}

/** `statistics`: compute these combinations; `levels`: compute them again and send their levels. */
export interface Task {
  readonly kind: 'statistics' | 'levels';
  readonly indices: readonly number[];
}

/** Levels of one variant, a date each. */
export interface LevelSeries {
  readonly index: number;
  readonly dates: Int32Array<ArrayBuffer>;
  readonly levels: Float64Array<ArrayBuffer>;
}

export type Answer =
  | { readonly kind: 'statistics'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'levels'; readonly series: readonly LevelSeries[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
