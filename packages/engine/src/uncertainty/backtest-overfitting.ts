import { HoldfastError } from '@holdfast/errors';
import { sharpeOfSums } from './sharpe-of-sums.ts';
import { checkTrialReturns, type TrialReturns } from './trial-returns.ts';

const DAYS_A_YEAR = 365;
/** 184,756 combinations; each step of two from here quadruples them. */
const MAXIMUM_SPLITS = 20;

/** Least-squares line of the chosen trial's Sharpe ratio out of sample on the one in sample; both annualised. */
export interface Degradation {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance explained, from 0 to 1; null when the ratio out of sample never varies. */
  readonly r2: number | null;
}

/** Arrays hold one entry a combination: the sets of blocks in sample in lexicographic order. */
export interface BacktestOverfitting {
  /** Share of combinations in which the best trial in sample is no better than the median out of sample. */
  readonly pbo: number;
  /** ln(ω / (1 − ω)), ω = rank out of sample (1 is the worst) / (trials + 1). */
  readonly logits: Float64Array;
  /** Sharpe ratio of the chosen trial in sample, annualised. */
  readonly inSample: Float64Array;
  /** Its Sharpe ratio out of sample, annualised. */
  readonly outOfSample: Float64Array;
  /** Null when the ratio in sample never varies. */
  readonly degradation: Degradation | null;
  /** Share of combinations in which the chosen trial loses money out of sample. */
  readonly probabilityOfLoss: number;
  readonly combinations: number;
  /** Days that were used: the oldest are dropped so that blocks are of equal length. */
  readonly days: number;
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: the days are cut into `splits`
 * blocks; for each choice of half the blocks, the trial with the best Sharpe ratio there is chosen and ranked by its
 * Sharpe ratio on the other half.
 *
 * Source: Bailey, Borwein, López de Prado and Zhu (2017), "The probability of backtest overfitting", Journal of
 * Computational Finance 20(4). What the paper leaves open:
 * - When the days don't divide by `splits`, the oldest days are dropped.
 * - A trial whose returns are all equal in a half has a Sharpe ratio of 0 there: it risked nothing.
 * - Several trials best in sample: the one that does worst out of sample is taken, so the order of trials can't matter.
 * - Equal ratios out of sample share the mean of their ranks. A logit of 0, the median, counts as overfit.
 *
 * Time grows with trials × combinations, after one pass over the returns.
 *
 * @param splits even, from 2 to 20; 16 gives 12,870 combinations
 * @throws HoldfastError STATISTICS_INVALID for fewer than two trials, fewer days than splits (or than 4), other
 *   splits, a wrong shape or a return that isn't finite
 * @example
 * const { pbo } = probabilityOfBacktestOverfitting({ returns, days: 1460, trials: 200 });
 */
export function probabilityOfBacktestOverfitting(matrix: TrialReturns, splits = 16): BacktestOverfitting {
  checkArguments(matrix, splits);
  const { trials } = matrix;
  const blockDays = Math.floor(matrix.days / splits);
  const days = blockDays * splits;
  const recent: TrialReturns = {
    returns: matrix.returns.subarray((matrix.days - days) * trials),
    days,
    trials,
  };
  const blocks = blockSums(recent, splits);

  const combinations = countCombinations(splits);
  const logits = new Float64Array(combinations);
  const inSample = new Float64Array(combinations);
  const outOfSample = new Float64Array(combinations);
  const sharpes = new Float64Array(trials);
  const otherSharpes = new Float64Array(trials);
  let position = 0;

  const record = (index: number, chosenFrom: Float64Array, rankedBy: Float64Array): void => {
    const chosen = choose(chosenFrom, rankedBy);
    const rank = rankOf(rankedBy, rankedBy[chosen]);
    logits[index] = Math.log(rank / (trials + 1 - rank));
    inSample[index] = chosenFrom[chosen] * Math.sqrt(DAYS_A_YEAR);
    outOfSample[index] = rankedBy[chosen] * Math.sqrt(DAYS_A_YEAR);
  };
  visitHalves(blocks, (sums, otherSums) => {
    halfSharpes(sums, days / 2, sharpes);
    halfSharpes(otherSums, days / 2, otherSharpes);
    record(position, sharpes, otherSharpes);
    // The complement of the i-th set in lexicographic order is the i-th from the end.
    record(combinations - 1 - position, otherSharpes, sharpes);
    position++;
  });

  return {
    pbo: logits.reduce((sum, logit) => sum + (logit <= 0 ? 1 : 0), 0) / combinations,
    logits,
    inSample,
    outOfSample,
    degradation: degradationOf(inSample, outOfSample),
    probabilityOfLoss: outOfSample.reduce((sum, ratio) => sum + (ratio < 0 ? 1 : 0), 0) / combinations,
    combinations,
    days,
  };
}

/**
 * Per block: the sums of the trials' returns, then the sums of their squares. Not centred, so that trials which are
 * equal in some blocks have equal sums there; a Sharpe ratio of 1,000 a day still has nine right digits.
 */
function blockSums({ returns, days, trials }: TrialReturns, splits: number): Float64Array[] {
  const blockDays = days / splits;
  return Array.from({ length: splits }, (_, block) => {
    const sums = new Float64Array(2 * trials);
    for (let t = block * blockDays; t < (block + 1) * blockDays; t++) {
      for (let k = 0; k < trials; k++) {
        const value = returns[t * trials + k];
        sums[k] += value;
        sums[trials + k] += value * value;
      }
    }
    return sums;
  });
}

/**
 * Calls `visit` with the sums over each half of the blocks that holds the first block, in lexicographic order, and
 * the sums over the other half. Sums of a common beginning are computed once: about four additions a trial and half.
 */
function visitHalves(
  blocks: readonly Float64Array[],
  visit: (sums: Float64Array, otherSums: Float64Array) => void,
): void {
  const size = blocks.length / 2;
  const partials = () => Array.from({ length: size + 1 }, () => new Float64Array(blocks[0].length));
  const inside = partials();
  const outside = partials();
  /** The first `taken` + `left` blocks are dealt with; deals the next one to each side that has room. */
  const deal = (taken: number, left: number): void => {
    const block = blocks[taken + left];
    if (block === undefined) {
      visit(inside[size], outside[size]);
      return;
    }
    if (taken < size) {
      add(inside[taken], block, inside[taken + 1]);
      deal(taken + 1, left);
    }
    if (left < size && taken > 0) {
      add(outside[left], block, outside[left + 1]);
      deal(taken, left + 1);
    }
  };
  deal(0, 0);
}

function add(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] + b[i];
}

/** Sharpe ratios a day of all trials in the half with these sums. */
function halfSharpes(sums: Float64Array, count: number, out: Float64Array): void {
  const trials = out.length;
  for (let k = 0; k < trials; k++) {
    const sharpe = sharpeOfSums(count, 0, sums[k], sums[trials + k]);
    out[k] = Number.isNaN(sharpe) ? 0 : sharpe;
  }
}

/** The best in sample; among equals the worst out of sample. */
function choose(chosenFrom: Float64Array, rankedBy: Float64Array): number {
  let best = 0;
  for (let k = 1; k < chosenFrom.length; k++) {
    if (chosenFrom[k] > chosenFrom[best]) best = k;
    else if (chosenFrom[k] === chosenFrom[best] && rankedBy[k] < rankedBy[best]) best = k;
  }
  return best;
}

/** Rank of one of the values, 1 for the lowest; equal values share the mean of their ranks. */
function rankOf(values: Float64Array, value: number): number {
  let below = 0;
  let equal = 0;
  for (let k = 0; k < values.length; k++) {
    if (values[k] < value) below++;
    else if (values[k] === value) equal++;
  }
  return below + (equal + 1) / 2;
}

function degradationOf(inSample: Float64Array, outOfSample: Float64Array): Degradation | null {
  const count = inSample.length;
  const meanIn = inSample.reduce((sum, value) => sum + value, 0) / count;
  const meanOut = outOfSample.reduce((sum, value) => sum + value, 0) / count;
  let varianceIn = 0;
  let varianceOut = 0;
  let covariance = 0;
  for (let i = 0; i < count; i++) {
    const x = inSample[i] - meanIn;
    const y = outOfSample[i] - meanOut;
    varianceIn += x * x;
    varianceOut += y * y;
    covariance += x * y;
  }
  if (varianceIn === 0) return null;
  const slope = covariance / varianceIn;
  return {
    slope,
    intercept: meanOut - slope * meanIn,
    r2: varianceOut === 0 ? null : (covariance * covariance) / (varianceIn * varianceOut),
  };
}

/** The number of ways to choose half of the blocks. */
function countCombinations(splits: number): number {
  let count = 1;
  for (let i = 1; i <= splits / 2; i++) count = (count * (splits / 2 + i)) / i;
  return count;
}

function checkArguments(matrix: TrialReturns, splits: number): void {
  if (!Number.isSafeInteger(splits) || splits % 2 !== 0 || splits < 2 || splits > MAXIMUM_SPLITS) {
    invalid(`the number of splits is an even number from 2 to ${MAXIMUM_SPLITS}, not ${splits}`);
  }
  checkTrialReturns(matrix);
  if (matrix.trials < 2) {
    invalid(`with ${matrix.trials} trial there is nothing to choose from; give two trials or more`);
  }
  const needed = Math.max(4, splits);
  if (matrix.days < needed) {
    invalid(
      `${splits} splits need ${needed} days or more, not ${matrix.days}; take a longer period or fewer splits`,
    );
  }
}

function invalid(why: string): never {
  throw new HoldfastError('STATISTICS_INVALID', `Overfitting can't be measured: ${why}.`, { why });
}
