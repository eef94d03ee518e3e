import {
  type Backtest,
  probabilisticSharpeRatio,
  type SharpeSample,
  sharpeSample,
  stationaryBootstrap,
} from '@holdfast/engine';

/** How far chance alone could have moved the headline numbers, and how sure the Sharpe ratio is. */
export function intervalsOf({ levels, dates, definition }: Backtest) {
  const bootstrap = stationaryBootstrap(levels, dates, { baseValue: definition.base.value });
  const sample = sharpeSampleOf(levels);
  return { ...bootstrap, probabilisticSharpe: sample === null ? null : probabilisticSharpeRatio(sample) };
}

export type Intervals = ReturnType<typeof intervalsOf>;

/** The key `intervals` of `holdfast backtest --json --intervals`. */
export function intervalsJson(intervals: Intervals) {
  return {
    confidence: intervals.confidence,
    draws: intervals.draws,
    mean_block_length: intervals.meanBlockLength,
    cagr: intervals.cagr,
    sharpe: intervals.sharpe,
    max_drawdown: intervals.maxDrawdown,
    probabilistic_sharpe: intervals.probabilisticSharpe,
  };
}

function sharpeSampleOf(levels: Float64Array): SharpeSample | null {
  const returns = Float64Array.from({ length: levels.length - 1 }, (_, t) => levels[t + 1] / levels[t] - 1);
  return sharpeSample(returns);
}
