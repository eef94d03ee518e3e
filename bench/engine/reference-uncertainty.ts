import { type RandomSource, type TrialReturns, uniform } from '@holdfast/engine';

// Plain and obviously right rather than fast: every resampled level and every half of a matrix is written out, and
// the statistics' formulas are applied to it as they stand in the methodology.

function referenceSharpe(returns: readonly number[]): number | null {
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const variance = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (returns.length - 1);
  return variance < 1e-26 ? null : (mean / Math.sqrt(variance)) * Math.sqrt(365);
}

function referenceMaxDrawdown(levels: readonly number[]): number {
  let peak = 0;
  let worst = 0;
  for (const level of levels) {
    peak = Math.max(peak, level);
    worst = Math.min(worst, level / peak - 1);
  }
  return worst;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)];
  const high = sorted[Math.ceil(position)];
  return low + (position - Math.floor(position)) * (high - low);
}

interface ReferenceIntervals {
  readonly cagr: readonly [number, number];
  readonly sharpe: readonly [number, number] | null;
  readonly maxDrawdown: readonly [number, number];
}

/** Stationary bootstrap of Politis and Romano (1994), 90 % intervals, day by day with a modulo. */
export function referenceBootstrap(
  levels: readonly number[],
  calendarDays: number,
  baseValue: number,
  draws: number,
  meanBlockLength: number,
  random: RandomSource,
): ReferenceIntervals {
  const returns = levels.slice(1).map((level, t) => level / levels[t] - 1);
  const cagr: number[] = [];
  const sharpe: number[] = [];
  const maxDrawdown: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const resampled: number[] = [];
    while (resampled.length < returns.length) {
      const start = Math.floor(uniform(random) * returns.length);
      const length = 1 + Math.floor(Math.log(1 - uniform(random)) / Math.log(1 - 1 / meanBlockLength));
      for (let i = 0; i < length && resampled.length < returns.length; i++) {
        resampled.push(returns[(start + i) % returns.length]);
      }
    }
    const path = [levels[0]];
    for (const r of resampled) path.push(path[path.length - 1] * (1 + r));
    cagr.push((path[path.length - 1] / baseValue) ** (365 / calendarDays) - 1);
    maxDrawdown.push(referenceMaxDrawdown(path));
    const ratio = referenceSharpe(resampled);
    if (ratio !== null) sharpe.push(ratio);
  }
  return {
    cagr: [percentile(cagr, 0.05), percentile(cagr, 0.95)],
    sharpe: sharpe.length === 0 ? null : [percentile(sharpe, 0.05), percentile(sharpe, 0.95)],
    maxDrawdown: [percentile(maxDrawdown, 0.05), percentile(maxDrawdown, 0.95)],
  };
}

function halvesOf(blocks: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return blocks.flatMap((block, i) =>
    halvesOf(blocks.slice(i + 1), size - 1).map((rest) => [block, ...rest]),
  );
}

interface ReferenceOverfitting {
  readonly pbo: number;
  readonly logits: readonly number[];
  readonly inSample: readonly number[];
  readonly outOfSample: readonly number[];
}

/** PBO by CSCV of Bailey et al. (2017): each half of the matrix is gathered row by row. */
export function referenceOverfitting(matrix: TrialReturns, splits: number): ReferenceOverfitting {
  const { returns, days, trials } = matrix;
  const blockDays = Math.floor(days / splits);
  const first = days - blockDays * splits;
  const blocks = Array.from({ length: splits }, (_, b) => b);
  const sharpes = (chosen: readonly number[]): number[] => {
    const rows = chosen.flatMap((b) =>
      Array.from({ length: blockDays }, (_, t) => first + b * blockDays + t),
    );
    return Array.from(
      { length: trials },
      (_, k) => referenceSharpe(rows.map((t) => returns[t * trials + k])) ?? 0,
    );
  };
  const logits: number[] = [];
  const inSample: number[] = [];
  const outOfSample: number[] = [];
  for (const half of halvesOf(blocks, splits / 2)) {
    const inside = sharpes(half);
    const outside = sharpes(blocks.filter((b) => !half.includes(b)));
    const best = Math.max(...inside);
    const worstOfBest = Math.min(...outside.filter((_, k) => inside[k] === best));
    const below = outside.filter((sharpe) => sharpe < worstOfBest).length;
    const equal = outside.filter((sharpe) => sharpe === worstOfBest).length;
    const relativeRank = (below + (equal + 1) / 2) / (trials + 1);
    logits.push(Math.log(relativeRank / (1 - relativeRank)));
    inSample.push(best);
    outOfSample.push(worstOfBest);
  }
  return { pbo: logits.filter((logit) => logit <= 0).length / logits.length, logits, inSample, outOfSample };
}
