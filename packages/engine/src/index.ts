export { type JsonSchema, nearest } from '@holdfast/document';
export { CAPACITY_AMOUNTS, type CapacityRow, capacityTable } from './analysis/capacity.ts';
export { type ConstantMix, constantMix } from './analysis/constant-mix.ts';
export type { AssetDecision, Decision, DecisionRecorder, EligibilityRule } from './backtest/decision.ts';
export type { Backtest, BenchmarkResult, Note, Rebalance, RebalanceReason } from './backtest/result.ts';
export { type BacktestOptions, runBacktest } from './backtest/run-backtest.ts';
export { formatDate, parseDate } from './date.ts';
export { canonicalDefinition } from './definition/canonical.ts';
export { type DefinitionDifference, diffDefinitions } from './definition/diff.ts';
export { definitionJsonSchema } from './definition/json-schema.ts';
export { allowedAt, definitionKeys } from './definition/keys.ts';
export {
  checkReferences,
  createLibrary,
  type DefinitionLibrary,
  definitionBenchmarks,
  membersInOrder,
  parseLibrary,
} from './definition/library.ts';
export {
  definitionFromInput,
  idOfFile,
  type ParsedDefinition,
  parseDefinition,
  parseDefinitionFile,
} from './definition/parse.ts';
export {
  type DatedNumbers,
  DEFAULT_BENCHMARKS,
  DEFAULT_EXCLUDED_TAGS,
  type DefinitionInput,
  definitionSchema,
  type IndexDefinition,
  type Schedule,
  type SelectionRule,
  type WeightScheme,
} from './definition/schema.ts';
export {
  applyOverride,
  expandGrid,
  type Override,
  parseVariation,
  type Variation,
} from './definition/variation.ts';
export { type AssetTags, compareAssetIds, Panel, type PanelData } from './panel.ts';
export type { BenchmarkStatistics, Statistics } from './statistics/types.ts';
export {
  type BacktestOverfitting,
  type Degradation,
  probabilityOfBacktestOverfitting,
} from './uncertainty/backtest-overfitting.ts';
export { type BestTrial, bestTrial } from './uncertainty/best-trial.ts';
export {
  type DeflatedSharpe,
  deflatedSharpeRatio,
  expectedMaximumSharpe,
  type TrialCount,
} from './uncertainty/deflated-sharpe-ratio.ts';
export { effectiveNumberOfTrials } from './uncertainty/effective-number-of-trials.ts';
export { normalCdf, normalQuantile } from './uncertainty/normal-distribution.ts';
export {
  minimumTrackRecordLength,
  probabilisticSharpeRatio,
} from './uncertainty/probabilistic-sharpe-ratio.ts';
export {
  type RandomSource,
  seededRandom,
  splitMix64,
  uniform,
  Xoshiro128StarStar,
} from './uncertainty/random.ts';
export { type SharpeSample, sharpeSample } from './uncertainty/sharpe-sample.ts';
export {
  type BootstrapIntervals,
  type BootstrapOptions,
  type Interval,
  stationaryBootstrap,
} from './uncertainty/stationary-bootstrap.ts';
export { type TrialReturns, trialSharpes } from './uncertainty/trial-returns.ts';
