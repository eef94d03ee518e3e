export type { AssetDecision, Decision, DecisionRecorder, EligibilityRule } from './backtest/decision.ts';
export type { Backtest, BenchmarkResult, Note, Rebalance, RebalanceReason } from './backtest/result.ts';
export { formatDate, parseDate } from './date.ts';
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
export { type AssetTags, compareAssetIds, Panel, type PanelData } from './panel.ts';
export type { BenchmarkStatistics, Statistics } from './statistics/types.ts';
