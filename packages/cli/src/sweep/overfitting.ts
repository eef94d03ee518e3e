import {
  deflatedSharpeRatio,
  effectiveNumberOfTrials,
  probabilisticSharpeRatio,
  probabilityOfBacktestOverfitting,
  type Statistics,
  sharpeSample,
  type TrialReturns,
} from '@holdfast/engine';
import type { LevelSeries } from './messages.ts';

/**
 * How many variants the cross-validation looks at. Their daily levels must all be held at once: 1,000 variants over ten
 * years are 29 MB. Of a larger sweep it takes the best and others evenly spread over the grid, and says so.
 */
const MOST_COMPARED = 1000;

const DAYS_A_YEAR = 365;
/** Blocks that the days are cut into. */
export const SPLITS = 16;

/** What is left of the best variant when the search for it is counted in. Null where there is too little data. */
export interface SearchCost {
  /** Combinations of the grid that could be computed. */
  readonly tried: number;
  /** What the tried ones amount to as independent trials, from the mean correlation of the compared ones. */
  readonly effectiveTrials: number | null;
  /** Probability that the best one's true Sharpe ratio is above 0, the search not counted. */
  readonly probabilisticSharpe: number | null;
  /** The same against the luck of `effectiveTrials` trials. */
  readonly deflatedSharpe: number | null;
  /** The same against the luck of all `tried` as if they were independent: the stricter one. */
  readonly deflatedSharpeByAll: number | null;
  /** Probability of backtest overfitting. */
  readonly pbo: number | null;
  /** The ways to split the days that the probability is counted over; 0 without one. */
  readonly pboCombinations: number;
  /** Logits of those splits. */
  readonly pboLogits: Float64Array;
  /** Variants that were compared. */
  readonly compared: number;
  /** Daily returns that all compared variants share. */
  readonly sharedDays: number;
}

/** The compared variants: all, or the best and others evenly spread. Ascending. */
export function chooseCompared(indices: readonly number[], best: number): number[] {
  if (indices.length <= MOST_COMPARED) return [...indices];
  const spread = Array.from(
    { length: MOST_COMPARED - 1 },
    (_, i) => indices[Math.floor((i * indices.length) / (MOST_COMPARED - 1))],
  );
  return [...new Set([...spread, best])].sort((a, b) => a - b);
}

/**
 * Probabilistic and deflated Sharpe ratio of the best variant and the sweep's probability of backtest overfitting.
 *
 * @param statistics of every variant that could be computed
 * @param compared levels of `chooseCompared`, the best among them
 * @see deflatedSharpeRatio and probabilityOfBacktestOverfitting for the sources
 */
export function searchCost(
  statistics: readonly Statistics[],
  compared: readonly LevelSeries[],
  best: number,
): SearchCost {
  const tried = statistics.length;
  const matrix = sharedReturns(compared);
  const sample = sharpeSample(returnsOf(compared.find(({ index }) => index === best)!.levels));
  const effectiveTrials =
    matrix.days < 2 || matrix.trials === 0
      ? null
      : scaleTrials(effectiveNumberOfTrials(matrix), matrix.trials, tried);
  const variance = sharpeVariance(statistics);
  const deflated = (trials: number | null) =>
    sample === null || trials === null ? null : deflatedSharpeRatio(sample, { trials, variance }).probability;
  const overfitting =
    matrix.trials >= 2 && matrix.days >= 2 * SPLITS ? probabilityOfBacktestOverfitting(matrix, SPLITS) : null;
  return {
    tried,
    effectiveTrials,
    probabilisticSharpe: sample === null ? null : probabilisticSharpeRatio(sample),
    deflatedSharpe: deflated(effectiveTrials),
    deflatedSharpeByAll: deflated(tried),
    pbo: overfitting?.pbo ?? null,
    pboCombinations: overfitting?.combinations ?? 0,
    pboLogits: overfitting?.logits ?? new Float64Array(0),
    compared: matrix.trials,
    sharedDays: matrix.days,
  };
}

/** Returns of the days that all have: from the latest first date to the earliest last one. */
function sharedReturns(compared: readonly LevelSeries[]): TrialReturns {
  const from = Math.max(...compared.map(({ dates }) => dates[0]));
  const to = Math.min(...compared.map(({ dates }) => dates[dates.length - 1]));
  const trials = compared.length;
  if (from >= to) return { returns: new Float64Array(0), days: 0, trials };
  const starts = compared.map(({ dates }) => dates.findIndex((date) => date >= from));
  const days = compared[0].dates.findLastIndex((date) => date <= to) - starts[0];
  const returns = new Float64Array(days * trials);
  compared.forEach(({ levels }, k) => {
    for (let t = 0; t < days; t++) {
      returns[t * trials + k] = levels[starts[k] + t + 1] / levels[starts[k] + t] - 1;
    }
  });
  return { returns, days, trials };
}

function returnsOf(levels: Float64Array): Float64Array {
  return Float64Array.from({ length: levels.length - 1 }, (_, t) => levels[t + 1] / levels[t] - 1);
}

/** From the sample's effective number to the whole sweep's, at the same mean correlation ρ: ρ + (1 − ρ)·N. */
function scaleTrials(effective: number, sampled: number, tried: number): number {
  if (sampled === tried || sampled < 2) return effective;
  const correlation = (sampled - effective) / (sampled - 1);
  return correlation + (1 - correlation) * tried;
}

/** Of the Sharpe ratios a day. */
function sharpeVariance(statistics: readonly Statistics[]): number {
  const sharpes = statistics.map(({ sharpe }) => sharpe ?? 0);
  if (sharpes.length < 2) return 0;
  const mean = sharpes.reduce((sum, value) => sum + value, 0) / sharpes.length;
  const squares = sharpes.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares / (sharpes.length - 1) / DAYS_A_YEAR;
}
